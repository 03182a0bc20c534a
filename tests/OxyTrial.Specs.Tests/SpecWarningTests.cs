using Shouldly;

namespace OxyTrial.Specs.Tests;

/// <summary>What a statistician is told without the spec being rejected.</summary>
public sealed class SpecWarningTests
{
    [Fact]
    public void The_valid_spec_has_no_warning() => Spec.Warnings(Spec.Valid).ShouldBeEmpty();

    [Theory]
    [InlineData("placebo-composition: excipient-matched", "placebo-composition: saline", "16:26: warning: a placebo of saline alone can be told by its taste")]
    [InlineData("total-iu: 0\n    placebo-composition: excipient-matched", "total-iu: 12", "15:15: warning: this arm's dose is not 'dose.total-iu'", "8:3: warning: no arm has 0 IU")]
    [InlineData("puffs-left: 3\n  puffs-right: 3", "puffs-left: 4\n  puffs-right: 2", "18:13: warning: 6 puffs do not divide evenly between the nostrils; declare a 'nostril-rule'")]
    [InlineData("iu-per-puff: 4\n  puffs-left: 3\n  puffs-right: 3", "iu-per-puff: 8\n  puffs-left: unknown\n  puffs-right: unknown", "18:13: warning: 3 puffs do not divide evenly")]
    [InlineData("iu-per-puff: 4\n  puffs-left: 3\n  puffs-right: 3", "iu-per-puff: 5\n  puffs-left: 2.4\n  puffs-right: 2.4", "18:13: warning: this dose is 4.8 puffs; a pump gives whole puffs only")]
    [InlineData("  study: 8\n", "  study: 7\n", "39:3: warning: the caps let 7 participants in, fewer than the 8 planned")]
    [InlineData("sets: 8", "sets: 7", "51:9: warning: 8 participants × 1 kits = 8 uses need 8 sets under the pooled rule, before losses; 7 run out early")]
    [InlineData("sets: 8\n  stock-rule: pooled", "sets: 3\n  stock-rule: every-arm", "51:9: warning: 8 participants × 1 kits = 8 uses need 4 sets under the every-arm rule, before losses; 3 run out early")]
    [InlineData("kits:\n", "  - { key: V2, label: x, day: 27, window-after-days: 2, kit: continue, task-earliest-minutes: 30, task-latest-minutes: 45 }\nkits:\n", "49:62: warning: the bottle may have been open for 29 days at this visit, longer than 1 month(s)")]
    public void It_is_located_and_the_spec_accepted(string piece, string replacement, params string[] expected)
    {
        var accepted = Spec.Accepted(Spec.With(piece, replacement));

        accepted.Warnings.Length.ShouldBe(expected.Length);
        expected.ShouldAllBe(warning => accepted.Warnings.Any(found => found.ToString().StartsWith("spec.yaml:" + warning, StringComparison.Ordinal)));
    }

    // 26 IU at 4 IU per puff, as in Bertsch 2013 with the usual device.
    [Fact]
    public void Six_and_a_half_puffs_are_doubtful_and_not_refused()
    {
        var text = Spec.With("iu-per-puff: 4\n  puffs-left: 3\n  puffs-right: 3", "iu-per-puff: 4\n  puffs-left: 3.25\n  puffs-right: 3.25").Replace("total-iu: 24", "total-iu: 26", StringComparison.Ordinal);

        Spec.Accepted(text).Warnings.ShouldHaveSingleItem().Message.ShouldBe("this dose is 6.5 puffs; a pump gives whole puffs only");
    }

    [Fact]
    public void A_nostril_rule_settles_an_uneven_number_of_puffs() =>
        Spec.Warnings(Spec.With("puffs-left: 3\n  puffs-right: 3", "puffs-left: 4\n  puffs-right: 2\n  nostril-rule: the wider nostril takes the odd puffs")).ShouldBeEmpty();

    [Fact]
    public void A_warning_of_the_randomization_library_gets_its_place_too() =>
        Spec.Warnings(Spec.With("method: permuted-block\n  sizes: [2, 4]", "method: minimization\n  metric: range\n  probability: 1")).ShouldHaveSingleItem().ShouldStartWith("spec.yaml:38:16: warning: procedure.probability: is 1");

    // 1:2 with 8 participants: each of up to 8 uses counts against the arm with one kit a set.
    [Fact]
    public void Under_the_pooled_rule_the_arm_with_the_fewest_kits_decides() =>
        Spec.Warnings(Spec.With("label: Placebo\n    ratio: 1", "label: Placebo\n    ratio: 2").Replace("sizes: [2, 4]", "sizes: [3]", StringComparison.Ordinal).Replace("sets: 8", "sets: 7", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldContain("need 8 sets under the pooled rule");
}
