using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.Tests.Refusals;
using Shouldly;

namespace OxyTrial.Trial.Tests;

public sealed class RandomizationBlockTests
{
    private const string List = "cohort=BPD|gender=F";
    private static readonly StudySpec Spec = TrialSamples.Spec();
    private static readonly RandomizeParticipant Command = new(TrialSamples.Participant(1), TrialSamples.Heidelberg);

    [Fact]
    public void The_request_is_for_the_next_slot_of_the_participants_list_and_names_no_arm()
    {
        var request = RandomizationBlock.Request(Case(Spec, allocated: 4), Command).ShouldBeAccepted();
        request.Study.ShouldBe(Spec.Id);
        request.Slot.ShouldBe(new Slot(List, 5));
        request.Slot.ToString().ShouldBe("cohort=BPD|gender=F#5");
        request.Stratum.ShouldBe(States.StratumOf("F", "BPD"));
        request.StockRule.ShouldBe(StockRule.Pooled);
        request.Lots.Single().Lot.ShouldBe("L1");
    }

    [Fact]
    public void The_allocation_is_written_on_three_streams_and_folds_onto_each()
    {
        var at = Case(Spec, allocated: 0);
        var request = RandomizationBlock.Request(at, Command).ShouldBeAccepted();
        var events = RandomizationBlock.Allocate(Spec, request, new ChosenKit(TrialSamples.Kit(2), "L1"));
        events.Block.Aggregate(at.Block, RandomizationBlock.Evolve).Allocated.ShouldBe(1);
        var enrolled = at.Participant.Then([.. events.Participant]).ShouldBeOfType<ParticipantState.Randomized>().Enrollment;
        enrolled.Slot.ShouldBe(request.Slot);
        enrolled.Visits["V1"].ShouldBe(new VisitMedication(TrialSamples.Kit(2), "L1", Dispensed: false));
        var stock = at.Site.Then([.. events.Site]).Stock;
        stock.Randomized.ShouldBe(1);
        stock.Kits[TrialSamples.Kit(2)].ShouldBe(new KitRecord("L1", KitStatus.Assigned, TrialSamples.Participant(1), "V1"));
    }

    [Fact]
    public void The_first_kit_is_for_the_first_visit_that_takes_one()
    {
        var spec = Spec with { Visits = [new("V0", "Baseline", 0, 0, 0, VisitKit.None, null, null), .. Spec.Visits] };
        var events = RandomizationBlock.Allocate(spec, RandomizationBlock.Request(Case(spec, 0), Command).ShouldBeAccepted(), new ChosenKit(TrialSamples.Kit(1), "L1"));
        events.Participant.OfType<ParticipantRandomized>().Single().Visit.ShouldBe("V1");
    }

    [Fact]
    public void A_slot_that_is_not_the_next_one_stops_replay()
    {
        var one = RandomizationBlock.Evolve(RandomizationBlock.Initial, Slot(1));
        Should.Throw<UnexpectedEventException>(() => RandomizationBlock.Evolve(one, Slot(1)));
        Should.Throw<UnexpectedEventException>(() => RandomizationBlock.Evolve(one, Slot(3)));
        RandomizationBlock.Evolve(one, Slot(2)).ByStratum[States.StratumOf("F", "BPD").Key].ShouldBe(2);
    }

    [Fact]
    public void A_participant_is_in_a_list_from_eligibility_on()
    {
        var study = States.Recruiting(Spec);
        RandomizationBlock.ScopeOf(study, Participant.Initial).ShouldBeNull();
        RandomizationBlock.ScopeOf(study, States.Consented()).ShouldBeNull();
        RandomizationBlock.ScopeOf(study, States.Eligible("M", "healthy")).ShouldBe("cohort=healthy|gender=M");
        RandomizationBlock.ScopeOf(study, States.Withdrawn).ShouldBe(List);
        RandomizationBlock.ScopeOf(Study.Initial, States.Eligible()).ShouldBeNull();
        RandomizationBlock.StreamOf(List).ShouldBe("block/cohort=BPD|gender=F");
    }

