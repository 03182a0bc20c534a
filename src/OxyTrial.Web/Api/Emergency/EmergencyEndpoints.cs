using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains;
using OxyTrial.Reports.Document;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Problems;
using OxyTrial.Web.Api.Requests;
using OxyTrial.Web.Documents;

namespace OxyTrial.Web.Api.Emergency;

/// <summary>Emergencies in which nobody reaches the system: packs before, openings after.</summary>
internal static class EmergencyEndpoints
{
    public static void Map(RouteGroupBuilder study)
    {
        study.MapGet("/emergency", (StudyCall call) => EmergencyAnswer.Of(call)).Ruled("GetEmergencies", "Emergency packs, code breaks and openings by site, pooled");
        study.MapPost("/sites/{site}/emergency-pack", IssueAsync).Command("IssueEmergencyPack", "Issue the site's emergency pack as of now");
        study.MapGet("/sites/{site}/emergency-pack", ShowAsync).Ruled("GetEmergencyPack", "The pack issued last as HTML").Produces<string>(StatusCodes.Status200OK, "text/html");
        study.MapGet("/sites/{site}/emergency-pack.pdf", PrintAsync).Ruled("GetEmergencyPackPdf", "The pack issued last as PDF").Produces<byte[]>(StatusCodes.Status200OK, "application/pdf");
        study.MapPost("/participants/{participant}/offline-openings", RecordAsync).Command("RecordOfflineOpening", "Write down an opening from the emergency pack")
            .Produces<OfflineOpeningReceipt>();
        study.MapPost("/participants/{participant}/offline-openings/reconciliation", ReconcileAsync).Command("ReconcileOfflineOpening", "Close an opening after comparing it with the paper");
    }

    private static Task<IResult> IssueAsync(StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new IssueEmergencyPack(call.AtSite), context, http.RequestAborted));

    private static Task<IResult> ShowAsync(StudyCall call, HttpContext http, IEmergencyPacks packs, TimeProvider time) =>
        PackAsync(call, http, packs, time, document => ReportResult.HtmlAsync(http, document));

    private static Task<IResult> PrintAsync(StudyCall call, HttpContext http, IEmergencyPacks packs, TimeProvider time) =>
        PackAsync(call, http, packs, time, document => ReportResult.PdfAsync(http, document, $"emergency-pack-{call.View.Id}-{call.AtSite}.pdf"));

    private static async Task<IResult> PackAsync(StudyCall call, HttpContext http, IEmergencyPacks packs, TimeProvider time, Func<ReportDocument, Task<IResult>> write) =>
        await packs.LastPackAsync(call.View.Id, call.AtSite, http.RequestAborted) is { } pack
            ? await write(EmergencyPackOf.Build(call.View, pack, StampOf.Print(call.View, EmergencyPackOf.ReportName, EmergencyPackOf.ReportVersion, call.Person, time.GetUtcNow())))
            : ApiProblem.NotFound.ToResult();

    private static async Task<IResult> RecordAsync(OfflineOpeningBody body, StudyCall call, HttpContext http, ITrialHost host, IEmergencyPacks packs, CommandRunner runner)
    {
        var participant = call.Participant.Id;
        if (OfflineOpenings.TooEarly(call.Participant, body.OpenedAt))
        {
            return ApiProblem.Invalid(ImmutableSortedDictionary<string, string[]>.Empty.Add("openedAt", [OfflineOpenings.TooEarlySentence])).ToResult();
        }

        var code = await OfflineOpenings.CheckAsync(packs, call.View.Id, participant, body.Code, http.RequestAborted);
        var command = new RecordOfflineOpening(participant, call.AtSite, body.OpenedAt, body.OpenedBy, body.CodeReadBy, body.Reason, code);
        return await runner.RunAsync(
            call, http, context => host.ExecuteAsync(call.View.Id, command, context, http.RequestAborted), (context, _) => Task.FromResult(Results.Ok(new OfflineOpeningReceipt(context.CommandId, code))));
    }

    private static Task<IResult> ReconcileAsync(ReconciliationBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) => runner.RunAsync(
        call, http, context => host.ExecuteAsync(call.View.Id, new ReconcileOfflineOpening(call.Participant.Id, call.AtSite, body.Opening, body.Note), context, http.RequestAborted));
}
