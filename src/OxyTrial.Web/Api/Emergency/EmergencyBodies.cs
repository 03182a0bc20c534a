using System.ComponentModel.DataAnnotations;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api.Requests;

namespace OxyTrial.Web.Api.Emergency;

/// <summary>An opening from the emergency pack, written down afterwards.</summary>
/// <param name="OpenedAt">When: local time with its offset from UTC.</param>
/// <param name="OpenedBy">Who opened it at the site.</param>
/// <param name="CodeReadBy">Who read the code out by telephone.</param>
/// <param name="Reason">Why the treatment had to be known; without naming it.</param>
/// <param name="Code">The code that was read out; checked, and kept nowhere. Absent when it is not known any more.</param>
public sealed record OfflineOpeningBody(
    DateTimeOffset OpenedAt, [property: TypedText] string OpenedBy, [property: TypedText] string CodeReadBy, [property: TypedText] string Reason, [property: StringLength(40)] string? Code = null) : RequestBody;

/// <summary>The answer to a recorded opening.</summary>
/// <param name="IdempotencyKey">The command's key.</param>
/// <param name="Code">Whether the code is one of the participant's; not whether it is the true one.</param>
public sealed record OfflineOpeningReceipt(string IdempotencyKey, OfflineCode Code);

/// <summary>An opening compared with the paper.</summary>
/// <param name="Opening">Which of the participant's openings, from 1.</param>
/// <param name="Note">What was found; without naming a treatment.</param>
public sealed record ReconciliationBody(int Opening, [property: TypedText] string Note) : RequestBody;

/// <summary>The emergency pack issued last.</summary>
/// <param name="IssuedUtc">When.</param>
/// <param name="IssuedBy">Account name.</param>
/// <param name="Position">Journal position.</param>
/// <param name="Participants">Participants in it.</param>
public sealed record PackAnswer(DateTimeOffset IssuedUtc, string IssuedBy, long Position, int Participants);

/// <summary>A site's emergencies, pooled over arms.</summary>
/// <param name="Site">Site.</param>
/// <param name="Randomized">Participants randomized.</param>
/// <param name="CodeBreaks">Codes broken, offline openings among them.</param>
/// <param name="OfflineOpenings">Openings from the pack.</param>
/// <param name="ToReconcile">Of these, not yet compared with the paper.</param>
/// <param name="Pack">The pack issued last; absent when none was.</param>
/// <param name="NotInPack">Randomized since.</param>
public sealed record SiteEmergencyAnswer(SiteId Site, int Randomized, int CodeBreaks, int OfflineOpenings, int ToReconcile, PackAnswer? Pack, int NotInPack);

/// <summary>An opening from a pack.</summary>
/// <param name="Participant">Participant.</param>
/// <param name="Opening">Which of the participant's openings, from 1.</param>
/// <param name="OpenedAt">When: local time with its offset from UTC.</param>
/// <param name="OpenedBy">Who opened it.</param>
/// <param name="CodeReadBy">Who read the code out.</param>
/// <param name="Reason">Why.</param>
/// <param name="Code">Whether the code was one of the participant's.</param>
/// <param name="Reconciled">What the comparison with the paper found; absent while it is open.</param>
public sealed record OpeningAnswer(ParticipantId Participant, int Opening, DateTimeOffset OpenedAt, string OpenedBy, string CodeReadBy, string Reason, OfflineCode Code, string? Reconciled);

/// <summary>What is ready for an emergency, and what came of one.</summary>
/// <param name="Sites">The caller's sites.</param>
/// <param name="Openings">Openings from packs at these sites, those to be reconciled first.</param>
public sealed record EmergencyAnswer(IReadOnlyList<SiteEmergencyAnswer> Sites, IReadOnlyList<OpeningAnswer> Openings)
{
    internal static EmergencyAnswer Of(StudyCall call)
    {
        bool Mine(SiteId site) => call.Sites is not { } mine || mine.Contains(site);
        return new EmergencyAnswer(
            [.. EmergencyCounts.BySite(call.View).Where(line => Mine(line.Site.Id)).Select(Of)],
            [.. EmergencyCounts.Openings(call.View).Where(listed => Mine(listed.Line.State.Baseline.Site)).Select(Of)]);
    }

    private static SiteEmergencyAnswer Of(SiteEmergency line) => new(
        line.Site.Id, line.Randomized, line.CodeBreaks, line.OfflineOpenings, line.ToReconcile,
        line.Pack is { } pack ? new PackAnswer(pack.Utc, pack.Actor, pack.Position, pack.Participants) : null, line.NotInPack);

    private static OpeningAnswer Of(ListedOpening listed) => listed.Opening.Recorded is var e
        ? new(listed.Line.Id, listed.Number, e.OpenedAt, e.OpenedBy, e.CodeReadBy, e.Reason, e.Code, listed.Opening.Reconciled?.Note)
        : throw new InvalidOperationException("An opening that was not recorded.");
}
