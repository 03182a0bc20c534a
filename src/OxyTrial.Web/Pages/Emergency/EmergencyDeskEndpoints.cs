using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Emergency;

/// <summary>What is ready for an emergency, and what came of one.</summary>
/// <param name="Frame">Frame.</param>
/// <param name="NotFound">What was typed when no randomized participant of the person's sites was found under it; else null.</param>
public sealed record EmergencyDeskModel(StudyFrame Frame, string? NotFound)
{
    /// <summary>Whether the person may break codes at some site.</summary>
    public bool Breaks => Frame.Holds(Roles.Breaking);
}

internal static class EmergencyDeskEndpoints
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/studies/{study}/emergency", ShowAsync);

    private static async Task<IResult> ShowAsync(string study, string? participant, PageRequest request) =>
        await request.StudyAsync(study, Roles.Emergency) is not { } frame ? request.NotFound()
        : string.IsNullOrWhiteSpace(participant) ? PageRequest.Show<EmergencyDeskPage>(new EmergencyDeskModel(frame, null))
        : Find(frame, participant.Trim()) is { } found ? Results.LocalRedirect(frame.Url(found, "/emergency-unblinding"))
        : PageRequest.Show<EmergencyDeskPage>(new EmergencyDeskModel(frame, participant.Trim()));

    // Nobody, somebody of another site and somebody not randomized are told the same.
    private static ParticipantId? Find(StudyFrame frame, string typed) =>
        ParticipantId.TryParse(typed, out var id) && frame.View.Find(id) is { Enrollment: not null } line && frame.HoldsAt(line.State.Baseline.Site, Roles.Breaking) ? id : null;
}
