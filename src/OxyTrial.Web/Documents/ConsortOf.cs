using OxyTrial.Reports.Consort;
using OxyTrial.Trial;
using OxyTrial.Views;
using Counted = OxyTrial.Reports.Consort.EnrollmentCounts;
using ReasonCount = OxyTrial.Reports.Consort.ReasonCount;

namespace OxyTrial.Web.Documents;

/// <summary>
/// The counts of the participant flow (CONSORT 2025, items 22a and 22b). Blinded callers get the pooled one; the one by arm takes the
/// groups from whoever was given them at the planned unblinding.
/// </summary>
public static class ConsortOf
{
    /// <summary>Name of the report.</summary>
    public const string ReportName = "Participant flow";

    /// <summary>Version of the report's definition.</summary>
    public const string ReportVersion = "1.0";

    /// <summary>All participants in one column.</summary>
    public static ConsortInput.Pooled Pooled(StudyView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new ConsortInput.Pooled(Enrollment(view), Branch(view, view.Participants.Values), Conduct(view));
    }

    /// <summary>One column a group, in the order given; together they hold everyone randomized.</summary>
    public static ConsortInput.ByArm ByArm(StudyView view, IEnumerable<(string Label, IEnumerable<ParticipantLine> Participants)> groups, PlannedUnblinding unblinding)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(groups);
        return new ConsortInput.ByArm(Enrollment(view), [.. groups.Select(group => new ArmBranch(group.Label, Branch(view, group.Participants)))], Conduct(view), unblinding);
    }

    private static Counted Enrollment(StudyView view)
    {
        var screening = ConsortCounts.Screening(view);
        var excluded = view.Participants.Values.Select(line => line.State).OfType<ParticipantState.Excluded>().ToArray();
        ReasonCounts Because(ExclusionReason reason) => Reasons(excluded.Where(state => state.Reason == reason).Select(state => state.Detail));
        return new Counted(
            screening.Assessed, Because(ExclusionReason.NotMeetingCriteria), screening.Declined, Because(ExclusionReason.Other), screening.Randomized, screening.Pending);
    }

    private static BranchCounts Branch(StudyView view, IEnumerable<ParticipantLine> group)
    {
        var states = group.Select(line => line.State).OfType<ParticipantState.Enrolled>().ToArray();
        var untreated = states.Where(state => state.Enrollment.DosesGiven == 0).ToArray();
        var awaiting = untreated.Count(state => state is ParticipantState.Randomized);
        var withdrawn = states.OfType<ParticipantState.Withdrawn>().ToArray();
        var lost = withdrawn.Where(state => state.Reason == WithdrawalReason.LostToFollowUp);

        // Nobody is analyzed before the lock; from then on everyone as randomized, except those who cannot be (intention to treat).
        var locked = view.Study is StudyState.Locked or StudyState.UnblindingAuthorized or StudyState.Unblinded;
        var notAnalyzed = locked ? Reasons(withdrawn.Where(Unavailable).Select(state => ConsortCounts.Words(state.Reason))) : ReasonCounts.None;
        return new BranchCounts(
            states.Length,
            states.Length - untreated.Length,
            Reasons(untreated.Where(state => state is not ParticipantState.Randomized).Select(WhyUntreated)),
            Reasons(lost.Select(state => state.Detail)),
            Reasons(withdrawn.Except(lost).Select(state => ConsortCounts.Words(state.Reason))),
            locked ? states.Length - notAnalyzed.Total : 0,
            notAnalyzed,
            awaiting,
            locked ? 0 : states.Length);
    }

    private static ConductCounts Conduct(StudyView view)
    {
        var pooled = ConsortCounts.Conduct(view);
        return new ConductCounts(pooled.InError, pooled.Misstratified, pooled.CodeBreaks);
    }

    private static bool Unavailable(ParticipantState.Withdrawn state) => state.Reason is WithdrawalReason.LostToFollowUp or WithdrawalReason.ConsentWithdrawn;

    private static string WhyUntreated(ParticipantState.Enrolled state) => state is ParticipantState.Withdrawn withdrawn ? ConsortCounts.Words(withdrawn.Reason) : "completed without medication";

    private static ReasonCounts Reasons(IEnumerable<string> reasons) => new(
        [.. reasons.CountBy(reason => reason).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ReasonCount(pair.Key, pair.Value))]);
}
