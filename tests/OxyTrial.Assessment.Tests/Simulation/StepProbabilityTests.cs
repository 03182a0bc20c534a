using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Simulation;

/// <summary>
/// Every engine's probabilities at every step of random histories, against the procedure's own exact state: equal after rounding to 63
/// bits, and for blocks of random sizes, which the simulation follows in doubles, to thirteen places.
/// </summary>
public class StepProbabilityTests
{
    private const int Patients = 60;
    private const int Histories = 25;

    public static TheoryData<string> CountProcedures =>
    [
        $$"""{"method":"permuted-block","sizes":[4],{{Given.Factors}}}""",
        $$"""{"method":"permuted-block","sizes":[12],{{Given.Factors}}}""",
        """{"method":"complete"}""",
        $$"""{"method":"efron-coin","probability":"2/3",{{Given.Factors}}}""",
        $$"""{"method":"big-stick","tolerance":3,{{Given.Factors}}}""",
        $$"""{"method":"block-urn","lambda":2,{{Given.Factors}}}""",
        $$"""{"method":"wei-urn","alpha":1,"beta":"1/3",{{Given.Factors}}}""",
        $$"""{"method":"maximal","tolerance":2,"length":60,{{Given.Factors}}}""",
        $$"""{"method":"random-allocation-rule","length":60,{{Given.Factors}}}""",
        $$"""{"method":"truncated-binomial","length":60,{{Given.Factors}}}""",
    ];

    public static TheoryData<string, int[]> CountProceduresOfManyArms => new(
        from procedure in new[]
        {
            $$"""{"method":"permuted-block","sizes":[12],{{Given.Factors}}}""",
            """{"method":"complete"}""",
            $$"""{"method":"efron-coin","probability":"4/5",{{Given.Factors}}}""",
            $$"""{"method":"block-urn","lambda":2,{{Given.Factors}}}""",
            $$"""{"method":"wei-urn","alpha":0,"beta":1,{{Given.Factors}}}""",
            $$"""{"method":"random-allocation-rule","length":60,{{Given.Factors}}}""",
            $$"""{"method":"truncated-binomial","length":60,{{Given.Factors}}}""",
        }
        from ratio in new int[][] { [1, 1], [2, 1], [1, 1, 1], [1, 1, 2] }
        select (procedure, ratio));

    public static TheoryData<string, int[]> CovariateAdaptive => new(
        from procedure in new[]
        {
            $$"""{"method":"minimization",{{Given.Factors}},"metric":"range","probability":"4/5"}""",
            $$"""{"method":"minimization",{{Given.Factors}},"metric":"variance","probability":"4/5","weights":{"gender":"1/3","site":0.7} }""",
            $$"""{"method":"minimization",{{Given.Factors}},"metric":"squared-sum","probability":1,"weights":{"gender":0,"site":2} }""",
            $$$"""{"method":"hu-hu",{{{Given.Factors}}},"probability":0.85,"weights":{"overall":0.2,"stratum":0.3,"margins":{"gender":0.2,"site":0.3} } }""",
            $$$"""{"method":"hu-hu",{{{Given.Factors}}},"probability":0.85,"weights":{"overall":0,"stratum":1,"margins":{"gender":0,"site":0} } }""",
        }
        from ratio in new int[][] { [1, 1], [2, 1], [1, 1, 1], [1, 1, 2] }
        select (procedure, ratio));

    [Theory]
    [MemberData(nameof(CountProcedures))]
    public void The_table_of_two_arms_gives_the_exact_probabilities(string json)
    {
        var ratio = Given.Ratio(1, 1);
        Agree(new TwoArms<ListSteps>(new ListSteps(new TwoArmTable(RuleOf(json, ratio)), Cells(json, ratio))), json, ratio, exactly: true);
    }

    [Theory]
    [MemberData(nameof(CountProceduresOfManyArms))]
    public void The_table_of_many_arms_gives_the_exact_probabilities(string json, int[] numbers)
    {
        var ratio = Given.Ratio(numbers);
        Agree(new ManyArms<ManyArmListSteps>(new ManyArmListSteps(new ManyArmTable(RuleOf(json, ratio)), Cells(json, ratio))), json, ratio, exactly: true);
    }

