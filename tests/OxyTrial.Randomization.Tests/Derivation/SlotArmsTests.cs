using OxyTrial.Randomization.Derivation;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Derivation;

public class SlotArmsTests
{
    private const string HuHu = """
        {"method":"hu-hu","factors":{"gender":["F","M"]},"probability":"4/5","weights":{"overall":1,"margins":{"gender":1},"stratum":0}}
        """;

    [Theory]
    [InlineData("""{"method":"complete"}""")]
    [InlineData("""{"method":"permuted-block","sizes":[4,6]}""")]
    [InlineData(HuHu)]
    public void A_replayed_scope_continues_as_if_it_had_never_stopped(string procedure)
    {
        var definition = Given.Procedure(procedure);
        var slots = new SlotArms(Given.Secret(3), Given.SpecSha256, definition, Given.OneToOne);
        var profiles = Enumerable.Range(0, 40).Select(number =>
            definition.Factors.Count == 0 ? Profile.Empty : definition.Factors.ProfileOf(number % 3 == 0 ? "M" : "F")).ToList();
        var (whole, other, replayed) = (slots.Open("s"), slots.Open("t"), slots.Open("s"));
        var arms = profiles.Select(profile => (Arm: whole.Next(profile), Other: other.Next(profile))).ToList();
        profiles.Select(replayed.Next).ShouldBe(arms.Select(pair => pair.Arm));
        arms.Select(pair => pair.Arm).ShouldNotBe(arms.Select(pair => pair.Other));
    }

    [Fact]
    public void Derived_blocks_give_every_arrangement_equally_often()
    {
        var slots = new SlotArms(
            Given.Secret(1), Given.SpecSha256, Given.Procedure("""{"method":"permuted-block","sizes":[4]}"""), Given.OneToOne);
        const int scopes = 3000;
        var frequencies = Enumerable.Range(0, scopes).Select(number => slots.Open($"scope {number}"))
            .Select(scope => string.Concat(Enumerable.Range(0, 4).Select(_ => scope.Next(Profile.Empty))))
            .CountBy(block => block).ToList();
        frequencies.Count.ShouldBe(6);
        // Chi-square of five degrees of freedom: 20.5 is passed once in a thousand secrets; this secret is fixed.
        frequencies.Sum(pair => Math.Pow(pair.Value - (scopes / 6.0), 2) / (scopes / 6.0)).ShouldBeLessThan(20.5);
    }

    [Fact]
    public void Derived_block_sizes_are_equally_frequent()
    {
        var slots = new SlotArms(
            Given.Secret(2), Given.SpecSha256, Given.Procedure("""{"method":"permuted-block","sizes":[2,4,6]}"""), Given.OneToOne);
        // P(first two alike) = 1/3 (0 + 1/3 + 2/5) = 11/45.
        var alike = Enumerable.Range(0, 4500).Select(number => slots.Open($"scope {number}"))
            .Count(scope => scope.Next(Profile.Empty) == scope.Next(Profile.Empty));
        alike.ShouldBeInRange(1100 - 116, 1100 + 116); // four standard deviations of 28.8
    }

    [Fact]
    public void Derived_weighted_draws_have_the_procedures_probabilities()
    {
        var definition = Given.Procedure(HuHu);
        var slots = new SlotArms(Given.Secret(4), Given.SpecSha256, definition, Given.OneToOne);
        var profile = definition.Factors.ProfileOf("F");
        var alike = Enumerable.Range(0, 4000).Select(number => slots.Open($"scope {number}"))
            .Count(scope => scope.Next(profile) == scope.Next(profile));
        alike.ShouldBeInRange(800 - 102, 800 + 102); // one fifth of 4000, four standard deviations of 25.3
    }
}
