using System.Collections.Immutable;
using OxyTrial.Instruments;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial;

// ---- Stored format ----

/// <summary>Something that happened to a participant.</summary>
public abstract record ParticipantEvent : TrialEvent
{
    private protected ParticipantEvent()
    {
    }
}

/// <summary>Assessed for eligibility.</summary>
/// <param name="Participant">Pseudonymous identifier.</param>
/// <param name="Site">Site.</param>
/// <param name="Cohort">Cohort key.</param>
/// <param name="Recorded">Level by recorded factor, e.g. gender.</param>
public sealed record ParticipantScreened(ParticipantId Participant, SiteId Site, string Cohort, ImmutableSortedDictionary<string, string> Recorded) : ParticipantEvent;

/// <summary>Informed consent was given.</summary>
public sealed record ConsentRecorded(string FormVersion) : ParticipantEvent;

/// <summary>A questionnaire was scored; the responses and the continuous scores are kept for analysis.</summary>
/// <param name="Instrument">Instrument id.</param>
/// <param name="Version">Instrument version.</param>
/// <param name="Responses">One response an item, null = missing.</param>
/// <param name="Scores">Exact score by scale.</param>
public sealed record QuestionnaireScored(string Instrument, string Version, ImmutableArray<int?> Responses, ImmutableArray<ScaleScore> Scores) : ParticipantEvent;

/// <summary>A category of an instrument was found; not a score, and never made from one.</summary>
public abstract record CategoryFound : ParticipantEvent
{
    private protected CategoryFound(string instrument, string version, string category) => (Instrument, Version, Category) = (instrument, version, category);

    /// <summary>Instrument id.</summary>
    public string Instrument { get; }

    /// <summary>Instrument version.</summary>
    public string Version { get; }

    /// <summary>Name of the category.</summary>
    public string Category { get; }
}

/// <summary>A certified coder's category of an interview was entered.</summary>
public sealed record InterviewCoded : CategoryFound
{
    /// <summary>Category and coder.</summary>
    public InterviewCoded(string instrument, string version, string category, string coder)
        : base(instrument, version, category) => Coder = coder;

    /// <summary>Id of the coder.</summary>
    public string Coder { get; }
}

/// <summary>Prototypes were rated; the ratings and the two models are kept for analysis.</summary>
public sealed record PrototypesRated : CategoryFound
{
    /// <summary>Everything entered, and what follows from it.</summary>
    public PrototypesRated(string instrument, string version, string category, ImmutableArray<int?> ratings, string? choice, PrototypeModels models)
        : base(instrument, version, category) => (Ratings, Choice, Models) = (ratings, choice, models);

    /// <summary>One rating a prototype.</summary>
    public ImmutableArray<int?> Ratings { get; }

    /// <summary>Prototype chosen as the best; null when none was.</summary>
    public string? Choice { get; }

    /// <summary>Model of the self and of others.</summary>
    public PrototypeModels Models { get; }
}

/// <summary>All checks are confirmed; the stratum is frozen.</summary>
public sealed record EligibilityConfirmed(Stratum Stratum, ImmutableArray<string> Checks) : ParticipantEvent;

/// <summary>Not randomized, and why.</summary>
public sealed record ParticipantExcluded(ExclusionReason Reason, string Detail) : ParticipantEvent;

/// <summary>Randomized: a slot and a kit, never an arm.</summary>
public sealed record ParticipantRandomized(Slot Slot, Stratum Stratum, KitNumber Kit, string Lot, string Visit) : ParticipantEvent;

/// <summary>A kit was reserved for a later visit, or in place of a damaged one.</summary>
public sealed record VisitKitAssigned(string Visit, KitNumber Kit, string Lot) : ParticipantEvent;

/// <summary>Study medication was given at a visit.</summary>
public sealed record VisitDispensed(string Visit, KitNumber Kit) : ParticipantEvent;

/// <summary>A dose of a cross-over's period was given; the washout is counted from the last one of each period.</summary>
/// <param name="Period">The period, from 1.</param>
/// <param name="Day">The day at the site.</param>
public sealed record PeriodDosed(int Period, DateOnly Day) : ParticipantEvent;

/// <summary>Left the trial after randomization.</summary>
public sealed record ParticipantWithdrawn(WithdrawalReason Reason, string Detail) : ParticipantEvent;

/// <summary>Completed the trial.</summary>
public sealed record ParticipantCompleted : ParticipantEvent;

