using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains;
using OxyTrial.Trial;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Api.Studies;

/// <summary>Studies as a whole.</summary>
internal static class StudyEndpoints
{
    public static void Map(RouteGroupBuilder studies)
    {
        studies.WithTags("Studies");
        studies.MapGet("/", ListAsync).Ruled("ListStudies", "Studies the caller holds a role in");
        studies.MapGet("/{study}", (StudyCall call) => StudyAnswer.Of(call.View)).Ruled("GetStudy", "A study: stage, counts and the blinded spec");
        studies.MapPost("/{study}/beacon", Beacon).Command("RecordBeacon", "Record the public beacon's value, 64 hexadecimal digits");
        studies.MapPost("/{study}/activation", Activate).Command("ActivateStudy", "Begin recruitment");
        studies.MapPost("/{study}/lots", Release).Command("ReleaseLot", "Release the next kit sets to a site");
        studies.MapPost("/{study}/recruitment-closure", Close).Command("CloseRecruitment", "End recruitment");
        studies.MapPost("/{study}/lock-signatures", Sign).SignedCommand("SignDatabaseLock", "Sign the database lock; the second person's signature locks");
    }

    private static async Task<StudyLine[]> ListAsync(HttpContext http, TrialViews views, CancellationToken cancellation) =>
        [.. (await views.AllAsync(cancellation)).Where(view => http.User.Sees(view.Id)).Select(StudyLine.Of)];

    private static Task<IResult> Beacon(BeaconBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new RecordBeacon(body.Value), context, http.RequestAborted));

    private static Task<IResult> Activate(StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new ActivateStudy(), context, http.RequestAborted));

    private static Task<IResult> Release(LotReleaseBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new ReleaseLot(body.Lot, body.Site, body.Expiry, body.Sets), context, http.RequestAborted));

    private static Task<IResult> Close(ReasonBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new CloseRecruitment(body.Reason), context, http.RequestAborted));

    private static Task<IResult> Sign(LockSignatureBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, new SignDatabaseLock(body.Meaning), context, http.RequestAborted));
}
