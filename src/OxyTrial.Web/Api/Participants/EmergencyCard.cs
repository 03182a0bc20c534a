using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Web.Access;

namespace OxyTrial.Web.Api.Participants;

/// <summary>What somebody who answers an emergency needs to know of a participant before the code is broken.</summary>
/// <param name="Participant">Pseudonymous identifier.</param>
/// <param name="Site">Site.</param>
/// <param name="Randomized">Whether there is a code to break.</param>
/// <param name="CodeBreaks">How often it was broken so far.</param>
/// <param name="MayBreak">Whether the spec lets the caller's role break it.</param>
public sealed record EmergencyCard(ParticipantId Participant, SiteId Site, bool Randomized, int CodeBreaks, bool MayBreak)
{
    internal static EmergencyCard Of(StudyCall call) => new(
        call.Participant.Id, call.AtSite, call.Participant.Enrollment is not null, call.Participant.Enrollment?.CodeBreaks ?? 0, call.View.Spec.MayBreakCode(BreakerOf(call)));

    internal static CodeBreaker BreakerOf(StudyCall call) =>
        call.Person.Allows(call.View.Id, call.AtSite, StudyRole.Investigator) ? CodeBreaker.Investigator : CodeBreaker.ThirdParty;
}
