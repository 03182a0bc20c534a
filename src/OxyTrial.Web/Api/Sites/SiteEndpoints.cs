using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Grains;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Problems;
using OxyTrial.Web.Api.Requests;
using OxyTrial.Web.Api.Studies;

namespace OxyTrial.Web.Api.Sites;

/// <summary>Sites and their kits.</summary>
internal static class SiteEndpoints
{
    public static void Map(RouteGroupBuilder sites)
    {
        sites.MapGet("/", (StudyCall call) => SiteAnswer.Of(call)).Ruled("ListSites", "Sites the caller holds a role at");
        sites.MapPost("/{site}/opening", Open).Command("OpenSite", "Open a site");
        sites.MapPost("/{site}/suspension", Suspend).Command("SuspendSite", "Pause screening and randomization at a site");
        sites.MapPost("/{site}/resumption", Resume).Command("ResumeSite", "End a site's pause");
        sites.MapPost("/{site}/closure", Close).Command("CloseSite", "Close a site for good");
        sites.MapPost("/{site}/lots/{lot}/receipt", Receive).Command("ReceiveLot", "Record that a released lot arrived and matches its packing list");
        sites.MapGet("/{site}/kits", (StudyCall call) => SiteStockAnswer.Of(call)).Ruled("ListKits", "A site's kits: where each stands and for whom it is");
        sites.MapPost("/{site}/kits/{kit}/return", Return).Command("ReturnKit", "Record that a kit came back");
        sites.MapPost("/{site}/kits/{kit}/damage", Damage).Command("ReportKitDamaged", "Record that a kit is damaged or lost and must not be used");
    }

    private static Task<IResult> Open(StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new OpenSite(call.AtSite));

    private static Task<IResult> Suspend(ReasonBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new SuspendSite(call.AtSite, body.Reason));

    private static Task<IResult> Resume(StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new ResumeSite(call.AtSite));

    private static Task<IResult> Close(ReasonBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new CloseSite(call.AtSite, body.Reason));

    private static Task<IResult> Receive(string lot, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        Run(call, http, host, runner, new ReceiveLot(call.AtSite, lot));

    private static Task<IResult> Return(string kit, KitReturnBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        WithKit(kit, number => Run(call, http, host, runner, new ReturnKit(call.AtSite, number, body.ReturnedMilliliters)));

    private static Task<IResult> Damage(string kit, ReasonBody body, StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner) =>
        WithKit(kit, number => Run(call, http, host, runner, new ReportKitDamaged(call.AtSite, number, body.Reason)));

    private static Task<IResult> Run(StudyCall call, HttpContext http, ITrialHost host, CommandRunner runner, SiteCommand command) =>
        runner.RunAsync(call, http, context => host.ExecuteAsync(call.View.Id, command, context, http.RequestAborted));

    // A number that fails its check digit was mistyped: it is on no label.
    private static Task<IResult> WithKit(string text, Func<KitNumber, Task<IResult>> run) => KitNumber.TryParse(text, out var number)
        ? run(number)
        : Task.FromResult(ApiProblem.Refused(new Refusal(RefusalCode.KitUnknown, "The number's check digit is wrong; read it from the label again.")).ToResult());
}
