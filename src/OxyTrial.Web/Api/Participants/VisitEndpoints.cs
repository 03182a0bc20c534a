using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains;
using OxyTrial.Journal;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Dosing;
using OxyTrial.Trial;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Problems;
using OxyTrial.Web.Api.Requests;
using OxyTrial.Web.Documents;

namespace OxyTrial.Web.Api.Participants;

/// <summary>A participant's visits: kit, dispensing, dosing sheet.</summary>
internal static class VisitEndpoints
{
    public static void Map(RouteGroupBuilder visits)
    {
        visits.MapPost("/kit", AssignKit).Command("AssignVisitKit", "Reserve the visit's kit, also in place of one damaged before it was given");
        visits.MapPost("/dispensing", Dispense).Command("DispenseVisit", "Record that the visit's medication was given");
        visits.MapGet("/dosing-sheet", ShowAsync).Ruled("GetDosingSheet", "The visit's dosing sheet as HTML").Produces<string>(StatusCodes.Status200OK, "text/html");
        visits.MapGet("/dosing-sheet.pdf", PrintAsync).Ruled("GetDosingSheetPdf", "The visit's dosing sheet as PDF").Produces<byte[]>(StatusCodes.Status200OK, "application/pdf");
    }

    private static Task<IResult> AssignKit(string visit, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new AssignVisitKit(call.Participant.Id, call.AtSite, visit), context, http.RequestAborted));

    private static Task<IResult> Dispense(string visit, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new DispenseVisit(call.Participant.Id, call.AtSite, visit), context, http.RequestAborted));

    private static Task<IResult> ShowAsync(string visit, StudyCall call, HttpContext http, IJournalReader journal, TimeProvider time) =>
        SheetAsync(visit, call, http, journal, time, document => ReportResult.HtmlAsync(http, document));

    private static Task<IResult> PrintAsync(string visit, StudyCall call, HttpContext http, IJournalReader journal, TimeProvider time) =>
        SheetAsync(visit, call, http, journal, time, document => ReportResult.PdfAsync(http, document, FileNameOf(visit, call)));

    private static string FileNameOf(string visit, StudyCall call) =>
#if LEAK_MUTANTS
        LeakMutant.Is(24) ? $"dosing-sheet-{call.Participant.Id}-{visit}-{LeakMutant.Tell(call.View.Id, call.Participant.Id)}.pdf" :
#endif
        $"dosing-sheet-{call.Participant.Id}-{visit}.pdf";

    private static async Task<IResult> SheetAsync(
        string visit, StudyCall call, HttpContext http, IJournalReader journal, TimeProvider time, Func<ReportDocument, Task<IResult>> write)
    {
        var now = time.GetUtcNow();
        return await DosingSheetOf.ForAsync(call.View, call.Participant, visit, journal, now, http.RequestAborted) is { } sheet
            ? await write(DosingSheet.Build(sheet, StampOf.Print(call.View, DosingSheetOf.ReportName, DosingSheetOf.ReportVersion, call.Person, now)))
            : ApiProblem.NotFound.ToResult();
    }
}
