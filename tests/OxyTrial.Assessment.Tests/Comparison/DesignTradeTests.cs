using FsCheck;
using FsCheck.Fluent;
using OxyTrial.Assessment.Comparison;
using OxyTrial.Assessment.Simulation;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Comparison;

public sealed class DesignTradeTests
{
    [Fact]
    public void A_design_that_is_better_in_one_and_as_good_in_the_other_beats()
    {
        At(1, 0.5).Beats(At(2, 0.5)).ShouldBeTrue();
        At(1, 0.5).Beats(At(1, 0.6)).ShouldBeTrue();
        At(2, 0.5).Beats(At(1, 0.5)).ShouldBeFalse();
    }

    [Fact]
    public void A_design_that_buys_one_with_the_other_does_not_beat()
    {
        At(1, 0.6).Beats(At(2, 0.5)).ShouldBeFalse();
        At(2, 0.5).Beats(At(1, 0.6)).ShouldBeFalse();
    }

    [Fact]
    public void Equal_designs_do_not_beat_each_other() => At(1, 0.5).Beats(At(1, 0.5)).ShouldBeFalse();

    [Fact]
    public void A_difference_within_one_standard_error_of_it_is_a_tie()
    {
        // The error of the difference is 5 = √(3² + 4²).
        var (one, other) = (At(10, 0.5, 3), At(15, 0.5, 4));
        one.Beats(other).ShouldBeFalse();
        one.Beats(At(15.1, 0.5, 4)).ShouldBeTrue();
    }

    [Fact]
    public void A_tie_in_one_does_not_save_a_design_that_is_worse_in_the_other() =>
        new DesignTrade(new(10, 3), new(0.5, 0.001)).Beats(new DesignTrade(new(9, 3), new(0.6, 0.001))).ShouldBeTrue();

    [Fact]
    public void Those_that_no_other_beats_are_marked_in_their_order() =>
        DesignTrade.NotBeaten([At(0, 0.7), At(3, 0.52), At(1, 0.7), At(2, 0.6), At(2.5, 0.65), At(9, 0.5)])
            .ShouldBe([true, true, false, true, false, true]);

    [Fact]
    public void A_single_design_is_not_beaten() => DesignTrade.NotBeaten([At(5, 0.9)]).ShouldBe([true]);

    [Fact]
    public void Without_errors_exactly_those_are_marked_whose_lower_left_quarter_is_empty() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte X, byte Y)[]>(),
        pairs =>
        {
            (int X, int Y)[] points = [.. pairs.Select(pair => (pair.X % 8, pair.Y % 8))];
            var marked = DesignTrade.NotBeaten([.. points.Select(point => At(point.X, point.Y / 8.0))]);
            return points.Select((point, index) => marked[index] == !points.Any(other => other != point && other.X <= point.X && other.Y <= point.Y)).All(agrees => agrees);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static DesignTrade At(double imbalance, double guessed, double error = 0) => new(new Estimate(imbalance, error), new Estimate(guessed, 0));
}
