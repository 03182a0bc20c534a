using FsCheck;
using FsCheck.Fluent;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Procedures;

public class HuHuTests
{
    private const string Factors = """{"gender":["F","M"],"style":["fear","pre","dis"],"site":["1","2"]}""";

    [Fact]
    public void The_worked_example_adds_overall_and_stratum_to_the_margins()
    {
        // Overall 3 against 2, stratum (F, fear, 1) 1 against 0, margins by squares 17 and 9 in thirds of 1/2:
        // A: 1/5·(4 − 2)² + 1/6·17 + 3/10·(2 − 0)² = 4/5 + 17/6 + 6/5; B: 1/5·0 + 1/6·9 + 3/10·0.
        var definition = HuHu("0.2", "1/6", "0.3");
        var state = Given.After(
            definition, Given.OneToOne, "F fear 1 A", "F pre 1 B", "M fear 2 A", "F fear 2 A", "F dis 1 B");
        var answer = state.Next(definition.Factors.ProfileOf("F", "fear", "1"));
        Given.Imbalances(answer).ShouldBe(["29/6", "3/2"]);
        Given.Probabilities(answer).ShouldBe(["1/5", "4/5"]);
    }

    [Fact]
    public void The_first_participant_gets_a_coin()
    {
        var definition = HuHu("0.2", "1/6", "0.3");
        Given.Probabilities(definition.Open(Given.OneToOne).Next(definition.Factors.ProfileOf("M", "dis", "2"))).ShouldBe(["1/2", "1/2"]);
    }

    [Fact]
    public void Without_overall_and_stratum_it_is_Pocock_and_Simons_minimization_by_squares() =>
        Prop.ForAll<byte[]>(steps =>
        {
            var ratio = Given.Ratio(1, 2, 1);
            var huHu = HuHu("0", "1", "0", ratio);
            var minimization = Given.Procedure(
                $$"""{"method":"minimization","factors":{{Factors}},"metric":"squared-sum","probability":"4/5"}""", ratio);
            var (left, right) = (huHu.Open(ratio), minimization.Open(ratio));
            var same = true;
            foreach (var step in steps)
            {
                var profile = huHu.Factors.ProfileOf(
                    step % 2 == 0 ? "F" : "M", new[] { "fear", "pre", "dis" }[step / 2 % 3], step / 6 % 2 == 0 ? "1" : "2");
                same &= left.Next(profile).Arms.SequenceEqual(right.Next(profile).Arms);
                left.Add(profile, step / 12 % 3);
                right.Add(profile, step / 12 % 3);
            }

            return same;
        }).QuickCheckThrowOnFailure();

    private static ProcedureDefinition HuHu(string overall, string margin, string stratum, AllocationRatio? ratio = null) =>
        Given.Procedure($$"""
            {"method":"hu-hu","factors":{{Factors}},"probability":"4/5","weights":{"overall":"{{overall}}",
            "margins":{"gender":"{{margin}}","style":"{{margin}}","site":"{{margin}}"},"stratum":"{{stratum}}"} }
            """, ratio);
}
