using OxyTrial.Assessment.Rerandomization;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Tests;
using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Rerandomization;

public sealed class RerandomizationTestTests
{
    private static readonly ArmComparison Means = new(0, 1, TestStatistic.DifferenceInMeans, Alternative.TwoSided);

    [Fact]
    public void Four_participants_in_a_block_of_four_have_six_allocations_two_of_which_are_as_extreme()
    {
        // A has 3 and 4, B has 1 and 2: S = 2; only the exchanged block is as far from 0.
        var exact = Exact("""{"method":"permuted-block","sizes":[4]}""", "ABAB", "3", "1", "4", "2");
        exact.PValue.ToString().ShouldBe("1/3");
        exact.Sequences.ShouldBe(6);
        exact.Undefined.ShouldBe(Rational.Zero);
    }

    [Fact]
    public void Efrons_coin_weighs_each_sequence_with_its_probability()
    {
        // Outcomes 4 3 2 1, observed AABB: S = 2. As extreme: AABB and BBAA (2/27 each), AAAB and BBBA (1/27 each), ABBB and BAAA (1/18
        // each), and AAAA and BBBB (1/54 each), which have no difference.
        var exact = Exact("""{"method":"efron-coin","probability":"2/3"}""", "AABB", "4", "3", "2", "1");
        exact.PValue.ToString().ShouldBe("10/27");
        exact.Undefined.ToString().ShouldBe("1/27");
        exact.Sequences.ShouldBe(16);
    }

    [Fact]
    public void One_sided_alternatives_count_their_own_side()
    {
        Exact("""{"method":"permuted-block","sizes":[4]}""", "ABAB", Alternative.Greater, "3", "1", "4", "2").PValue.ToString().ShouldBe("1/6");
        Exact("""{"method":"permuted-block","sizes":[4]}""", "ABAB", Alternative.Less, "3", "1", "4", "2").PValue.ToString().ShouldBe("1");
    }