    [Fact]
    public void Limits_count_the_lists_they_span()
    {
        // Five in this list; seven more in the cohort's other list; twenty more in the study's other lists.
        var others = new OtherLists(InStudy: 27, InCohort: 7);
        RandomizationBlock.Request(Case(Spec.WithCaps(study: 32), 5, others), Command).ShouldBeRefused(RefusalCode.StudyCapReached);
        RandomizationBlock.Request(Case(Spec.WithCaps(study: 33), 5, others), Command).ShouldBeAccepted();
        RandomizationBlock.Request(Case(Spec.WithCaps(cohort: ("BPD", 12)), 5, others), Command).ShouldBeRefused(RefusalCode.CohortCapReached);
        RandomizationBlock.Request(Case(Spec.WithCaps(cohort: ("BPD", 13)), 5, others), Command).ShouldBeAccepted();
        RandomizationBlock.Request(Case(Spec.WithCaps(cohort: ("healthy", 1)), 5, others), Command).ShouldBeAccepted();
        RandomizationBlock.Request(Case(Spec.WithCaps(stratum: 5), 5, others), Command).ShouldBeRefused(RefusalCode.StratumCapReached);
        RandomizationBlock.Request(Case(Spec.WithCaps(stratum: 6), 5, others), Command).ShouldBeAccepted();
        RandomizationBlock.Request(Case(Spec.WithCaps(site: ("HD", 3)), 5, others, atSite: 3), Command).ShouldBeRefused(RefusalCode.SiteCapReached);
        RandomizationBlock.Request(Case(Spec.WithCaps(site: ("HD", 4)), 5, others, atSite: 3), Command).ShouldBeAccepted();
        RandomizationBlock.Request(Case(Spec.WithCaps(site: ("UL", 1)), 5, others, atSite: 3), Command).ShouldBeAccepted();
    }

    [Fact]
    public void A_limit_of_a_stratum_counts_that_stratum_only_where_a_list_holds_several()
    {
        var spec = Spec.WithCaps(stratum: 1) with { ScopeFactors = [] };
        var other = new SlotAllocated(new Slot("cohort=BPD", 1), TrialSamples.Participant(2), States.StratumOf("M", "BPD"));
        var block = RandomizationBlock.Evolve(RandomizationBlock.Initial, other);
        RandomizationBlock.Request(Case(spec, 0) with { Block = block }, Command).ShouldBeAccepted().Slot.ShouldBe(new Slot("cohort=BPD", 2));
        var same = RandomizationBlock.Evolve(block, other with { Slot = new Slot("cohort=BPD", 2), Stratum = States.StratumOf("F", "BPD") });
        RandomizationBlock.Request(Case(spec, 0) with { Block = same }, Command).ShouldBeRefused(RefusalCode.StratumCapReached);
    }

    [Fact]
    public void Of_several_limits_reached_and_a_stock_that_is_out_the_smallest_number_is_given()
    {
        for (var reached = 0; reached < 32; reached++)
        {
            bool Bit(int bit) => (reached & (1 << bit)) != 0;
            var spec = Spec.WithCaps(Bit(0) ? 1 : 2, Bit(3) ? 1 : 2, ("BPD", Bit(1) ? 1 : 2), ("HD", Bit(2) ? 1 : 2));
            var at = Case(spec, 1, atSite: 1, sets: Bit(4) ? 1 : 2);
            RandomizationBlock.Request(at, Command).ShouldBeTheSmallestOf(
                [
                    (RefusalCode.StudyCapReached, Bit(0)), (RefusalCode.CohortCapReached, Bit(1)), (RefusalCode.SiteCapReached, Bit(2)),
                    (RefusalCode.StratumCapReached, Bit(3)), (RefusalCode.StockInsufficient, Bit(4)),
                ],
                () => Convert.ToString(reached, 2));
        }
    }

    private static SlotAllocated Slot(int sequence) => new(new Slot(List, sequence), TrialSamples.Participant(sequence), States.StratumOf("F", "BPD"));

    private static RandomizationCase Case(StudySpec spec, int allocated, OtherLists? others = null, int atSite = 0, int sets = 5)
    {
        var site = States.Open.WithKits(spec, sets);
        for (var kit = 1; kit <= atSite; kit++)
        {
            site = site.Then(new KitAssigned(TrialSamples.Kit(kit), TrialSamples.Participant(100 + kit), "V1"), new RandomizationCounted(TrialSamples.Participant(100 + kit)));
        }

        var block = Enumerable.Range(1, allocated).Aggregate(RandomizationBlock.Initial, (state, sequence) => RandomizationBlock.Evolve(state, Slot(sequence)));
        return new RandomizationCase(States.Recruiting(spec), site, States.Eligible(), block, others ?? OtherLists.None, TrialSamples.Today);
    }
}
