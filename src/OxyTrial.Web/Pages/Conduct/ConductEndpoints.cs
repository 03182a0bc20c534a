using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Conduct;

/// <summary>The study as a whole, for those who lead it.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="State">What became of a form of the page.</param>
public sealed record ConductModel(StudyFrame Frame, FormState State)
{
    /// <summary>Meaning of a signature under the lock (21 CFR 11.50).</summary>
    public const string LockMeaning = "I have reviewed the data of this study; they are complete and correct, and may not be changed after the lock.";

    /// <summary>What is true of the study.</summary>
    public StudyFacts Facts => ((StudyState.Existing)Frame.View.Study).Facts;

    /// <summary>Whether the person leads the study.</summary>
    public bool Leads => Frame.Holds(Roles.Conduct);

    /// <summary>Account name.</summary>
    public string? UserName => Frame.Person.Identity?.Name;
}

internal static class ConductEndpoints
{
    private const string Address = "/studies/{study}/conduct";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, RunAsync);
    }

    private static async Task<IResult> ShowAsync(string study, PageRequest request) =>
        await FindAsync(study, request) is { } model ? PageRequest.Show<ConductPage>(model) : request.NotFound();

    private static async Task<ConductModel?> FindAsync(string study, PageRequest request) =>
        await request.WholeStudyAsync(study, Roles.Locking) is { } frame ? new ConductModel(frame, FormState.Untouched) : null;

    private static async Task<IResult> RunAsync(string study, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await FindAsync(study, request) is not { } model || Command(form, model) is not { } command)
        {
            return request.NotFound();
        }

        if (command is SignDatabaseLock)
        {
            await request.RequirePasswordAsync(form, $"signature of the lock of {study}");
        }

        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(model.Frame.Study, command, context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(model.Frame.Url("/conduct"), form.Form)
            : PageRequest.Show<ConductPage>(model with { State = state }, state);
    }

    private static StudyCommand? Command(FormReader form, ConductModel model) => (form.Form, model.Leads) switch
    {
        ("beacon", true) => new RecordBeacon(form.Required("value", "Write the beacon's value.").Trim()),
        ("activate", true) => new ActivateStudy(),
        ("release", true) => Release(form),
        ("close-recruitment", true) => new CloseRecruitment(form.Required("reason", "Write why recruitment is closed.")),
        ("lock", _) => Lock(form, model),
        _ => null,
    };

    private static ReleaseLot? Release(FormReader form)
    {
        var lot = form.Required("lot", "Write the lot's blinded name.");
        form.Require(lot.Length == 0 || SiteId.TryParse(lot, out _), "lot", "A lot's name has 1 to 40 letters, digits, '-', '_' or '.'.");
        var site = form.Identifier<SiteId>("site", "Choose the site.");
        return new ReleaseLot(
            lot, site!, form.Day("expiry", "Choose the last day of use."), form.Whole("sets", "Write the number of kit sets, at least 1."));
    }

    private static SignDatabaseLock Lock(FormReader form, ConductModel model)
    {
        form.Require(form.Text("signer") == model.UserName, "signer", "Type your own account name as your signature.");
        form.Require(form.Ticked("meaning"), "meaning", "Confirm the meaning of your signature.");
        return new SignDatabaseLock(ConductModel.LockMeaning);
    }
}
