using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Trial.Tests;

/// <summary>Which event may follow which stage, in full: whatever is not in the table stops replay.</summary>
public sealed class EvolutionTests
{
    private static readonly StudySpec Spec = TrialSamples.Spec();

    [Fact]
    public void A_study_folds_each_event_at_its_stages_only()
    {
        string[] allowed =
        [
            "Unregistered StudyRegistered", "Registered CustodiansAppointed", "Registered StudySealed", "Sealed StudyActivated", "Sealed LotReleased",
            "Recruiting LotReleased", "Recruiting RecruitmentClosed", "Closed LotReleased", "Closed DatabaseLockSigned", "Closed+ LotReleased",
            "Closed+ DatabaseLockSigned", "Closed+ DatabaseLocked", "Locked UnblindingSigned", "Locked+ UnblindingSigned", "Locked+ UnblindingAuthorized",
            "UnblindingAuthorized StudyUnblinded",
            "Recruiting PredictabilityShown", "Closed PredictabilityShown", "Closed+ PredictabilityShown", "Locked PredictabilityShown", "Locked+ PredictabilityShown",
            "Sealed PackagingListIssued", "Recruiting PackagingListIssued", "Closed PackagingListIssued", "Closed+ PackagingListIssued",
            .. from stage in new[] { "Recruiting", "Closed", "Closed+", "Locked", "Locked+", "UnblindingAuthorized" }
               from issue in new[] { "EmergencyPackIssued", "EmergencyCodeListIssued" }
               select $"{stage} {issue}",
            .. States.EveryStage(Spec).Skip(1).Select(stage => $"{Named(stage)} RestoreDetected"),
        ];
        Folding<StudyState, StudyEvent>(States.EveryStage(Spec), Named, Study.Evolve).ShouldBe(allowed, ignoreOrder: true);
    }

    [Fact]
    public void A_participant_folds_each_event_at_its_stages_only()
    {
        var stages = ImmutableArray.Create(Participant.Initial, States.Screened(), States.Consented(), States.Eligible(), States.Excluded, States.Randomized(), States.Withdrawn, States.Completed);
        string[] enrolled = ["RandomizedInErrorRecorded", "MisstratificationRecorded", "EmergencyUnblindingRequested", "OfflineOpeningRecorded"];
        string[] allowed =
        [
            "NotScreened ParticipantScreened", "Screened ConsentRecorded", "Screened ParticipantExcluded", "Consented QuestionnaireScored", "Consented InterviewCoded", "Consented PrototypesRated",
            "Consented EligibilityConfirmed", "Consented ParticipantExcluded", "Eligible ParticipantExcluded", "Eligible ParticipantRandomized",
            "Randomized VisitKitAssigned", "Randomized VisitDispensed", "Randomized PeriodDosed", "Randomized ParticipantWithdrawn", "Randomized ParticipantCompleted",
            .. new[] { "Randomized", "Withdrawn", "Completed" }.SelectMany(stage => enrolled.Select(happened => $"{stage} {happened}")),
        ];
        Folding<ParticipantState, ParticipantEvent>(stages, state => state.GetType().Name, Participant.Evolve).ShouldBe(allowed, ignoreOrder: true);
    }

    [Fact]
    public void A_site_folds_each_event_at_its_stages_only()
    {
        // Kit 1 is in stock, kit 2 of the samples too; the lot received in the samples is another one.
        SiteState[] stages = [Site.Initial, .. new[] { States.Open, States.Suspended, States.Shut }.Select(site => site.WithKits(Spec, 1, "L0", 1))];
        string[] stock = ["KitAssigned", "KitDamaged", "RandomizationCounted"];
        string[] allowed =
        [
            "NotOpened SiteOpened", "Open SiteSuspended", "Suspended SiteResumed", "Open SiteClosed", "Suspended SiteClosed",
            .. new[] { "Open", "Suspended", "Closed" }.SelectMany(stage => stock.Select(happened => $"{stage} {happened}")),
        ];
        Folding<SiteState, SiteEvent>([.. stages], state => state.GetType().Name, Site.Evolve).ShouldBe(allowed, ignoreOrder: true);
    }

    [Fact]
    public void An_offline_opening_flags_the_participant_as_a_code_break_does_and_is_reconciled_once()
    {
        var opening = new OfflineOpeningRecorded(TrialSamples.Participant(1), TrialSamples.Now, "Night duty", "Poison center", "seizure", OfflineCode.Recognized);
        var reconciled = new OfflineOpeningReconciled(1, "agrees");
        var open = (ParticipantState.Enrolled)Participant.Evolve(States.Randomized(), opening);
        var closed = (ParticipantState.Enrolled)Participant.Evolve(open, reconciled);
        open.Enrollment.CodeBreaks.ShouldBe(1);
        open.Enrollment.Openings.ShouldBe([new OfflineOpening(opening, null)]);
        closed.Enrollment.Openings.ShouldBe([new OfflineOpening(opening, reconciled)]);
        var twice = (ParticipantState.Enrolled)Participant.Evolve(Participant.Evolve(open, opening), reconciled with { Opening = 2 });
        twice.Enrollment.Openings.Select(one => one.Reconciled is not null).ShouldBe([false, true], "two openings may be recorded with the same words");
        Should.Throw<UnexpectedEventException>(() => Participant.Evolve(States.Randomized(), reconciled));
        Should.Throw<UnexpectedEventException>(() => Participant.Evolve(closed, reconciled));
        Should.Throw<UnexpectedEventException>(() => Participant.Evolve(open, reconciled with { Opening = 2 }));
    }

