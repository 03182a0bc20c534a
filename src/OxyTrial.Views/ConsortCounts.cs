using OxyTrial.Trial;

namespace OxyTrial.Views;

/// <summary>Counts of the CONSORT flow before randomization, pooled by nature.</summary>
/// <param name="Assessed">Assessed for eligibility.</param>
/// <param name="NotMeetingCriteria">Excluded: criteria.</param>
/// <param name="Declined">Excluded: declined.</param>
/// <param name="OtherReasons">Excluded: other.</param>
/// <param name="Pending">Screened and neither excluded nor randomized yet.</param>
/// <param name="Randomized">Randomized.</param>
public sealed record ScreeningFlow(int Assessed, int NotMeetingCriteria, int Declined, int OtherReasons, int Pending, int Randomized);

/// <summary>Errors and code breaks, pooled by nature.</summary>
/// <param name="InError">Randomized in error; they stay in the group they were randomized to.</param>
/// <param name="Misstratified">With a recorded misstratification.</param>
/// <param name="CodeBreaks">Participants whose code was broken.</param>
public sealed record ConductFlow(int InError, int Misstratified, int CodeBreaks);

/// <summary>Pooled counts for the CONSORT flow diagram (CONSORT 2025, items 22a and 22b).</summary>
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

    /// <summary>Among everyone randomized.</summary>
    public static ConductFlow Conduct(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var enrolled = view.Participants.Values.Select(line => line.Enrollment).OfType<Enrollment>().ToArray();
        return new ConductFlow(
            enrolled.Count(one => one.InError is not null),
            enrolled.Count(one => !one.Corrections.IsEmpty),
            enrolled.Count(one => one.CodeBreaks > 0));
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
}
