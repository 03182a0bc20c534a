using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Forms;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Emergency;

/// <summary>What is ready for an emergency, and what came of one.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="NotFound">What was typed when no randomized participant of the person's sites was found under it; else null.</param>
/// <param name="State">What became of a form of the page.</param>
public sealed record EmergencyDeskModel(StudyFrame Frame, string? NotFound, FormState State)
{
    /// <summary>Whether the person may break codes at some site.</summary>
    public bool Breaks => Frame.Holds(Roles.Breaking);

    /// <summary>Whether the person watches the whole study, and so what the sponsor is told.</summary>
    public bool Watches => Frame.Holds(Roles.Watching) && Frame.Person.SitesOf(Frame.Study, Roles.Watching) is null;

    /// <summary>The sites whose emergencies the person sees; none for a third party.</summary>
    public IReadOnlyList<SiteEmergency> Sites => [.. EmergencyCounts.BySite(Frame.View).Where(line => Sees(line.Site.Id))];

    /// <summary>Openings from packs at those sites.</summary>
    public IReadOnlyList<ListedOpening> Openings => [.. EmergencyCounts.Openings(Frame.View).Where(listed => Sees(listed.Line.State.Baseline.Site))];

    private bool Sees(SiteId site) => Frame.HoldsAt(site, [.. Roles.Participants, .. Roles.Watching]);
}

internal static class EmergencyDeskEndpoints
{
    private const string Address = "/studies/{study}/emergency";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Address, ShowAsync);
        pages.MapPost(Address, ReconcileAsync);
    }

    private static async Task<IResult> ShowAsync(string study, string? participant, PageRequest request) =>
        await request.StudyAsync(study, Roles.Emergency) is not { } frame ? request.NotFound()
        : string.IsNullOrWhiteSpace(participant) ? PageRequest.Show<EmergencyDeskPage>(new EmergencyDeskModel(frame, null, FormState.Untouched))
        : Find(frame, participant.Trim()) is { } found ? Results.LocalRedirect(frame.Url(found, "/emergency-unblinding"))
        : PageRequest.Show<EmergencyDeskPage>(new EmergencyDeskModel(frame, participant.Trim(), FormState.Untouched));

    private static async Task<IResult> ReconcileAsync(string study, IFormCollection sent, PageRequest request)
    {
        var form = new FormReader(sent);
        if (await request.StudyAsync(study, StudyRole.Monitor) is not { } frame
            || !ParticipantId.TryParse(form.Text("participant"), out var id)
            || frame.View.Find(id) is not { } line
            || !frame.HoldsAt(line.State.Baseline.Site, StudyRole.Monitor))
        {
            return request.NotFound();
        }

        var note = form.Required("note", "Write what the comparison found.");
        var command = new ReconcileOfflineOpening(id, line.State.Baseline.Site, form.Whole("opening", "Which opening?"), note);
        var state = await request.RunAsync(form, context => request.Host.ExecuteAsync(frame.Study, command, context, request.Cancelled));
        return state is FormState.Done
            ? PageRequest.Done(frame.Url("/emergency"), "reconcile")
            : PageRequest.Show<EmergencyDeskPage>(new EmergencyDeskModel(frame, null, state), state);
    }

    // Nobody, somebody of another site and somebody not randomized are told the same.
    private static ParticipantId? Find(StudyFrame frame, string typed) =>
        ParticipantId.TryParse(typed, out var id) && frame.View.Find(id) is { Enrollment: not null } line && frame.HoldsAt(line.State.Baseline.Site, Roles.Breaking) ? id : null;
}
