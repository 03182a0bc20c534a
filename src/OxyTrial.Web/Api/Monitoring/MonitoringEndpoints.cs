using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Reports.Consort;
using OxyTrial.Reports.Document;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Documents;
using EnrollmentCounts = OxyTrial.Views.EnrollmentCounts;

namespace OxyTrial.Web.Api.Monitoring;

/// <summary>Participants randomized in one stratum.</summary>
/// <param name="Stratum">Stratum key without the site.</param>
/// <param name="Randomized">Participants.</param>
public sealed record StratumAnswer(string Stratum, int Randomized);

/// <summary>How enrollment goes, pooled over arms.</summary>
/// <param name="Sites">By site.</param>
/// <param name="Strata">By stratum, the empty ones too.</param>
/// <param name="Accrual">Cumulative, one point a day on which anything happened (UTC).</param>
public sealed record EnrollmentAnswer(ImmutableArray<SiteEnrollment> Sites, IReadOnlyList<StratumAnswer> Strata, ImmutableArray<AccrualPoint> Accrual);

/// <summary>What monitors watch.</summary>
internal static class MonitoringEndpoints
{
    public static void Map(RouteGroupBuilder study)
    {
        study.MapGet("/enrollment", (StudyCall call) => Enrollment(call.View)).Ruled("GetEnrollment", "Enrollment by site and stratum, and accrual");
        study.MapGet("/due", (StudyCall call, TimeProvider time) => DueAnswer.Of(call, time.GetUtcNow())).Ruled("GetDueList", "Visits due or overdue and kits near the end of their use, at the caller's sites");
        study.MapGet("/consort", Show).Ruled("GetConsortFlow", "The pooled participant flow (CONSORT 2025) as HTML").Produces<string>(StatusCodes.Status200OK, "text/html");
        study.MapGet("/consort.pdf", Print).Ruled("GetConsortFlowPdf", "The pooled participant flow (CONSORT 2025) as PDF").Produces<byte[]>(StatusCodes.Status200OK, "application/pdf");
    }

    private static EnrollmentAnswer Enrollment(StudyView view) => new(
        EnrollmentCounts.BySite(view),
        [.. EnrollmentCounts.ByStratum(view).Select(line => new StratumAnswer(line.Stratum.Key, line.Randomized))],
        EnrollmentCounts.Accrual(view));

    private static Task<IResult> Show(StudyCall call, HttpContext http, TimeProvider time) => ReportResult.HtmlAsync(http, Flow(call, time));

    private static Task<IResult> Print(StudyCall call, HttpContext http, TimeProvider time) => ReportResult.PdfAsync(http, Flow(call, time), $"participant-flow-{call.View.Id}.pdf");

    private static ReportDocument Flow(StudyCall call, TimeProvider time) =>
        ConsortFlow.Build(ConsortOf.Pooled(call.View), StampOf.Print(call.View, ConsortOf.ReportName, ConsortOf.ReportVersion, call.Person, time.GetUtcNow()));
}