/// <summary>The allocation should not have happened; it stands, and this stands beside it (Yelland 2015).</summary>
public sealed record RandomizedInErrorRecorded(string Reason) : ParticipantEvent;

/// <summary>A factor's level was wrong at randomization; the level used stays, the right one stands beside it (Yelland 2015).</summary>
public sealed record MisstratificationRecorded(string Factor, string RandomizedLevel, string CorrectLevel, string Reason) : ParticipantEvent;

/// <summary>One participant's code is about to be broken. Journaled before anything is disclosed.</summary>
public sealed record EmergencyUnblindingRequested(ParticipantId Participant, string Requester, string Reason) : ParticipantEvent;

/// <summary>
/// A participant's code was opened from the site's emergency pack while the system was out of reach; written down afterwards. Neither the
/// code nor what it stood for is kept: beside the site's pack the one would be the other.
/// </summary>
/// <param name="Participant">Participant.</param>
/// <param name="OpenedAt">When: local time with its offset from UTC.</param>
/// <param name="OpenedBy">Who opened it at the site.</param>
/// <param name="CodeReadBy">Who read the code out by telephone.</param>
/// <param name="Reason">Why the treatment had to be known.</param>
/// <param name="Code">Whether the code was one of this participant's.</param>
public sealed record OfflineOpeningRecorded(ParticipantId Participant, DateTimeOffset OpenedAt, string OpenedBy, string CodeReadBy, string Reason, OfflineCode Code) : ParticipantEvent;

/// <summary>A recorded opening was compared with the form in the pack and with the telephone service's log.</summary>
/// <param name="Opening">Which of the participant's openings, from 1.</param>
/// <param name="Note">What was found.</param>
public sealed record OfflineOpeningReconciled(int Opening, string Note) : ParticipantEvent;

/// <summary>What the vault said to the code of an offline opening; the same whichever of the participant's codes it was.</summary>
public enum OfflineCode
{
    /// <summary>It is one of the participant's codes.</summary>
    Recognized,

    /// <summary>It is no code of the participant: mistyped, or another participant's line was read.</summary>
    NotRecognized,

    /// <summary>The code is not known any more.</summary>
    NotGiven,
}

/// <summary>Why a participant was not randomized (CONSORT 2025, item 22a).</summary>
public enum ExclusionReason
{
    /// <summary>Does not meet the eligibility criteria.</summary>
    NotMeetingCriteria,

    /// <summary>Declined to take part.</summary>
    Declined,

    /// <summary>Any other reason.</summary>
    Other,
}

/// <summary>Why a participant left after randomization (CONSORT 2025, item 22b).</summary>
public enum WithdrawalReason
{
    /// <summary>Lost to follow-up.</summary>
    LostToFollowUp,

    /// <summary>Withdrew consent.</summary>
    ConsentWithdrawn,

    /// <summary>Adverse event.</summary>
    AdverseEvent,

    /// <summary>Investigator's decision.</summary>
    InvestigatorDecision,

    /// <summary>Any other reason.</summary>
    Other,
}

// ---- State ----

/// <summary>What is known from screening on.</summary>
/// <param name="Id">Pseudonymous identifier.</param>
/// <param name="Site">Site.</param>
/// <param name="Cohort">Cohort key.</param>
/// <param name="Recorded">Level by recorded factor.</param>
/// <param name="Scores">Last scoring by instrument id.</param>
public sealed record Baseline(
    ParticipantId Id,
    SiteId Site,
    string Cohort,
    ImmutableSortedDictionary<string, string> Recorded,
    ImmutableSortedDictionary<string, QuestionnaireScored> Scores)
{
    /// <summary>Last category found by instrument id; kept apart from the scores.</summary>
    public ImmutableSortedDictionary<string, CategoryFound> Categories { get; init; } = ImmutableSortedDictionary<string, CategoryFound>.Empty;

    /// <summary>Whether the instrument has given what it gives, a score or a category.</summary>
    public bool IsMeasured(string instrument) => Scores.ContainsKey(instrument) || Categories.ContainsKey(instrument);
}

/// <summary>A visit's medication.</summary>
/// <param name="Kit">Kit reserved or given.</param>
/// <param name="Lot">Its blinded lot.</param>
/// <param name="Dispensed">Whether it was given.</param>
public sealed record VisitMedication(KitNumber Kit, string Lot, bool Dispensed);

