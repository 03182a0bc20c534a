using OxyTrial.Instruments;
using Shouldly;

namespace OxyTrial.Specs.Tests.Instruments;

public sealed class MeasurementErrorTests
{
    private static readonly CutOffRule Rule = new(4m, ScaleLevel.Low);

    [Theory]
    [InlineData(1.2, 0.91, 0.36)]
    [InlineData(1.0, 0.93, 0.2646)]
    [InlineData(2.0, 0.0, 2.0)]
    public void It_is_the_standard_deviation_times_the_root_of_what_is_not_reliable(decimal deviation, decimal reliability, decimal error) =>
        new MeasurementError(deviation, reliability).ToDecimal().ShouldBe(error);

    // SD 1.2 and reliability .75 give 0.6 exactly: 4.6 is one error away and not less.
    [Theory]
    [InlineData(46, 10, false)]
    [InlineData(34, 10, false)]
    [InlineData(4599, 1000, true)]
    [InlineData(3401, 1000, true)]
    [InlineData(4, 1, true)]
    [InlineData(6, 1, false)]
    public void A_score_less_than_one_error_from_the_cut_off_is_flagged(int sum, int answered, bool flagged) =>
        Rule.IsUncertain(ExactScore.Of(sum, answered), new MeasurementError(1.2m, 0.75m)).ShouldBe(flagged);

    [Fact]
    public void A_mean_of_scores_is_an_exact_fraction()
    {
        ExactScore.Mean([ExactScore.Of(1, 3), ExactScore.Of(1, 6)]).ShouldBe(ExactScore.Of(1, 4));
        ExactScore.Of(-0.50m).ShouldBe(ExactScore.Of(-1, 2));
        ExactScore.Of(1, 3).ToDecimal().ShouldBe(0.3333m);
        ExactScore.Of(-2, 3).ToDecimal().ShouldBe(-0.6667m);
        ExactScore.Of(1, 32).ToDecimal().ShouldBe(0.0312m);
        ExactScore.Of(3, 32).ToDecimal().ShouldBe(0.0938m);
        Should.Throw<ArgumentException>(() => ExactScore.Mean([]));
        Should.Throw<ArgumentOutOfRangeException>(() => ExactScore.Of(1, 0));
    }
}
