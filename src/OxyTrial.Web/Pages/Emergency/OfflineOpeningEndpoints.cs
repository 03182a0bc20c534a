using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Emergency;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Pages.Participants;

namespace OxyTrial.Web.Pages.Emergency;

/// <summary>Writing down an opening from the emergency pack.</summary>
internal static class OfflineOpeningEndpoints
{
    private const string Address = "/studies/{study}/participants/{participant}/offline-opening";

    private static readonly StudyRole[] Recording = [StudyRole.Coordinator, StudyRole.Investigator, StudyRole.ThirdParty];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, RecordAsync);
    }

    private static async Task<ParticipantModel?> FindAsync(string study, string participant, PageRequest request) =>
        await ParticipantModel.FindAsync(request, study, participant, Recording) is { Line.Enrollment: not null } model ? model : null;

    private static async Task<IResult> ShowAsync(string study, string participant, PageRequest request) =>
        await FindAsync(study, participant, request) is { } model ? PageRequest.Show<OfflineOpeningPage>(model) : request.NotFound();

    private static async Task<IResult> RecordAsync(string study, string participant, IFormCollection sent, PageRequest request)
    {
        if (await FindAsync(study, participant, request) is not { } model)
        {
            return request.NotFound();
        }

        var form = new FormReader(sent);
        var openedAt = OpenedAt(form, model);
        var (openedBy, readBy) = (form.Required("opened-by", "Write who opened the code."), form.Required("code-read-by", "Write who read the code out."));
        var reason = form.Required("reason", "Write why the treatment had to be known, without naming it.");
        var code = await OfflineOpenings.CheckAsync(request.Service<IEmergencyPacks>(), model.Frame.Study, model.Id, form.Text("code"), request.Cancelled);
        var command = new RecordOfflineOpening(model.Id, model.Baseline.Site, openedAt, openedBy, readBy, reason, code);
        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(model.Frame.Study, command, context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(model.BackFromEmergency.Url, "offline-opening")
            : PageRequest.Show<OfflineOpeningPage>(model with { State = state }, state);
    }

    private static DateTimeOffset OpenedAt(FormReader form, ParticipantModel model)
    {
        var (day, time) = (form.Day("day", "Write the day on which the code was opened."), form.Time("time", "Write the time as hours and minutes, e.g. 03:20."));
        if (!form.Errors.IsEmpty)
        {
            // Neither day nor time is one: there is no moment to look at.
            return default;
        }

        var openedAt = OfflineOpenings.AtSite(day, time, model.Site);
        form.Require(openedAt is not null, "time", "At this time the clocks were put forward; write the time after.");
        form.Require(openedAt is not { } at || !OfflineOpenings.TooEarly(model.Line, at), "day", OfflineOpenings.TooEarlySentence);
        return openedAt ?? default;
    }
}
