using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

public class MinimizationTests
{
    private const string Factors = """{"gender":["F","M"],"style":["fear","pre","dis"],"site":["1","2"]}""";

    private static readonly string[] s_earlier = ["F fear 1 A", "F pre 1 B", "M fear 2 A", "F fear 2 A", "F dis 1 B"];

    [Theory]
    [InlineData("range", "5", "5", "1/2", "1/2")]
    [InlineData("squared-sum", "17", "9", "1/5", "4/5")]
    [InlineData("variance", "17/2", "9/2", "1/5", "4/5")]
    public void The_worked_example_ties_by_range_and_prefers_B_by_squares(string metric, params string[] expected)
    {
        var definition = Minimization(metric, Factors);
        var answer = Given.After(definition, Given.OneToOne, s_earlier).Next(definition.Factors.ProfileOf("F", "fear", "1"));
        Given.Imbalances(answer).ShouldBe(expected[..2]);
        Given.Probabilities(answer).ShouldBe(expected[2..]);
    }

    [Fact]
    public void Weights_multiply_the_margins()
    {
        // Margins after A: 1, 4, 0 and after B: 1, 2, 2; weights 1/2, 1, 0.3.
        var definition = Given.Procedure($$"""
            {"method":"minimization","factors":{{Factors}},"metric":"range","probability":0.8,"weights":{"gender":"1/2","site":0.3} }
            """);
        var answer = Given.After(definition, Given.OneToOne, s_earlier).Next(definition.Factors.ProfileOf("F", "fear", "1"));
        Given.Imbalances(answer).ShouldBe(["9/2", "31/10"]);
    }

    [Theory]
    [InlineData("range", "0", "3/2")]
    [InlineData("squared-sum", "0", "9/4")]
    [InlineData("variance", "0", "9/8")]
    public void Counts_are_divided_by_an_unequal_ratio(string metric, string imbalanceOfA, string imbalanceOfB)
    {
        // Ratio 2:1, one in each arm: A makes x = (1, 1), B makes x = (1/2, 2).
        var ratio = Given.Ratio(2, 1);
        var definition = Minimization(metric, """{"gender":["F","M"]}""", ratio);
        var answer = Given.After(definition, ratio, "F A", "F B", "M B").Next(definition.Factors.ProfileOf("F"));
        Given.Imbalances(answer).ShouldBe([imbalanceOfA, imbalanceOfB]);
        Given.Probabilities(answer).ShouldBe(["4/5", "1/5"]);
    }

    [Fact]
    public void When_all_arms_tie_the_ratio_decides()
    {
        // Ratio 2:1. Margin f: nobody yet, A makes 1/2 and B makes 1. Margin g: one in A, A makes 1 and B makes 1/2. Together 3/2 each.
        var ratio = Given.Ratio(2, 1);
        var definition = Minimization("range", """{"f":["x","y"],"g":["x","y"]}""", ratio);
        var answer = Given.After(definition, ratio, "y x A").Next(definition.Factors.ProfileOf("x", "x"));
        Given.Imbalances(answer).ShouldBe(["3/2", "3/2"]);
        Given.Probabilities(answer).ShouldBe(["2/3", "1/3"]);
    }

    [Fact]
    public void Several_best_arms_share_the_probability_in_proportion_to_their_ratios()
    {
        // Ratio 1:1:2, one in C: A makes x = (1, 0, 1/2), squares 1 + 1/4 + 1/4; B likewise; C makes x = (0, 0, 1), squares 2.
        var ratio = Given.Ratio(1, 1, 2);
        var definition = Minimization("squared-sum", """{"gender":["F","M"]}""", ratio);
        var answer = Given.After(definition, ratio, "F C").Next(definition.Factors.ProfileOf("F"));
        Given.Imbalances(answer).ShouldBe(["3/2", "3/2", "2"]);
        Given.Probabilities(answer).ShouldBe(["2/5", "2/5", "1/5"]);

        // By range all three tie at 1, and the ratio decides; before anybody, C is best alone and A and B share the rest.
        definition = Minimization("range", """{"gender":["F","M"]}""", ratio);
        answer = Given.After(definition, ratio, "F C").Next(definition.Factors.ProfileOf("F"));
        Given.Probabilities(answer).ShouldBe(["1/4", "1/4", "1/2"]);
        Given.Probabilities(definition.Open(ratio).Next(definition.Factors.ProfileOf("F"))).ShouldBe(["1/10", "1/10", "4/5"]);
    }

    [Fact]
    public void The_others_share_the_rest_in_proportion_to_their_ratios()
    {
        // Ratio 1:2:3, one in A: x = (1, 0, 0). Range after A 2, after B (1, 1/2, 0) 1, after C (1, 0, 1/3) 1.
        var ratio = Given.Ratio(1, 2, 3);
        var definition = Minimization("range", """{"gender":["F","M"]}""", ratio);
        Given.Probabilities(Given.After(definition, ratio, "F A").Next(definition.Factors.ProfileOf("F")))
            .ShouldBe(["1/5", "8/25", "12/25"]);
        // Nobody yet: C alone is best with 1/3; A and B share 1/5 as 1 to 2.
        Given.Probabilities(definition.Open(ratio).Next(definition.Factors.ProfileOf("F"))).ShouldBe(["1/15", "2/15", "4/5"]);
    }

    [Fact]
    public void With_probability_one_another_arm_than_the_best_is_no_history_of_the_procedure()
    {
        var definition = Given.Procedure(
            """{"method":"minimization","factors":{"gender":["F"]},"metric":"range","probability":1}""");
        var state = Given.After(definition, Given.OneToOne, "F A");
        state.TryAdd(definition.Factors.ProfileOf("F"), 0).ShouldBeFalse();
        Given.Probabilities(state.Next(definition.Factors.ProfileOf("F"))).ShouldBe(["0", "1"]);
    }

    private static ProcedureDefinition Minimization(string metric, string factors, AllocationRatio? ratio = null) => Given.Procedure(
        $$"""{"method":"minimization","factors":{{factors}},"metric":"{{metric}}","probability":"4/5"}""", ratio);
}