    [Theory]
    [InlineData("""{"method":"big-stick","tolerance":2}""")]
    [InlineData("""{"method":"maximal","tolerance":2,"length":60}""")]
    public void The_table_of_three_arms_gives_the_exact_probabilities(string json)
    {
        var ratio = Given.Ratio(1, 1, 1);
        Agree(new ManyArms<ManyArmListSteps>(new ManyArmListSteps(new ManyArmTable(RuleOf(json, ratio)), Cells(json, ratio))), json, ratio, exactly: true);
    }

    [Theory]
    [MemberData(nameof(CovariateAdaptive))]
    public void Scores_in_fixed_width_give_the_exact_probabilities(string json, int[] numbers)
    {
        var ratio = Given.Ratio(numbers);
        var cells = Cells(json, ratio);
        var terms = BalanceTerms.Of(Given.Procedure(json, ratio), cells)!;
        Agree(new ManyArms<ScoreSteps<long>>(ScoreSteps<long>.Of(terms, ratio, Patients, long.MaxValue)!.Value), json, ratio, exactly: true);
        Agree(new ManyArms<ScoreSteps<Int128>>(ScoreSteps<Int128>.Of(terms, ratio, Patients, Int128.MaxValue)!.Value), json, ratio, exactly: true);
        if (ratio is { Count: 2, IsEqual: true })
        {
            Agree(new TwoArms<SignSteps>(SignSteps.Of(terms, Patients)!.Value), json, ratio, exactly: true);
        }
    }

