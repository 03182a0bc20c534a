using OxyTrial.Trial;
using OxyTrial.Web.Layout;
using OxyTrial.Web.Pages.Overview;

namespace OxyTrial.Web.Pages.Audit;

/// <summary>Every stored event in a sentence. Places in allocation lists are left out: their order is nobody's business at a site.</summary>
public static class EventWords
{
    /// <summary>The sentence.</summary>
    public static string Of(TrialEvent happened) => happened switch
    {
        StudyEvent e => StudyPath.Of(e) + ".",
        SiteEvent e => Of(e),
        ParticipantEvent e => Of(e),
        SlotAllocated e => $"Participant {e.Participant} took the next place of the allocation list {e.Slot.Scope}.",
        SlotRecovered e => $"Participant {e.Participant} took the next place of the allocation list {e.Slot.Scope} again, by a receipt of kit {e.Kit}.",
        FactorLevelAllocated e => $"Participant {e.Participant} took the next place of the list {e.Slot.Scope}; drawn: {e.Level}.",
        null => throw new ArgumentNullException(nameof(happened)),
        _ => throw new UnexpectedEventException($"No words for {happened.GetType().Name}."),
    };

    private static string Of(SiteEvent happened) => happened switch
    {
        SiteOpened e => $"Site {e.Site} opened.",
        SiteSuspended e => $"Site suspended: {e.Reason}",
        SiteResumed => "Suspension of the site ended.",
        SiteClosed e => $"Site closed: {e.Reason}",
        KitsReceived e => $"Lot {e.Lot} received: {Words.Count(e.Kits.Length, "kit")}, use until {Words.Day(e.Expiry)}.",
        KitAssigned e => $"Kit {e.Kit} assigned to participant {e.Participant} for visit {e.Visit}.",
        RandomizationCounted e => $"Randomization of participant {e.Participant} counted at the site.",
        KitDispensed e => $"Kit {e.Kit} handed out to participant {e.Participant} at visit {e.Visit}.",
        KitReturned e => $"Kit {e.Kit} returned" + (e.ReturnedMilliliters is { } left ? FormattableString.Invariant($", {left} ml left.") : ", volume not measured."),
        KitDamaged e => $"Kit {e.Kit} damaged or lost: {e.Reason}",
        _ => throw new UnexpectedEventException($"No words for {happened.GetType().Name}."),
    };

    private static string Of(ParticipantEvent happened) => happened switch
    {
        ParticipantScreened e => $"Screened at site {e.Site}, cohort {e.Cohort}" + string.Concat(e.Recorded.Select(level => $", {level.Key} {level.Value}")) + ".",
        ConsentRecorded e => $"Informed consent recorded, form version {e.FormVersion}.",
        QuestionnaireScored e => $"Questionnaire {e.Instrument} scored: " + string.Join(", ", e.Scores.Select(score => FormattableString.Invariant($"{score.Scale} {score.ToDecimal():0.00##}"))) + ".",
        InterviewCoded e => $"Category of {e.Instrument} entered: {e.Category}, coder {e.Coder}.",
        PrototypesRated e => $"Prototypes of {e.Instrument} rated: {e.Category}" + (e.Choice is null ? string.Empty : $", chosen as the best: {e.Choice}") + ".",
        EligibilityConfirmed e => $"Eligibility confirmed ({Words.Count(e.Checks.Length, "check")}); stratum frozen: {string.Join(", ", e.Stratum.Levels.Select(level => $"{level.Factor} {level.Level}"))}.",
        ParticipantExcluded e => $"Excluded, {Words.Of(e.Reason)}: {e.Detail}",
        ParticipantRandomized e => $"Randomized; kit {e.Kit} of lot {e.Lot} for visit {e.Visit}.",
        VisitKitAssigned e => $"Kit {e.Kit} of lot {e.Lot} assigned for visit {e.Visit}.",
        VisitDispensed e => $"Medication of visit {e.Visit} given from kit {e.Kit}.",
        PeriodDosed e => FormattableString.Invariant($"Dose of period {e.Period} given on {e.Day:yyyy-MM-dd}."),
        ParticipantWithdrawn e => $"Withdrawn, {Views.ConsortCounts.Words(e.Reason)}: {e.Detail}",
        ParticipantCompleted => "Completed the study.",
        RandomizedInErrorRecorded e => $"Recorded as randomized in error; the allocation stands: {e.Reason}",
        MisstratificationRecorded e => $"Level of {e.Factor} corrected beside the stratum used: {e.RandomizedLevel} at randomization, right is {e.CorrectLevel}. {e.Reason}",
        EmergencyUnblindingRequested e => $"EMERGENCY UNBLINDING requested by {e.Requester}: {e.Reason}",
        OfflineOpeningRecorded e => $"OFFLINE OPENING by {e.OpenedBy}, code read by {e.CodeReadBy}, {Words.WithOffset(e.OpenedAt)}; code {Words.Of(e.Code)}: {e.Reason}",
        OfflineOpeningReconciled e => FormattableString.Invariant($"Offline opening {e.Opening} reconciled: {e.Note}"),
        _ => throw new UnexpectedEventException($"No words for {happened.GetType().Name}."),
    };
}
