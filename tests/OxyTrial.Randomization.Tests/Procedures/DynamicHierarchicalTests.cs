using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

public class DynamicHierarchicalTests
{
    private const string Factors = """{"gender":["F","M"],"site":["1","2"]}""";

    private static readonly ProcedureDefinition s_levels = Given.Procedure(
        $$"""
        {"method":"dynamic-hierarchical","factors":{{Factors}},"levels":[
          {"within":"stratum","threshold":2},{"within":"site","threshold":3,"probability":"4/5"},{"within":"overall","threshold":4}]}
        """);

    [Fact]
    public void Below_all_thresholds_the_coin_is_fair() =>
        Next(["F 1 A", "M 1 A", "F 2 B"], "F", "1").ShouldBe(["1/2", "1/2"]);

    [Fact]
    public void The_first_level_at_its_threshold_decides()
    {
        // Stratum F|1 at 2: B is forced, although site 1 (3 A) would only bias.
        Next(["F 1 A", "F 1 A", "M 1 A"], "F", "1").ShouldBe(["0", "1"]);

        // Stratum M|1 at 1, site 1 at 3: B has 4/5.
        Next(["F 1 A", "F 1 A", "M 1 A"], "M", "1").ShouldBe(["1/5", "4/5"]);

        // Stratum M|2 empty, site 2 at 1, overall at 4: B is forced.
        Next(["F 1 A", "F 1 A", "M 1 A", "F 2 A"], "M", "2").ShouldBe(["0", "1"]);
    }

    [Fact]
    public void An_arm_that_is_not_to_be_had_is_not_added()
    {
        var state = Given.After(s_levels, Given.OneToOne, "F 1 A", "F 1 A");
        var profile = s_levels.Factors.ProfileOf("F", "1");
        state.TryAdd(profile, 0).ShouldBeFalse();
        state.TryAdd(profile, 1).ShouldBeTrue();
        Given.Probabilities(state.Next(profile)).ShouldBe(["1/2", "1/2"]);
    }

    [Fact]
    public void More_arms_and_unequal_ratios_compare_counts_over_the_ratio()
    {
        var ratio = Given.Ratio(1, 1, 2);
        var definition = Given.Procedure(
            """{"method":"dynamic-hierarchical","factors":{"gender":["F"]},"levels":[{"within":"overall","threshold":1,"probability":"3/4"}]}""", ratio);

        // x = 1, 0, 1/2: only B lags and has 3/4; A and C share 1/4 as 1 : 2.
        Given.Probabilities(Given.After(definition, ratio, "F A", "F C").Next(definition.Factors.ProfileOf("F"))).ShouldBe(["1/12", "3/4", "1/6"]);

        // x = 0, 0, 1/2 is below the threshold.
        Given.Probabilities(Given.After(definition, ratio, "F C").Next(definition.Factors.ProfileOf("F"))).ShouldBe(["1/4", "1/4", "1/2"]);
    }

    [Fact]
    public void The_stratum_never_passes_its_threshold_when_it_forces()
    {
        foreach (var arms in Given.Sequences(2, 12))
        {
            var state = s_levels.Open(Given.OneToOne);
            var (profile, counts) = (s_levels.Factors.ProfileOf("F", "1"), new int[2]);
            foreach (var arm in arms.Select(letter => letter - 'A').TakeWhile(arm => state.TryAdd(profile, arm)))
            {
                counts[arm]++;
                Math.Abs(counts[0] - counts[1]).ShouldBeLessThanOrEqualTo(2);
            }
        }
    }

    private static string[] Next(string[] history, params string[] levels) =>
        Given.Probabilities(Given.After(s_levels, Given.OneToOne, history).Next(s_levels.Factors.ProfileOf(levels)));
}
