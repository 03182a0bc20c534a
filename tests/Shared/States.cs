using System.Collections.Immutable;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Samples;

/// <summary>States of the aggregates, folded from events as replay does.</summary>
internal static class States
{
    public static readonly ImmutableSortedDictionary<string, string> Labels = TrialSamples.Recorded(("A", "Oxytocin 24 IU"), ("B", "Placebo"));

    public static StudyRegistered Registration(StudySpec spec) => Study.Decide(Study.Initial, new RegisterStudy(spec, new string('0', 64)), "ada", TrialSamples.Today, [])
        .Match(events => (StudyRegistered)events[0], refusal => throw new InvalidOperationException(refusal.Message));

    public static StudyState Registered(StudySpec spec) => Study.Evolve(Study.Initial, Registration(spec));

    public static StudyState Sealed(StudySpec spec) => Study.Evolve(Registered(spec), new StudySealed(new string('c', 64)));

    public static StudyState Recruiting(StudySpec spec) => Study.Evolve(Sealed(spec), new StudyActivated());

    public static StudyState Closed(StudySpec spec) => Study.Evolve(Recruiting(spec), new RecruitmentClosed("full"));

    public static StudyState HalfLocked(StudySpec spec) => Study.Evolve(Closed(spec), new DatabaseLockSigned("ada", "approved"));

    public static StudyState Locked(StudySpec spec) => Study.Evolve(HalfLocked(spec), new DatabaseLocked());

    public static StudyState HalfAuthorized(StudySpec spec) => Study.Evolve(Locked(spec), new UnblindingSigned("ada", Labels));

    public static StudyState Authorized(StudySpec spec) => Study.Evolve(HalfAuthorized(spec), new UnblindingAuthorized());

    public static StudyState Unblinded(StudySpec spec) => Study.Evolve(Authorized(spec), new StudyUnblinded("s", "t", "{}", "u"));

    /// <summary>Every stage of a study's life, in order.</summary>
    public static ImmutableArray<StudyState> EveryStage(StudySpec spec) =>
    [
        Study.Initial, Registered(spec), Sealed(spec), Recruiting(spec), Closed(spec), HalfLocked(spec), Locked(spec), HalfAuthorized(spec), Authorized(spec), Unblinded(spec),
    ];

    public static StudyState WithLot(this StudyState study, string lot, SiteId site, int sets, int firstKit, DateOnly? expiry = null) => Study.Evolve(
        study, new LotReleased(lot, site, expiry ?? TrialSamples.Expiry, Study.NextSet(study), sets, TrialSamples.Kits(firstKit, sets * study.SpecOrNull!.Arms.Sum(arm => arm.Ratio))));

    public static SiteState Open { get; } = Site.Evolve(Site.Initial, new SiteOpened(TrialSamples.Heidelberg));

    public static SiteState Suspended { get; } = Site.Evolve(Open, new SiteSuspended("audit"));

    public static SiteState Shut { get; } = Site.Evolve(Open, new SiteClosed("done"));

    public static SiteState WithKits(this SiteState site, StudySpec spec, int sets, string lot = "L1", int firstKit = 1, DateOnly? expiry = null) => Site.Evolve(
        site, new KitsReceived(lot, expiry ?? TrialSamples.Expiry, sets, TrialSamples.Kits(firstKit, sets * spec.Arms.Sum(arm => arm.Ratio))));

    public static SiteState Then(this SiteState site, params SiteEvent[] events) => events.Aggregate(site, Site.Evolve);

    public static ParticipantState Screened(string gender = "F", string cohort = "BPD", SiteId? site = null) => Participant.Evolve(
        Participant.Initial, new ParticipantScreened(TrialSamples.Participant(1), site ?? TrialSamples.Heidelberg, cohort, TrialSamples.Recorded(("gender", gender))));

    public static ParticipantState Consented(string gender = "F", string cohort = "BPD") => Participant.Evolve(Screened(gender, cohort), new ConsentRecorded("2.0"));

    public static ParticipantState Eligible(string gender = "F", string cohort = "BPD", SiteId? site = null) => Participant.Evolve(
        Participant.Evolve(Screened(gender, cohort, site), new ConsentRecorded("2.0")), new EligibilityConfirmed(StratumOf(gender, cohort), ["adult", "nose-clear"]));

    public static ParticipantState Excluded { get; } = Participant.Evolve(Screened(), new ParticipantExcluded(ExclusionReason.Declined, "no time"));

    public static ParticipantState Randomized(int kit = 1, string lot = "L1") => Participant.Evolve(
        Eligible(), new ParticipantRandomized(new Slot("cohort=BPD|gender=F", 1), StratumOf("F", "BPD"), TrialSamples.Kit(kit), lot, "V1"));

    public static ParticipantState Withdrawn { get; } = Participant.Evolve(Randomized(), new ParticipantWithdrawn(WithdrawalReason.AdverseEvent, "rash"));

    public static ParticipantState Completed { get; } = Participant.Evolve(Randomized(), new ParticipantCompleted());

    public static ParticipantState Then(this ParticipantState participant, params ParticipantEvent[] events) => events.Aggregate(participant, Participant.Evolve);

    public static Stratum StratumOf(string gender, string cohort) => new(cohort, [new FactorLevel("gender", gender)]);
}
