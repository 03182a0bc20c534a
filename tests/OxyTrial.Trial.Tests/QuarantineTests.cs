using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests;

/// <summary>A study whose restored journal lacks what was acknowledged.</summary>
public sealed class QuarantineTests
{
    private const string Digits = "0123456789abcdef";
    private static readonly StudySpec Spec = TrialSamples.Spec();
    private static readonly RestoreDetected Shorter = new(118, 131, Digits, false);
    private static readonly SiteState Stocked = States.Open.WithKits(Spec, 4);

    [Fact]
    public void Nothing_is_allocated_or_handed_out_in_quarantine_and_the_refusal_says_what_is_missing()
    {
        foreach (var (study, command) in new (StudyState, StudyCommand)[]
        {
            (States.Recruiting(Spec), new ReleaseLot("L9", TrialSamples.Heidelberg, TrialSamples.Expiry, 1)),
            (States.Recruiting(Spec), new IssuePackagingList("Factory")),
            (States.Recruiting(Spec), new IssueEmergencyPack(TrialSamples.Heidelberg)),
            (States.Recruiting(Spec), new IssueEmergencyCodeList("Poison center")),
            (States.Recruiting(Spec), new ShowPredictability()),
            (States.Closed(Spec), new SignDatabaseLock("approved")),
            (States.Locked(Spec), new SignUnblinding(States.Labels)),
            (States.Locked(Spec), new RecordCustodianApproval("f", 1, "h", "l", "s")),
            (States.Authorized(Spec), new RecordReveal("s", "t", "{}", "u")),
        })
        {
            Decide(study, command).Answer().ShouldNotBe("114", $"{command.GetType().Name} is not refused for the quarantine without one");
            Decide(Quarantined(study), command).Answer().ShouldBe("114", command.GetType().Name);
        }

        var refusal = Decide(Quarantined(States.Recruiting(Spec)), new ShowPredictability()).Match(_ => throw new InvalidOperationException(), refused => refused);
        refusal.Message.ShouldContain("The journal ended at 118; checkpoint 131:0123-4567-89ab-cdef is known.");
    }

