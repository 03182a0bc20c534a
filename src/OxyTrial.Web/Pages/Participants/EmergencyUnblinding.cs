using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Reports.Document;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Web.Api;
using OxyTrial.Web.Api.Participants;
using OxyTrial.Web.Documents;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Participants;

/// <summary>One participant's disclosed treatment: drawn once for the person who asked, stored nowhere.</summary>
/// <param name="Participant">For whom.</param>
/// <param name="Told">What the vault told.</param>
/// <param name="Reason">Reason given.</param>
/// <param name="Stamp">Who, when, and the journal as it is after the break.</param>
public sealed record DisclosureModel(ParticipantModel Participant, Disclosure Told, string Reason, ReportStamp Stamp);

/// <summary>The code break: journaled first, then disclosed, in the answer itself and never by a redirect that could be asked for again.</summary>
internal static class EmergencyUnblindingEndpoints
{
    private const string Address = "/studies/{study}/participants/{participant}/emergency-unblinding";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, BreakAsync);
    }

    private static async Task<ParticipantModel?> FindAsync(string study, string participant, PageRequest request) =>
        await ParticipantModel.FindAsync(request, study, participant, Roles.Breaking) is { Line.Enrollment: not null } model ? model : null;

    private static async Task<IResult> ShowAsync(string study, string participant, PageRequest request) =>
        await FindAsync(study, participant, request) is { } model ? PageRequest.Show<EmergencyUnblindingPage>(model) : request.NotFound();

    private static async Task<IResult> BreakAsync(string study, string participant, IFormCollection sent, PageRequest request)
    {
        if (await FindAsync(study, participant, request) is not { } model)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        var reason = form.Required("reason", "Write why the treatment must be known now.");
        form.Require(form.Text("participant") == model.Id.Value, "participant", "Type the participant's identifier exactly.");
        form.Require(form.Text("participant-again") == model.Id.Value, "participant-again", "Type the participant's identifier a second time.");
        var kind = form.Choice<DisclosureKind>("answer", "Choose what you need to know.");
        await request.RequirePasswordAsync(form, $"emergency unblinding of {model.Id} in {study}");
        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(
            model.Frame.Study, new RequestEmergencyUnblinding(model.Id, model.Baseline.Site, reason, model.Breaker), context, request.Cancelled));
        if (state is not FormState.Done)
        {
            return PageRequest.Show<EmergencyUnblindingPage>(model with { State = state }, state);
        }

        var told = await Disclosure.AskAsync(request.Service<IEmergencyDisclosure>(), kind, model.Frame.Study, model.Id, form.Text(FormState.CommandField), request.Cancelled);
        request.Http.Response.Headers.CacheControl = "no-store";

        // Read again: page and paper name the journal's position and fingerprint with the break in it.
        var broken = await FindAsync(study, participant, request) ?? model;
        var stamp = StampOf.Print(broken.Frame.View, DisclosureOf.ReportName, DisclosureOf.ReportVersion, request.Person, broken.Frame.Utc);
        return form.Text("format") == "pdf"
            ? await ReportResult.PdfAsync(request.Http, DisclosureOf.Build(broken.Spec, broken.Line, told, reason, stamp), $"UNBLINDED-{model.Id}.pdf")
            : PageRequest.Show<DisclosurePage>(new DisclosureModel(broken, told, reason, stamp));
    }
}