    [Fact]
    public void The_hierarchy_of_two_arms_gives_the_exact_probabilities()
    {
        const string json = $$"""{"method":"dynamic-hierarchical",{{Given.Factors}},"levels":[{"within":"stratum","threshold":2},{"within":"site","threshold":3,"probability":"4/5"},{"within":"overall","threshold":3}]}""";
        var ratio = Given.Ratio(1, 1);
        Agree(new TwoArms<HierarchySteps>(new HierarchySteps((DynamicHierarchical)Given.Procedure(json, ratio), Cells(json, ratio))), json, ratio, exactly: true);
        var unequal = Given.Ratio(2, 1);
        Agree(new ManyArms<ExactSteps>(new ExactSteps(new ExactStates(Given.Procedure(json, unequal), unequal, Cells(json, unequal)))), json, unequal, exactly: true);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 1, 2)]
    public void Blocks_of_random_sizes_have_the_exact_predictive_probabilities(params int[] numbers)
    {
        var ratio = Given.Ratio(numbers);
        var json = $$"""{"method":"permuted-block","sizes":[{{ratio.Sum}},{{2 * ratio.Sum}},{{3 * ratio.Sum}}],{{Given.Factors}}}""";
        var blocks = (PermutedBlock)Given.Procedure(json, ratio);
        Agree(new ManyArms<ManyArmBlockSteps>(new ManyArmBlockSteps(ratio, blocks, Cells(json, ratio))), json, ratio, exactly: false);
        if (ratio.Count == 2 && ratio.IsEqual)
        {
            Agree(new TwoArms<BlockSteps>(new BlockSteps(ratio, blocks, Cells(json, ratio))), json, ratio, exactly: false);
        }
    }

    [Theory]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", false, typeof(ListTrials))]
    [InlineData("""{"method":"permuted-block","sizes":[4]}""", true, typeof(TwoArmTrials<ListSteps>))]
    [InlineData("""{"method":"permuted-block","sizes":[4,6]}""", true, typeof(TwoArmTrials<BlockSteps>))]
    [InlineData($$"""{"method":"minimization",{{Given.Factors}},"metric":"range","probability":"4/5"}""", true, typeof(TwoArmTrials<SignSteps>))]
    public void Two_arms_get_the_engine_made_for_them(string json, bool factors, Type engine)
    {
        var ratio = Given.Ratio(1, 1);
        new Design(Given.Request(json, ratio, 10, 1, factors ? ["gender=F:1,M:1", "site=HD:1,MA:1,UL:1"] : [])).NewTrials().ShouldBeOfType(engine);
    }

    private static ListRule RuleOf(string json, AllocationRatio ratio)
    {
        var procedure = Given.Procedure(json, ratio);
        return new ListRule(procedure, procedure.CountRuleFor(ratio)!);
    }

    // Two cohorts besides the factors: each has lists and balances of its own.
    private static CellTable Cells(string json, AllocationRatio ratio) => new(
        [Given.Factor("cohort=BPD:2,healthy:1"), Given.Factor("gender=F:2,M:1"), Given.Factor("site=HD:2,MA:1,UL:1")], Given.Procedure(json, ratio));

    private static void Agree(ISteps steps, string json, AllocationRatio ratio, bool exactly)
    {
        var (procedure, cells) = (Given.Procedure(json, ratio), Cells(json, ratio));
        for (var history = 0; history < Histories; history++)
        {
            var draws = new Generator(7, history);
            var states = new Dictionary<string, IProcedureState>();
            var joints = new List<int>();
            steps.Begin();
            for (var patient = 0; patient < Patients; patient++)
            {
                var joint = cells.Draw(ref draws);
                var profile = procedure.Factors.ProfileOf([.. procedure.Factors.Factors.Select(factor => LevelOf(cells, joint, factor.Name))]);
                var scope = LevelOf(cells, joint, "cohort") + (procedure.IsStratified ? procedure.Factors.StratumOf(profile) : "");
                var state = states.TryGetValue(scope, out var known) ? known : states[scope] = procedure.Open(ratio);
                var expected = Probability63.Cumulated(state.Probabilities(profile));
                var actual = steps.Cumulated(joint);
                Same(expected, actual, exactly, $"{json} {ratio}, history {history}, patient {patient}");
                var arm = actual.Count(below => (draws.Next() >> 1) >= below);
                arm = state.Probabilities(profile)[arm].Sign > 0 ? arm : FirstPossible(state.Probabilities(profile));
                steps.Add(joint, arm);
                state.Add(profile, arm);
                joints.Add(joint);
            }

            foreach (var joint in joints.Distinct())
            {
                steps.Forget(joint);
            }
        }
    }

    private static int FirstPossible(ReadOnlySpan<Rational> probabilities)
    {
        var arm = 0;
        while (probabilities[arm].Sign == 0)
        {
            arm++;
        }

        return arm;
    }

    private static void Same(ulong[] expected, ulong[] actual, bool exactly, string where)
    {
        if (exactly)
        {
            actual.ShouldBe(expected, where);
            return;
        }

        for (var arm = 0; arm < expected.Length; arm++)
        {
            (actual[arm] / (double)Probability63.One).ShouldBe(expected[arm] / (double)Probability63.One, 1e-13, where);
            (actual[arm] is 0 or Probability63.One).ShouldBe(expected[arm] is 0 or Probability63.One, where);
        }
    }

    private static string LevelOf(CellTable cells, int joint, string name)
    {
        var factor = cells.Population.ToList().FindIndex(factor => factor.Name == name);
        return cells.Population[factor].Levels[cells.LevelOf(joint, factor)].Level;
    }

    /// <summary>Steps of either kind, in one shape.</summary>
    private interface ISteps
    {
        void Begin();

        ulong[] Cumulated(int joint);

        void Add(int joint, int arm);

        void Forget(int joint);
    }

    private sealed class TwoArms<T>(T steps) : ISteps
        where T : struct, ITwoArmSteps
    {
        public void Begin() => steps.Begin();

        public ulong[] Cumulated(int joint) => [steps.Probability(joint)];

        public void Add(int joint, int arm) => steps.Add(joint, arm == 0 ? -1 : 0);

        public void Forget(int joint) => steps.Forget(joint);
    }

    private sealed class ManyArms<T>(T steps) : ISteps
        where T : struct, IManyArmSteps
    {
        public void Begin() => steps.Begin();

        public ulong[] Cumulated(int joint) => [.. steps.Cumulated(joint)];

        public void Add(int joint, int arm) => steps.Add(joint, arm);

        public void Forget(int joint) => steps.Forget(joint);
    }
}
