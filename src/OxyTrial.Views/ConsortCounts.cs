using System.Collections.Immutable;
using OxyTrial.Trial;

namespace OxyTrial.Views;

/// <summary>A reason and how many it applies to.</summary>
/// <param name="Reason">In words.</param>
/// <param name="Count">At least 1.</param>
public sealed record ReasonCount(string Reason, int Count);

/// <summary>CONSORT 2025 items 22a and 22b for a group of randomized participants: all of them, or after unblinding those of one arm.</summary>
/// <param name="Allocated">Randomized.</param>
/// <param name="Received">Received study medication at least once.</param>
/// <param name="NotReceived">Did not, with reasons.</param>
/// <param name="Lost">Lost to follow-up.</param>
/// <param name="Discontinued">Discontinued, with reasons.</param>
/// <param name="Analyzed">In the analysis.</param>
/// <param name="NotAnalyzed">Not in it, with reasons.</param>
/// <param name="InError">Randomized in error; they stay in the group they were randomized to.</param>
/// <param name="Misstratified">With a recorded misstratification.</param>
/// <param name="CodeBreaks">Participants whose code was broken.</param>
public sealed record GroupFlow(
    int Allocated, int Received, ImmutableArray<ReasonCount> NotReceived, int Lost, ImmutableArray<ReasonCount> Discontinued,
    int Analyzed, ImmutableArray<ReasonCount> NotAnalyzed, int InError, int Misstratified, int CodeBreaks);

/// <summary>Counts of the CONSORT flow before randomization, pooled by nature.</summary>
/// <param name="Assessed">Assessed for eligibility.</param>
/// <param name="NotMeetingCriteria">Excluded: criteria.</param>
/// <param name="Declined">Excluded: declined.</param>
/// <param name="OtherReasons">Excluded: other.</param>
/// <param name="Pending">Screened and neither excluded nor randomized yet.</param>
/// <param name="Randomized">Randomized.</param>
public sealed record ScreeningFlow(int Assessed, int NotMeetingCriteria, int Declined, int OtherReasons, int Pending, int Randomized);

/// <summary>Counts for the CONSORT flow diagram.</summary>
public static class ConsortCounts
{
    /// <summary>Up to randomization.</summary>
    public static ScreeningFlow Screening(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var states = view.Participants.Values.Select(line => line.State).ToArray();
        var excluded = states.OfType<ParticipantState.Excluded>().CountBy(state => state.Reason).ToDictionary();
        var randomized = states.Count(state => state is ParticipantState.Enrolled);
        return new ScreeningFlow(
            states.Length,
            excluded.GetValueOrDefault(ExclusionReason.NotMeetingCriteria),
            excluded.GetValueOrDefault(ExclusionReason.Declined),
            excluded.GetValueOrDefault(ExclusionReason.Other),
            states.Length - randomized - excluded.Values.Sum(),
            randomized);
    }

    /// <summary>
    /// From randomization on, for a group. Everyone randomized is analyzed as randomized (intention to treat) except those lost or
    /// who withdrew consent.
    /// </summary>
    public static GroupFlow Group(IEnumerable<ParticipantLine> group)
    {
        var states = group.Select(line => line.State).OfType<ParticipantState.Enrolled>().ToArray();
        var withdrawn = states.OfType<ParticipantState.Withdrawn>().ToArray();
        var lost = withdrawn.Count(state => state.Reason == WithdrawalReason.LostToFollowUp);
        var unavailable = withdrawn.Where(state => state.Reason is WithdrawalReason.LostToFollowUp or WithdrawalReason.ConsentWithdrawn).ToArray();
        var untreated = states.Where(state => !state.Enrollment.Visits.Values.Any(visit => visit.Dispensed)).ToArray();
        return new GroupFlow(
            states.Length,
            states.Length - untreated.Length,
            Reasons(untreated, state => state is ParticipantState.Withdrawn w ? Words(w.Reason) : "not dispensed yet"),
            lost,
            Reasons(withdrawn.Where(state => state.Reason != WithdrawalReason.LostToFollowUp), state => Words(state.Reason)),
            states.Length - unavailable.Length,
            Reasons(unavailable, state => Words(state.Reason)),
            states.Count(state => state.Enrollment.InError is not null),
            states.Count(state => !state.Enrollment.Corrections.IsEmpty),
            states.Count(state => state.Enrollment.CodeBreaks > 0));
    }

    /// <summary>A withdrawal reason in words.</summary>
    public static string Words(WithdrawalReason reason) => reason switch
    {
        WithdrawalReason.LostToFollowUp => "lost to follow-up",
        WithdrawalReason.ConsentWithdrawn => "consent withdrawn",
        WithdrawalReason.AdverseEvent => "adverse event",
        WithdrawalReason.InvestigatorDecision => "investigator's decision",
        WithdrawalReason.Other => "other reason",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private static ImmutableArray<ReasonCount> Reasons<T>(IEnumerable<T> states, Func<T, string> reason) =>
        [.. states.CountBy(reason).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ReasonCount(pair.Key, pair.Value))];
}