    [Fact]
    public void A_kit_goes_from_stock_to_one_holder_and_never_back()
    {
        var (kit, one, two) = (TrialSamples.Kit(1), TrialSamples.Participant(1), TrialSamples.Participant(2));
        SiteEvent assigned = new KitAssigned(kit, one, "V1"), dispensed = new KitDispensed(kit, one, "V1"), returned = new KitReturned(kit, 1), damaged = new KitDamaged(kit, "dropped");
        var stages = new Dictionary<string, SiteState> { ["Available"] = States.Open.WithKits(Spec, 1) };
        stages["Assigned"] = stages["Available"].Then(assigned);
        stages["Dispensed"] = stages["Assigned"].Then(dispensed);
        stages["Returned"] = stages["Dispensed"].Then(returned);
        stages["Damaged"] = stages["Available"].Then(damaged);
        string[] allowed =
        [
            "Available KitAssigned", "Available KitDamaged", "Assigned KitDispensed", "Assigned KitDamaged", "Dispensed KitReturned", "Dispensed KitDamaged",
        ];
        var possible =
            from stage in stages
            from happened in new[] { assigned, new KitAssigned(kit, two, "V1"), dispensed, returned, damaged }
            where Folds(() => stage.Value.Then(happened))
            select $"{stage.Key} {happened.GetType().Name}";
        possible.Distinct().ShouldBe(allowed, ignoreOrder: true);
    }

    [Fact]
    public void A_kit_that_was_never_received_stops_replay() =>
        Should.Throw<UnexpectedEventException>(() => States.Open.WithKits(Spec, 1).Then(new KitDamaged(TrialSamples.Kit(99), "dropped"))).Message.ShouldContain("never received");

    [Fact]
    public void A_lot_or_a_kit_received_twice_stops_replay()
    {
        var site = States.Open.WithKits(Spec, 1, "L1", 1);
        Should.Throw<UnexpectedEventException>(() => site.WithKits(Spec, 1, "L1", 11));
        Should.Throw<UnexpectedEventException>(() => site.WithKits(Spec, 1, "L2", 2));
    }

    [Fact]
    public void A_release_that_repeats_or_skips_kit_sets_or_a_name_stops_replay()
    {
        var study = States.Sealed(Spec).WithLot("L1", TrialSamples.Heidelberg, 2, 1);
        LotReleased next = new("L2", TrialSamples.Heidelberg, TrialSamples.Expiry, 2, 1, TrialSamples.Kits(5, 2));
        Study.NextSet(Study.Evolve(study, next)).ShouldBe(3);
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(study, next with { FirstSet = 1 }));
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(study, next with { FirstSet = 3 }));
        Should.Throw<UnexpectedEventException>(() => Study.Evolve(study, next with { Lot = "L1" }));
    }

    [Fact]
    public void A_visit_dispensed_from_a_kit_the_participant_never_had_stops_replay() =>
        Should.Throw<UnexpectedEventException>(() => States.Randomized().Then(new VisitDispensed("V1", TrialSamples.Kit(9))));

    [Fact]
    public void An_error_recorded_twice_stops_replay() =>
        Should.Throw<UnexpectedEventException>(() => States.Withdrawn.Then(new RandomizedInErrorRecorded("a"), new RandomizedInErrorRecorded("b")));

    [Fact]
    public void What_stopped_replay_says_which_event_and_state()
    {
        var stopped = Should.Throw<UnexpectedEventException>(() => Study.Evolve(Study.Initial, new StudyActivated()));
        stopped.Message.ShouldBe("StudyActivated cannot follow Unregistered in study.");
    }

    private static string Named(StudyState state) => state.GetType().Name + (state is StudyState.Closed { FirstLockSigner: not null } or StudyState.Locked { FirstUnblindingSigner: not null } ? "+" : "");

    private static IEnumerable<string> Folding<TState, TEvent>(ImmutableArray<TState> stages, Func<TState, string> name, Func<TState, TEvent, TState> evolve)
        where TEvent : TrialEvent =>
        from stage in stages
        from happened in EventSamples.All.OfType<TEvent>()
        where Folds(() => evolve(stage, happened))
        select $"{name(stage)} {happened.GetType().Name}";

    private static bool Folds<T>(Func<T> fold)
    {
        try
        {
            fold();
            return true;
        }
        catch (UnexpectedEventException)
        {
            return false;
        }
    }
}
