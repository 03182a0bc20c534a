using OxyTrial.Grains;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Journal;
using OxyTrial.Reports.Consort;
using OxyTrial.Reports.Document;
using OxyTrial.Trial;
using OxyTrial.Vault;
using OxyTrial.Views;
using OxyTrial.Web.Api;
using OxyTrial.Web.Documents;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Pages;

namespace OxyTrial.Web.Unblinded.Pages;

/// <summary>The allocation of every participant, after the planned unblinding.</summary>
/// <param name="Desk">Desk.</param>
/// <param name="Allocations">In order of participant.</param>
public sealed record AllocationsModel(DeskModel Desk, ImmutableArray<UnblindedAllocation> Allocations);

/// <summary>What only this side may give out: packaging list, allocations, flow by arm.</summary>
internal static class OutputEndpoints
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/{study}/packaging.csv", PackagingAsync);
        pages.MapGet("/{study}/allocations", AllocationsAsync);
        pages.MapGet("/{study}/consort", (string study, PageRequest request) => FlowAsync(study, request, document => ReportResult.HtmlAsync(request.Http, document)));
        pages.MapGet("/{study}/consort.pdf", (string study, PageRequest request) =>
            FlowAsync(study, request, document => ReportResult.PdfAsync(request.Http, document, $"UNBLINDED-participant-flow-{study}.pdf")));
    }

    private static async Task<IResult> PackagingAsync(string study, IFormCollection sent, PageRequest request)
    {
        if (await DeskModel.FindAsync(study, request) is not { Facts.Commitment: not null } model)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        var recipient = form.Text("recipient");
        form.Require(recipient.Length > 0, "recipient", "Name who will receive the list.");
        form.Require(form.Ticked("entitled"), "entitled", "Confirm that nobody else will receive it.");

        // Journaled first, given out second: who knows the arms must be known.
        var state = await request.RunAsync(form, context => request.Service<ITrialHost>().ExecuteAsync(model.Frame.Study, new IssuePackagingList(recipient), context, request.Cancelled));
        if (state is not FormState.Done)
        {
            return PageRequest.Show<DeskPage>(model with { State = state }, state);
        }

        var kits = await request.Service<IVault>().PackagingListAsync(model.Frame.Study, form.Text(FormState.CommandField), request.Cancelled);
        return Results.File(Encoding.UTF8.GetBytes(Csv(kits)), "text/csv; charset=utf-8", $"UNBLINDED-packaging-list-{model.Frame.Study}.csv");
    }

    // RFC 4180; in order of kit number, so that the order of lines tells nothing once the last column is cut off.
    private static string Csv(IEnumerable<PackagedKit> kits) => string.Concat(
        kits.OrderBy(kit => kit.Kit).Select(kit => string.Create(CultureInfo.InvariantCulture, $"{kit.Kit},{kit.Set + 1},{Quoted(kit.Arm)},{Quoted(kit.Label)}\r\n")).Prepend("kit,set,arm,label\r\n"));

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<IResult> AllocationsAsync(string study, PageRequest request)
    {
        if (await FindUnblindedAsync(study, request) is not { } model)
        {
            return request.NotFound();
        }

        var tables = await request.Service<IVault>().UnblindedTablesAsync(model.Frame.Study, request.Cancelled);
        return PageRequest.Show<AllocationsPage>(new AllocationsModel(model, [.. tables.Allocations.OrderBy(line => line.Participant.Value, StringComparer.Ordinal)]));
    }

    private static async Task<IResult> FlowAsync(string study, PageRequest request, Func<ReportDocument, Task<IResult>> write)
    {
        if (await FindUnblindedAsync(study, request) is not { } model)
        {
            return request.NotFound();
        }

        var view = model.Frame.View;
        var tables = await request.Service<IVault>().UnblindedTablesAsync(view.Id, request.Cancelled);
        var arms = tables.Allocations.ToLookup(line => line.Arm, line => view.Participants[line.Participant.Value]);
        var input = ConsortOf.ByArm(view, view.Spec.Arms.Select(arm => (arm.Label, arms[arm.Key])), await UnblindingAsync(view, request));
        return await write(ConsortFlow.Build(input, StampOf.Print(view, $"{ConsortOf.ReportName} by arm, UNBLINDED", ConsortOf.ReportVersion, request.Person, model.Frame.Utc)));
    }

    private static async Task<DeskModel?> FindUnblindedAsync(string study, PageRequest request) =>
        await DeskModel.FindAsync(study, request) is { Frame.View.Study: StudyState.Unblinded } model ? model : null;

    private static async Task<PlannedUnblinding> UnblindingAsync(StudyView view, PageRequest request)
    {
        var signers = view.Milestones.Where(milestone => milestone.Event is UnblindingSigned).Select(milestone => milestone.Actor).ToArray();
        var authorized = view.Milestones.First(milestone => milestone.Event is UnblindingAuthorized);
        var entries = await request.Service<IJournalReader>().ReadStreamAsync(view.Id.Value, Study.Stream, 0, request.Cancelled);
        var locked = entries.First(entry => entry.Type == nameof(DatabaseLocked));
        return new PlannedUnblinding(authorized.Utc, signers[0], signers[1], Fingerprint.Of(locked.Position, locked.Hash).ToString());
    }
}