    [Fact]
    public void A_tie_of_decimals_is_a_tie()
    {
        // 0.2 + 0.6 and 0.1 + 0.7 are the same number, but not the same double: four of six have S ≥ 0.
        Exact("""{"method":"permuted-block","sizes":[4]}""", "BBAA", Alternative.Greater, "0.1", "0.7", "0.2", "0.6").PValue.ToString().ShouldBe("2/3");
        (0.1 + 0.7 == 0.2 + 0.6).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(EveryProcedure.All), MemberType = typeof(EveryProcedure))]
    public void The_exact_p_is_that_of_complete_enumeration(string known)
    {
        var (procedure, ratio) = EveryProcedure.Parse(known);
        foreach (var (statistic, alternative) in new[] { (TestStatistic.DifferenceInMeans, Alternative.TwoSided), (TestStatistic.CenteredScoreSum, Alternative.Less), (TestStatistic.CenteredScoreSum, Alternative.TwoSided) })
        {
            var participants = Trial(procedure, ratio, count: ratio.Count == 2 ? 7 : 5, seed: 11);
            var comparison = new ArmComparison(0, ratio.Count - 1, statistic, alternative);
            var exact = TestOf(procedure, ratio, participants, comparison).Enumerated(10_000)!;
            exact.PValue.ShouldBe(EveryAllocation.PValue(procedure, ratio, participants, comparison));
            exact.Sequences.ShouldBe((System.Numerics.BigInteger)Given.Sequences(ratio.Count, participants.Length).Count(letters =>
                EveryAllocation.Probability(procedure, ratio, participants, [.. letters.Select(letter => letter - 'A')]).Sign > 0));
        }
    }

    [Fact]
    public void Cohorts_and_strata_are_allocated_from_lists_of_their_own()
    {
        var procedure = Given.Procedure("""{"method":"permuted-block","sizes":[2],"factors":{"gender":["F","M"]}}""");
        RandomizedParticipant Of(string cohort, string gender, int arm, int value) => new(cohort, procedure.Factors.ProfileOf(gender), arm, value);
        RandomizedParticipant[] participants = [Of("a", "F", 0, 5), Of("a", "M", 0, 4), Of("b", "F", 0, 6), Of("a", "F", 1, 1), Of("b", "F", 1, 2), Of("a", "M", 1, 3)];
        var test = TestOf(procedure, Given.OneToOne, participants, Means);
        test.Lists.ShouldBe(3);
        var exact = test.Enumerated(100)!;
        exact.Sequences.ShouldBe(8);
        // Only the allocation itself and the one with all three pairs exchanged reach 4 + 4 + 1.
        exact.PValue.ToString().ShouldBe("1/4");
        exact.PValue.ShouldBe(EveryAllocation.PValue(procedure, Given.OneToOne, participants, Means));
    }

    [Fact]
    public void A_participant_without_a_value_keeps_the_place_but_is_not_in_the_statistic()
    {
        var procedure = Given.Procedure("""{"method":"permuted-block","sizes":[4]}""");
        var participants = Participants("ABBA", "9", null, "1", "2");
        var exact = TestOf(procedure, Given.OneToOne, participants, Means).Enumerated(100)!;
        exact.Sequences.ShouldBe(6);
        exact.PValue.ShouldBe(EveryAllocation.PValue(procedure, Given.OneToOne, participants, Means));
        exact.PValue.ToString().ShouldBe("2/3");
    }

    [Theory]
    [InlineData("""{"method":"permuted-block","sizes":[2,4]}""")]
    [InlineData("""{"method":"wei-urn","alpha":0,"beta":1}""")]
    [InlineData("""{"method":"minimization","factors":{"gender":["F","M"]},"metric":"range","probability":"4/5"}""")]
    public void Allocating_anew_comes_within_four_standard_errors_of_the_exact_p(string json)
    {
        var procedure = Given.Procedure(json);
        var test = TestOf(procedure, Given.OneToOne, Trial(procedure, Given.OneToOne, count: 10, seed: 3), Means);
        var exact = test.Enumerated(2000)!.PValue.ToDouble();
        var drawn = test.Drawn(4000, seed: 7);
        drawn.PValue.ShouldBe(new Rational(drawn.Extreme + 1, 4001));
        drawn.StandardError.ShouldBe(Math.Sqrt(exact * (1 - exact) / 4000), tolerance: 0.001);
        drawn.PValue.ToDouble().ShouldBe(exact, tolerance: 4 * drawn.StandardError);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_and_the_seed_does()
    {
        var procedure = Given.Procedure("""{"method":"complete"}""");
        var test = TestOf(procedure, Given.OneToOne, Trial(procedure, Given.OneToOne, count: 30, seed: 5), Means);
        var one = test.Drawn(1999, seed: 4, threads: 1);
        test.Drawn(1999, seed: 4, threads: 3).ShouldBe(one);
        test.Drawn(1999, seed: 5, threads: 1).ShouldNotBe(one);
    }

    [Fact]
    public void Progress_ends_at_the_number_of_replicates()
    {
        var procedure = Given.Procedure("""{"method":"complete"}""");
        var told = new List<(int Done, int Target)>();
        TestOf(procedure, Given.OneToOne, Participants("AB", "1", "2"), Means).Drawn(250, seed: 1, threads: 1, new Told(told));
        told[^1].ShouldBe((250, 250));
        told.Select(one => one.Done).ShouldBeInOrder();
        told.Clear();
        TestOf(procedure, Given.OneToOne, Participants("ABAB", "1", "2", "3", "4"), Means).Enumerated(16, new Told(told));
        told[^1].ShouldBe((100, 100));
    }

    [Fact]
    public void More_sequences_than_allowed_are_not_enumerated()
    {
        var procedure = Given.Procedure("""{"method":"complete"}""");
        var test = TestOf(procedure, Given.OneToOne, Participants("ABAB", "1", "2", "3", "4"), Means);
        test.ConceivableSequences.ShouldBe(16);
        test.Enumerated(15).ShouldBeNull();
        test.Enumerated(16).ShouldNotBeNull();
    }

    [Fact]
    public void Lists_that_have_too_many_totals_together_are_not_enumerated()
    {
        var procedure = Given.Procedure("""{"method":"complete"}""");
        RandomizedParticipant[] participants = [.. Participants("ABAB", "1", "2", "3", "4"), .. Participants("ABAB", "5", "7", "9", "11").Select(one => one with { Cohort = "b" })];
        var test = TestOf(procedure, Given.OneToOne, participants, Means);
        test.Enumerated(100).ShouldBeNull();
        test.Enumerated(256)!.Sequences.ShouldBe(256);
    }

    [Theory]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", "AAAB", 2, "has arm A")]
    [InlineData("""{"method":"big-stick","tolerance":1}""", "ABBB", 3, "has arm B")]
    [InlineData("""{"method":"random-allocation-rule","length":2}""", "ABA", 2, "2 places")]
    public void A_history_the_procedure_cannot_have_made_is_refused_by_participant(string json, string arms, int participant, string told)
    {
        var refusal = RefusalOf(json, Participants(arms, [.. arms.Select(_ => "1")]), Means);
        refusal.Participant.ShouldBe(participant);
        refusal.Message.ShouldContain(told);
    }

    [Fact]
    public void Nothing_to_compare_is_refused()
    {
        const string json = """{"method":"complete"}""";
        RefusalOf(json, [], Means).Message.ShouldContain("no participant");
        RefusalOf(json, Participants("AA", "1", "2"), Means).Message.ShouldContain("nobody in arm B");
        RefusalOf(json, Participants("AB", null, "2"), Means).Message.ShouldContain("nobody in arm A");
        RefusalOf(json, Participants("AB", "1", "2"), Means with { Second = 0 }).Message.ShouldContain("A, B");
        RefusalOf(json, Participants("AB", "1", "2"), Means with { Second = 2 }).Message.ShouldContain("A, B");
        RefusalOf(json, Participants("AB", "1", "2"), Means with { First = -1 }).Message.ShouldContain("A, B");
    }

    [Fact]
    public void Less_than_one_replicate_or_thread_is_no_test()
    {
        var test = TestOf(Given.Procedure("""{"method":"complete"}"""), Given.OneToOne, Participants("AB", "1", "2"), Means);
        Should.Throw<ArgumentOutOfRangeException>(() => test.Drawn(0, seed: 1));
        Should.Throw<ArgumentOutOfRangeException>(() => test.Drawn(1, seed: 1, threads: 0));
    }

    internal static RandomizedParticipant[] Participants(string arms, params string?[] values) =>
        [.. arms.Select((arm, index) => new RandomizedParticipant(string.Empty, Profile.Empty, arm - 'A', values[index] is { } value ? Rational.Parse(value) : null))];

    internal static RerandomizationTest TestOf(
        ProcedureDefinition procedure, AllocationRatio ratio, IReadOnlyList<RandomizedParticipant> participants, ArmComparison comparison) =>
        RerandomizationTest.TryCreate(procedure, ratio, participants, comparison, out var test, out var refusal)
            ? test
            : throw new InvalidOperationException(refusal.Message);

    /// <summary>A trial that the procedure itself allocated, in two cohorts, with ties and a missing value among the outcomes.</summary>
    private static RandomizedParticipant[] Trial(ProcedureDefinition procedure, AllocationRatio ratio, int count, int seed)
    {
        for (; ; seed++)
        {
            var slots = new SlotArms(Given.Secret(seed), Given.SpecSha256, procedure, ratio);
            var lists = new Dictionary<(string, Profile), ScopeReplay>();
            var participants = Enumerable.Range(0, count).Select(index =>
            {
                var (cohort, profile) = (index % 3 == 2 ? "b" : "a", EveryProcedure.ProfileOf(procedure, index * 5));
                var key = (cohort, procedure.IsStratified ? profile : Profile.Empty);
                lists.TryAdd(key, slots.Open(key.ToString()));
                return new RandomizedParticipant(cohort, profile, lists[key].Next(profile), index == 3 ? null : new Rational((index * 37) % 11, 3));
            }).ToArray();
            if (participants.Where(one => one.Value is not null).Select(one => one.Arm).Distinct().Count() == ratio.Count)
            {
                return participants;
            }
        }
    }

    private static ExactTest Exact(string json, string arms, params string?[] values) => Exact(json, arms, Alternative.TwoSided, values);

    private static ExactTest Exact(string json, string arms, Alternative alternative, params string?[] values) =>
        TestOf(Given.Procedure(json), Given.OneToOne, Participants(arms, values), Means with { Alternative = alternative }).Enumerated(1000)!;

    private static RerandomizationRefusal RefusalOf(string json, IReadOnlyList<RandomizedParticipant> participants, ArmComparison comparison)
    {
        RerandomizationTest.TryCreate(Given.Procedure(json), Given.OneToOne, participants, comparison, out var test, out var refusal).ShouldBeFalse();
        test.ShouldBeNull();
        return refusal!;
    }

    private sealed class Told(List<(int Done, int Target)> told) : IProgress<(int Done, int Target)>
    {
        public void Report((int Done, int Target) value) => told.Add(value);
    }
}