/// <summary>What is known from randomization on.</summary>
/// <param name="Slot">Place in the allocation list; retired for ever.</param>
/// <param name="Stratum">Stratum used; immutable.</param>
/// <param name="Visits">Medication by visit key.</param>
/// <param name="InError">Why the randomization was an error; null when it was not.</param>
/// <param name="Corrections">Recorded misstratifications.</param>
/// <param name="CodeBreaks">Number of emergency unblindings, offline openings among them.</param>
/// <param name="DosesGiven">Visits at which medication was given, also from a kit that was lost and replaced later.</param>
public sealed record Enrollment(
    Slot Slot,
    Stratum Stratum,
    ImmutableSortedDictionary<string, VisitMedication> Visits,
    string? InError,
    ImmutableArray<MisstratificationRecorded> Corrections,
    int CodeBreaks,
    int DosesGiven)
{
    /// <summary>The last dose of a cross-over; null before the first, and in a parallel study.</summary>
    public PeriodDosed? LastDose { get; init; }

    /// <summary>Openings from the emergency pack in the order they were recorded.</summary>
    public ImmutableArray<OfflineOpening> Openings { get; init; } = [];
}

/// <summary>An opening from the emergency pack.</summary>
/// <param name="Recorded">As recorded.</param>
/// <param name="Reconciled">As compared with the paper; null while it is open.</param>
public sealed record OfflineOpening(OfflineOpeningRecorded Recorded, OfflineOpeningReconciled? Reconciled);

/// <summary>A participant, one record a stage.</summary>
public abstract record ParticipantState
{
    private ParticipantState()
    {
    }

    /// <summary>Not screened.</summary>
    public sealed record NotScreened : ParticipantState;

    /// <summary>A participant known to the trial.</summary>
    /// <param name="Baseline">Screening facts.</param>
    public abstract record Existing(Baseline Baseline) : ParticipantState;

    /// <summary>Screened, no consent yet.</summary>
    public sealed record Screened(Baseline Baseline) : Existing(Baseline);

    /// <summary>Consented; questionnaires are scored in this stage.</summary>
    public sealed record Consented(Baseline Baseline) : Existing(Baseline);

    /// <summary>Eligible, stratum frozen, ready to be randomized.</summary>
    public sealed record Eligible(Baseline Baseline, Stratum Stratum) : Existing(Baseline);

    /// <summary>Excluded before randomization.</summary>
    public sealed record Excluded(Baseline Baseline, ExclusionReason Reason, string Detail) : Existing(Baseline);

    /// <summary>A participant with an allocation.</summary>
    /// <param name="Baseline">Screening facts.</param>
    /// <param name="Enrollment">Facts from randomization on.</param>
    public abstract record Enrolled(Baseline Baseline, Enrollment Enrollment) : Existing(Baseline);

    /// <summary>In treatment or follow-up.</summary>
    public sealed record Randomized(Baseline Baseline, Enrollment Enrollment) : Enrolled(Baseline, Enrollment);

    /// <summary>Left the trial.</summary>
    public sealed record Withdrawn(Baseline Baseline, Enrollment Enrollment, WithdrawalReason Reason, string Detail) : Enrolled(Baseline, Enrollment);

    /// <summary>Completed the trial.</summary>
    public sealed record Completed(Baseline Baseline, Enrollment Enrollment) : Enrolled(Baseline, Enrollment);
}

// ---- Commands ----

/// <summary>Something asked for one participant. Randomization is asked of the block, see <see cref="RandomizeParticipant"/>.</summary>
public abstract record ParticipantCommand(ParticipantId Participant, SiteId Site);

/// <summary>Screen a participant.</summary>
public sealed record ScreenParticipant(ParticipantId Participant, SiteId Site, string Cohort, ImmutableSortedDictionary<string, string> Recorded) : ParticipantCommand(Participant, Site);

/// <summary>Record informed consent.</summary>
public sealed record RecordConsent(ParticipantId Participant, SiteId Site, string FormVersion) : ParticipantCommand(Participant, Site);

/// <summary>Score a filled-in questionnaire; a second scoring before eligibility replaces the first.</summary>
public sealed record ScoreQuestionnaire(ParticipantId Participant, SiteId Site, string Instrument, ImmutableArray<int?> Responses) : ParticipantCommand(Participant, Site);

/// <summary>Rate the prototypes of a self-classification; a second rating before eligibility replaces the first.</summary>
public sealed record RatePrototypes(ParticipantId Participant, SiteId Site, string Instrument, ImmutableArray<int?> Ratings, string? Choice) : ParticipantCommand(Participant, Site);

