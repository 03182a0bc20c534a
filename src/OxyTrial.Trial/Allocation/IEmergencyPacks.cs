using System.Collections.Immutable;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Trial.Allocation;

/// <summary>One line of a participant in a pack.</summary>
/// <param name="Code">The code, e.g. <c>7K3M-Q0ZD</c>.</param>
/// <param name="Treatment">Label of the arm that it stands for.</param>
public sealed record EmergencyPackLine(string Code, string Treatment);

/// <summary>A participant in a pack: all codes with their treatments, in order of code. Which of them is true stands nowhere in it.</summary>
/// <param name="Participant">Pseudonymous identifier.</param>
/// <param name="Lines">One line an arm.</param>
public sealed record EmergencyPackEntry(ParticipantId Participant, ImmutableArray<EmergencyPackLine> Lines);

/// <summary>A site's emergency pack.</summary>
/// <param name="Site">Site.</param>
/// <param name="Position">Journal position of its issue.</param>
/// <param name="Utc">When it was issued.</param>
/// <param name="Person">Who issued it.</param>
/// <param name="Entries">Participants randomized at the site before, in order of identifier.</param>
public sealed record EmergencyPack(SiteId Site, long Position, DateTimeOffset Utc, string Person, ImmutableArray<EmergencyPackEntry> Entries);

/// <summary>
/// The port of what the vault makes for an outage and what anybody at the site may hold. Every answer is a function of the secret, the
/// participants and the labels, and of nobody's arm.
/// </summary>
public interface IEmergencyPacks
{
    /// <summary>The pack that was issued last for a site; null when none was.</summary>
    ValueTask<EmergencyPack?> LastPackAsync(StudyId study, SiteId site, CancellationToken cancellation);

    /// <summary>Whether a code, as heard, is one of the participant's; not whether it is the true one.</summary>
    ValueTask<bool> RecognizesAsync(StudyId study, ParticipantId participant, string code, CancellationToken cancellation);
}