    [Fact]
    public void Nobody_is_randomized_and_no_kit_assigned_in_quarantine_but_doses_and_code_breaks_go_on()
    {
        var (free, held) = (States.Recruiting(Spec), Quarantined(States.Recruiting(Spec)));
        RandomizationCase At(StudyState study) => new(study, Stocked, States.Eligible(), RandomizationBlock.Initial, OtherLists.None, TrialSamples.Today);
        var randomize = new RandomizeParticipant(TrialSamples.Participant(1), TrialSamples.Heidelberg);
        RandomizationBlock.Request(At(free), randomize).Answer().ShouldBe("accepted");
        RandomizationBlock.Request(At(held), randomize).Answer().ShouldBe("114");

        var treated = Stocked.Then(new KitAssigned(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"));
        ParticipantCase Case(StudyState study) => new(study, treated, States.Randomized(), "ada", TrialSamples.Today, TrialSamples.Now);
        var assign = new AssignVisitKit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V4");
        Participant.RequestVisitKit(Case(free), assign).Answer().ShouldBe("accepted");
        Participant.RequestVisitKit(Case(held), assign).Answer().ShouldBe("114");
        Participant.Decide(Case(held), new DispenseVisit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V1")).Answer().ShouldBe("accepted");
        Participant.Decide(Case(held), new RequestEmergencyUnblinding(TrialSamples.Participant(1), TrialSamples.Heidelberg, "seizure")).Answer().ShouldBe("accepted");
    }

    [Fact]
    public void A_checkpoint_begins_the_quarantine_once_and_a_later_one_raises_it()
    {
        var study = Quarantined(States.Recruiting(Spec));
        Decide(study, new ReportRestore(119, 131, Digits, false)).Answer().ShouldBe("705");
        Decide(study, new ReportRestore(119, 125, new string('f', 16), true)).Answer().ShouldBe("705", "what is entered again has other hashes than what was lost");
        Decide(study, new ReportRestore(140, 150, Digits, false)).Answer().ShouldBe("accepted");
        var raised = QuarantineOf(Study.Evolve(study, new RestoreDetected(140, 150, Digits, false)))!;
        (raised.JournalEnd, raised.Position).ShouldBe((118, 150), "what is lost begins where the journal ended first");
        Decide(Study.Initial, new ReportRestore(0, 131, Digits, false)).Answer().ShouldBe("101");
        Decide(States.Unblinded(Spec), new ReportRestore(118, 131, Digits, false)).Answer().ShouldBe("605");
        Should.Throw<ArgumentException>(() => Decide(States.Recruiting(Spec), new ReportRestore(118, 131, "no digits", false)));
    }

    [Fact]
    public void A_receipt_gives_the_participant_the_kit_on_it_and_the_next_place_of_the_list()
    {
        var events = Enter().Match(accepted => accepted, refusal => throw new InvalidOperationException(refusal.Message));
        events.Study.ShouldBe(new ReceiptEntered(TrialSamples.Heidelberg, TrialSamples.Participant(1), "V1", TrialSamples.Kit(3), 125));
        events.Lists.Single().Event.ShouldBe(new SlotRecovered(new Slot("cohort=BPD|gender=F", 5), TrialSamples.Participant(1), States.StratumOf("F", "BPD"), TrialSamples.Kit(3), "V1"));
        events.Participant.ShouldBe(new ParticipantRandomized(new Slot("cohort=BPD|gender=F", 5), States.StratumOf("F", "BPD"), TrialSamples.Kit(3), "L1", "V1"));
        events.Site.ShouldBe([new KitAssigned(TrialSamples.Kit(3), TrialSamples.Participant(1), "V1"), new RandomizationCounted(TrialSamples.Participant(1))]);
    }

    [Fact]
    public void A_receipt_is_refused_that_cannot_be_one_of_what_was_lost()
    {
        Enter(study: States.Recruiting(Spec)).Answer().ShouldBe("704", "nothing is lost");
        Enter(study: Study.Evolve(States.Recruiting(Spec), Shorter with { Differs = true })).Answer().ShouldBe("707", "another journal is reconciled by no receipt");
        Enter(position: 118).Answer().ShouldBe("708", "the journal has that position");
        Enter(kit: 99).Answer().ShouldBe("507");
        Enter(site: Stocked.Then(new KitAssigned(TrialSamples.Kit(3), TrialSamples.Participant(2), "V1"))).Answer().ShouldBe("519", "a kit goes to one participant");
        Enter(site: Stocked.Then(new KitDamaged(TrialSamples.Kit(3), "dropped"))).Answer().ShouldBe("519");
        Enter(visit: "V4").Answer().ShouldBe("514", "the first kit is the first visit's");
        Enter(participant: States.Screened()).Answer().ShouldBe("309", "screening, consent and eligibility are entered again first");
        Enter(participant: States.Excluded).Answer().ShouldBe("307");
        Enter(study: Quarantined(States.Closed(Spec))).Answer().ShouldBe("107");
    }

    [Fact]
    public void A_later_visits_receipt_gives_its_kit_and_no_second_place()
    {
        var site = Stocked.Then(new KitAssigned(TrialSamples.Kit(1), TrialSamples.Participant(1), "V1"));
        var events = Enter(participant: States.Randomized(), site: site, visit: "V4", kit: 2).Match(accepted => accepted, refusal => throw new InvalidOperationException(refusal.Message));
        events.Lists.ShouldBeEmpty();
        events.Participant.ShouldBe(new VisitKitAssigned("V4", TrialSamples.Kit(2), "L1"));
        Enter(participant: States.Randomized(), site: site, visit: "V1", kit: 2).Answer().ShouldBe("509", "the visit has its kit");
    }

    [Fact]
    public void A_receipt_of_a_drawn_factor_retires_a_place_of_that_list_too_and_takes_the_level_as_written()
    {
        var spec = TrialSamples.TwoByTwo();
        var study = Quarantined(States.Recruiting(spec));
        EnterReceipt Receipt(string? level) => new(
            TrialSamples.Participant(1), TrialSamples.Heidelberg, "V1", TrialSamples.Kit(3), 125, level is null ? ImmutableSortedDictionary<string, string>.Empty : TrialSamples.Recorded(("setting", level)));
        Decision<ReceiptEvents> Decided(EnterReceipt receipt) => ReceiptRecovery.Decide(
            At(study, Stocked, States.Eligible()), receipt, [.. ReceiptRecovery.Scopes(study, States.Eligible(), receipt).Select(scope => new ListSoFar(scope, RandomizationBlock.Initial))]);
        Decided(Receipt("non-social")).Match(events => events.Lists.Select(list => list.Scope), refusal => [refusal.Message])
            .ShouldBe(["factor=setting|cohort=BPD|gender=F", "cohort=BPD|gender=F|setting=non-social"]);
        Decided(Receipt(null)).Answer().ShouldBe("305");
        Decided(Receipt("neither")).Answer().ShouldBe("306");
    }

    [Fact]
    public void Two_different_persons_who_count_the_same_receipts_end_the_quarantine()
    {
        var study = Study.Evolve(Quarantined(States.Recruiting(Spec)), new ReceiptEntered(TrialSamples.Heidelberg, TrialSamples.Participant(1), "V1", TrialSamples.Kit(3), 125));
        Sign(study, "ada", 2, 0).Answer().ShouldBe("706", "another number than entered");
        Decide(study, new SignReconciliation("compared", ImmutableSortedDictionary<string, int>.Empty.Add("HD", 1))).Answer().ShouldBe("706", "a site is not counted");
        Decide(study, new SignReconciliation(" ", Counted(1, 0))).Answer().ShouldBe("323");
        var half = Sign(study, "ada", 1, 0).Match(events => events.Aggregate(study, Study.Evolve), refusal => throw new InvalidOperationException(refusal.Message));
        QuarantineOf(half)!.FirstSigner.ShouldBe("ada");
        Sign(half, "ada", 1, 0).Answer().ShouldBe("602", "one person twice");
        var whole = Sign(half, "grace", 1, 0).Match(events => events, refusal => throw new InvalidOperationException(refusal.Message));
        whole.Select(happened => happened.GetType().Name).ShouldBe(["ReconciliationSigned", "JournalReconciled"]);
        QuarantineOf(whole.Aggregate(half, Study.Evolve)).ShouldBeNull();
    }

    [Fact]
    public void A_receipt_after_the_first_signature_takes_that_signature_back()
    {
        var half = Sign(Quarantined(States.Recruiting(Spec)), "ada", 0, 0).Match(events => events.Aggregate(Quarantined(States.Recruiting(Spec)), Study.Evolve), _ => throw new InvalidOperationException());
        var more = Study.Evolve(half, new ReceiptEntered(TrialSamples.Heidelberg, TrialSamples.Participant(1), "V1", TrialSamples.Kit(3), 125));
        QuarantineOf(more)!.FirstSigner.ShouldBeNull("who signed had not seen it");
        Sign(more, "grace", 1, 0).Match(events => events.Length, _ => 0).ShouldBe(1, "hers is the first now");
    }

    [Fact]
    public void Another_journal_than_the_checkpoints_is_reconciled_by_nobody()
    {
        var forked = Study.Evolve(States.Recruiting(Spec), Shorter with { Differs = true });
        Sign(forked, "ada", 0, 0).Answer().ShouldBe("707");
        Sign(States.Recruiting(Spec), "ada", 0, 0).Answer().ShouldBe("704");
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(forked, new ReconciliationSigned("ada", "m", Counted(0, 0))));
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(Quarantined(States.Recruiting(Spec)), new JournalReconciled()), "nobody has signed");
    }

    [Fact]
    public void A_lost_lot_is_released_again_as_its_packing_list_has_it_or_not_at_all()
    {
        var (study, kits) = (Quarantined(States.Recruiting(Spec)), TrialSamples.Kits(1, 4));
        var command = new RecoverLot("L1", TrialSamples.Heidelberg, TrialSamples.Expiry, 2, kits);
        Study.Decide(study, command, "ada", TrialSamples.Today, kits).Match(events => events.Single(), _ => null!).ShouldBeOfType<LotReleased>().Kits.ShouldBe(kits);
        Study.Decide(study, command, "ada", TrialSamples.Today, TrialSamples.Kits(5, 4)).Answer().ShouldBe("706", "these sets went with another lot");
        Study.Decide(States.Recruiting(Spec), command, "ada", TrialSamples.Today, kits).Answer().ShouldBe("704");
    }

    private static StudyState Quarantined(StudyState study) => Study.Evolve(study, Shorter);

    private static Quarantine? QuarantineOf(StudyState study) => ((StudyState.Existing)study).Facts.Quarantine;

    private static Decision<ImmutableArray<StudyEvent>> Decide(StudyState study, StudyCommand command, string actor = "ada") => Study.Decide(study, command, actor, TrialSamples.Today, []);

    private static Decision<ImmutableArray<StudyEvent>> Sign(StudyState study, string actor, int heidelberg, int ulm) => Decide(study, new SignReconciliation("compared", Counted(heidelberg, ulm)), actor);

    private static ImmutableSortedDictionary<string, int> Counted(int heidelberg, int ulm) => ImmutableSortedDictionary<string, int>.Empty.Add("HD", heidelberg).Add("UL", ulm);

    private static ParticipantCase At(StudyState study, SiteState site, ParticipantState participant) => new(study, site, participant, "ada", TrialSamples.Today, TrialSamples.Now);

    private static Decision<ReceiptEvents> Enter(StudyState? study = null, SiteState? site = null, ParticipantState? participant = null, string visit = "V1", int kit = 3, long position = 125) => ReceiptRecovery.Decide(
        At(study ?? Quarantined(States.Recruiting(Spec)), site ?? Stocked, participant ?? States.Eligible()),
        new EnterReceipt(TrialSamples.Participant(1), TrialSamples.Heidelberg, visit, TrialSamples.Kit(kit), position, ImmutableSortedDictionary<string, string>.Empty),
        [new ListSoFar("cohort=BPD|gender=F", RandomizationBlock.Initial with { Allocated = 4 })]);
}
