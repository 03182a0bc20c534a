using System.Collections.Immutable;
using OxyTrial.Instruments;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;

namespace OxyTrial.Samples;

/// <summary>One event of every type, with every field filled in: what the journal's stored format is checked against.</summary>
internal static class EventSamples
{
    private static readonly Stratum Frozen = new("BPD", [new FactorLevel("gender", "F"), new FactorLevel("anxiety", "high")]);
    private static readonly Slot First = new("cohort=BPD|gender=F", 1);

    public static ImmutableArray<TrialEvent> All { get; } =
    [
        States.Registration(TrialSamples.Spec().WithFactors(TrialSamples.Gender, TrialSamples.Anxiety(), TrialSamples.Site).WithCaps(20, 8, ("BPD", 12), ("HD", 10))),
        new CustodiansAppointed(2, [new Custodian("Ada", new string('a', 32), "oxytrial-custodian-1 AA== BB== Ada"), new Custodian("Grace", new string('b', 32), "oxytrial-custodian-1 CC== DD== Grace")]),
        new StudySealed(new string('c', 64)),
        new BeaconRecorded(new string('b', 64)),
        new StudyActivated(),
        new PackagingListIssued("ada", "Hospital pharmacy"),
        new PredictabilityShown("ada"),
        new EmergencyPackIssued(TrialSamples.Heidelberg, "ada"),
        new EmergencyCodeListIssued("ada", "Poison center"),
        new LotReleased("L1", TrialSamples.Heidelberg, TrialSamples.Expiry, 0, 1, TrialSamples.Kits(1, 2)),
        new RecruitmentClosed("Target reached"),
        new DatabaseLockSigned("ada", "approval"),
        new DatabaseLocked(),
        new UnblindingSigned("grace", States.Labels),
        new UnblindingAuthorized(),
        new CustodianApproved("Ada", new string('a', 32), 240, new string('4', 64), new string('5', 64), "RUU="),
        new StudyUnblinded(new string('1', 64), new string('2', 64), """{"method":"permuted-block","sizes":[2,4]}""", new string('3', 64)),
        new RestoreDetected(118, 131, "0123456789abcdef", false),
        new ReceiptEntered(TrialSamples.Heidelberg, TrialSamples.Participant(1), "V1", TrialSamples.Kit(1), 124),
        new ReconciliationSigned("grace", "I compared every site's papers", ImmutableSortedDictionary<string, int>.Empty.Add("HD", 1).Add("MA", 0)),
        new JournalReconciled(),
        new SiteOpened(TrialSamples.Heidelberg),
        new SiteSuspended("Audit"),
        new SiteResumed(),
        new SiteClosed("Last participant out"),
        new KitsReceived("L1", TrialSamples.Expiry, 1, TrialSamples.Kits(1, 2)),
        new KitAssigned(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"),
        new RandomizationCounted(TrialSamples.Participant(1)),
        new KitDispensed(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"),
        new KitReturned(TrialSamples.Kit(1), 1.25m),
        new KitDamaged(TrialSamples.Kit(2), "Dropped"),
        new ParticipantScreened(TrialSamples.Participant(1), TrialSamples.Heidelberg, "BPD", TrialSamples.Recorded(("gender", "F"))),
        new ConsentRecorded("2.0"),
        new QuestionnaireScored("ecr-r", "2000", [4, null, 7], [new ScaleScore("anxiety", 71, 17, 1)]),
        new InterviewCoded("aai", "four-way", "unresolved", "C-07"),
        new PrototypesRated("rq", "1991", "fearful", [3, 6, 6, 2], "fearful", new PrototypeModels(-7, 1)),
        new EligibilityConfirmed(Frozen, ["adult"]),
        new ParticipantExcluded(ExclusionReason.NotMeetingCriteria, "Pregnant"),
        new ParticipantRandomized(First, Frozen, TrialSamples.Kit(1), "L1", "V1"),
        new VisitKitAssigned("V4", TrialSamples.Kit(2), "L1"),
        new VisitDispensed("V1", TrialSamples.Kit(1)),
        new PeriodDosed(2, new DateOnly(2030, 1, 29)),
        new ParticipantWithdrawn(WithdrawalReason.LostToFollowUp, "Moved away"),
        new ParticipantCompleted(),
        new RandomizedInErrorRecorded("Second randomization of one person"),
        new MisstratificationRecorded("gender", "F", "M", "Typed wrong"),
        new EmergencyUnblindingRequested(TrialSamples.Participant(1), "ada", "Anaphylaxis"),
        new OfflineOpeningRecorded(TrialSamples.Participant(1), new DateTimeOffset(2030, 1, 15, 3, 20, 0, TimeSpan.FromHours(1)), "Night duty", "Poison center", "Seizure while the line was down", OfflineCode.NotRecognized),
        new OfflineOpeningReconciled(1, "Form and telephone log agree"),
        new FactorLevelAllocated(new Slot("factor=setting|cohort=BPD", 1), TrialSamples.Participant(1), Frozen, "social"),
        new SlotAllocated(First, TrialSamples.Participant(1), Frozen),
        new SlotRecovered(First, TrialSamples.Participant(1), Frozen, TrialSamples.Kit(1), "V1"),
    ];
}