/// <summary>Enter the category a certified coder gave an interview; a second entry before eligibility replaces the first.</summary>
public sealed record CodeInterview(ParticipantId Participant, SiteId Site, string Instrument, string Category, string Coder) : ParticipantCommand(Participant, Site);

/// <summary>Confirm every eligibility check of the spec.</summary>
public sealed record ConfirmEligibility(ParticipantId Participant, SiteId Site, ImmutableArray<string> Checks) : ParticipantCommand(Participant, Site);

/// <summary>Exclude before randomization.</summary>
public sealed record ExcludeParticipant(ParticipantId Participant, SiteId Site, ExclusionReason Reason, string Detail) : ParticipantCommand(Participant, Site);

/// <summary>Take the next kit for a visit; also in place of a kit damaged before it was given.</summary>
public sealed record AssignVisitKit(ParticipantId Participant, SiteId Site, string Visit) : ParticipantCommand(Participant, Site);

/// <summary>Give the visit's medication.</summary>
public sealed record DispenseVisit(ParticipantId Participant, SiteId Site, string Visit) : ParticipantCommand(Participant, Site);

/// <summary>Record that the participant left.</summary>
public sealed record WithdrawParticipant(ParticipantId Participant, SiteId Site, WithdrawalReason Reason, string Detail) : ParticipantCommand(Participant, Site);

/// <summary>Record completion.</summary>
public sealed record CompleteParticipant(ParticipantId Participant, SiteId Site) : ParticipantCommand(Participant, Site);

/// <summary>Record that the randomization was an error.</summary>
public sealed record RecordRandomizedInError(ParticipantId Participant, SiteId Site, string Reason) : ParticipantCommand(Participant, Site);

/// <summary>Record the right level of a factor that was wrong at randomization.</summary>
public sealed record RecordMisstratification(ParticipantId Participant, SiteId Site, string Factor, string CorrectLevel, string Reason) : ParticipantCommand(Participant, Site);

/// <summary>Break one participant's code in an emergency.</summary>
/// <param name="Participant">Participant.</param>
/// <param name="Site">The participant's site.</param>
/// <param name="Reason">Why the treatment must be known now.</param>
/// <param name="By">In which role the person asks.</param>
public sealed record RequestEmergencyUnblinding(ParticipantId Participant, SiteId Site, string Reason, CodeBreaker By = CodeBreaker.Investigator) : ParticipantCommand(Participant, Site);

/// <summary>
/// Write down an opening from the emergency pack. The code itself is no part of it: a command's digest is journaled, and of few codes
/// anybody could find the one that fits.
/// </summary>
public sealed record RecordOfflineOpening(ParticipantId Participant, SiteId Site, DateTimeOffset OpenedAt, string OpenedBy, string CodeReadBy, string Reason, OfflineCode Code)
    : ParticipantCommand(Participant, Site);

/// <summary>Close a recorded opening after comparing it with the paper.</summary>
public sealed record ReconcileOfflineOpening(ParticipantId Participant, SiteId Site, int Opening, string Note) : ParticipantCommand(Participant, Site);

/// <summary>Everything a participant's command is decided from.</summary>
/// <param name="Study">Study.</param>
/// <param name="Site">Site named in the command.</param>
/// <param name="Participant">Participant.</param>
/// <param name="Actor">Account name of who asks.</param>
/// <param name="Today">Today at the site.</param>
/// <param name="Utc">Now.</param>
public sealed record ParticipantCase(StudyState Study, SiteState Site, ParticipantState Participant, string Actor, DateOnly Today, DateTimeOffset Utc);

/// <summary>Events on the participant's stream and on the site's.</summary>
/// <param name="Participant">On the participant's stream.</param>
/// <param name="Site">On the site's stream.</param>
public sealed record ParticipantEvents(ImmutableArray<ParticipantEvent> Participant, ImmutableArray<SiteEvent> Site);

/// <summary>The participant as an aggregate: its stream, how events fold, what may be decided.</summary>
public static partial class Participant
{
    /// <summary>Before the first event.</summary>
    public static ParticipantState Initial { get; } = new ParticipantState.NotScreened();

    /// <summary>The stream of one participant.</summary>
    public static string StreamOf(ParticipantId participant) => $"participant/{participant}";

    /// <summary>Folds one event.</summary>
    /// <exception cref="UnexpectedEventException">The event cannot follow the state.</exception>
    public static ParticipantState Evolve(ParticipantState state, ParticipantEvent happened) => (state, happened) switch
    {
        (ParticipantState.NotScreened, ParticipantScreened e) => new ParticipantState.Screened(
            new Baseline(e.Participant, e.Site, e.Cohort, e.Recorded, ImmutableSortedDictionary<string, QuestionnaireScored>.Empty)),
        (ParticipantState.Screened s, ConsentRecorded) => new ParticipantState.Consented(s.Baseline),
        (ParticipantState.Consented s, QuestionnaireScored e) => s with { Baseline = s.Baseline with { Scores = s.Baseline.Scores.SetItem(e.Instrument, e) } },
        (ParticipantState.Consented s, CategoryFound e) => s with { Baseline = s.Baseline with { Categories = s.Baseline.Categories.SetItem(e.Instrument, e) } },
        (ParticipantState.Consented s, EligibilityConfirmed e) => new ParticipantState.Eligible(s.Baseline, e.Stratum),
        (ParticipantState.Screened or ParticipantState.Consented or ParticipantState.Eligible, ParticipantExcluded e) =>
            new ParticipantState.Excluded(((ParticipantState.Existing)state).Baseline, e.Reason, e.Detail),
        (ParticipantState.Eligible s, ParticipantRandomized e) => new ParticipantState.Randomized(s.Baseline, Enroll(e)),
        (ParticipantState.Randomized s, VisitKitAssigned e) => WithVisit(s, e.Visit, new VisitMedication(e.Kit, e.Lot, Dispensed: false)),
        (ParticipantState.Randomized s, VisitDispensed e) => Dosed(WithVisit(s, e.Visit, new VisitMedication(e.Kit, LotOf(s, e.Kit), Dispensed: true))),
        (ParticipantState.Randomized s, PeriodDosed e) => s with { Enrollment = s.Enrollment with { LastDose = e } },
        (ParticipantState.Randomized s, ParticipantWithdrawn e) => new ParticipantState.Withdrawn(s.Baseline, s.Enrollment, e.Reason, e.Detail),
        (ParticipantState.Randomized s, ParticipantCompleted) => new ParticipantState.Completed(s.Baseline, s.Enrollment),
        (ParticipantState.Enrolled { Enrollment.InError: null } s, RandomizedInErrorRecorded e) => s with { Enrollment = s.Enrollment with { InError = e.Reason } },
        (ParticipantState.Enrolled s, MisstratificationRecorded e) => s with { Enrollment = s.Enrollment with { Corrections = s.Enrollment.Corrections.Add(e) } },
        (ParticipantState.Enrolled s, EmergencyUnblindingRequested) => s with { Enrollment = s.Enrollment with { CodeBreaks = s.Enrollment.CodeBreaks + 1 } },
        (ParticipantState.Enrolled s, OfflineOpeningRecorded e) => s with { Enrollment = s.Enrollment with { CodeBreaks = s.Enrollment.CodeBreaks + 1, Openings = s.Enrollment.Openings.Add(new OfflineOpening(e, null)) } },
        (ParticipantState.Enrolled s, OfflineOpeningReconciled e) when s.Enrollment.Openings.ElementAtOrDefault(e.Opening - 1) is { Reconciled: null } open =>
            s with { Enrollment = s.Enrollment with { Openings = s.Enrollment.Openings.SetItem(e.Opening - 1, open with { Reconciled = e }) } },
        _ => throw new UnexpectedEventException("participant", state, happened),
    };

    private static Enrollment Enroll(ParticipantRandomized e) => new(
        e.Slot, e.Stratum, ImmutableSortedDictionary<string, VisitMedication>.Empty.Add(e.Visit, new VisitMedication(e.Kit, e.Lot, Dispensed: false)), null, [], 0, 0);

    private static ParticipantState.Enrolled Dosed(ParticipantState.Enrolled state) =>
        state with { Enrollment = state.Enrollment with { DosesGiven = state.Enrollment.DosesGiven + 1 } };

    private static ParticipantState.Enrolled WithVisit(ParticipantState.Enrolled state, string visit, VisitMedication medication) =>
        state with { Enrollment = state.Enrollment with { Visits = state.Enrollment.Visits.SetItem(visit, medication) } };

    private static string LotOf(ParticipantState.Enrolled state, KitNumber kit) =>
        state.Enrollment.Visits.Values.FirstOrDefault(medication => medication.Kit == kit)?.Lot
        ?? throw new UnexpectedEventException($"Kit {kit} is dispensed but was never assigned to the participant.");
}
