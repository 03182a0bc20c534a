using OxyTrial.Reports.Drawing;
using Shouldly;

namespace OxyTrial.Reports.Tests.Drawing;

public sealed class NiceTicksTests
{
    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10")]
    [InlineData(0.1, 0.93, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-3, 4, "−3 −2 −1 0 1 2 3 4")]
    [InlineData(0, 12345, "0 2,000 4,000 6,000 8,000 10,000 12,000 14,000")]
    [InlineData(50.2, 70.8, "50 55 60 65 70 75")]
    [InlineData(0.00021, 0.00029, "0.00020 0.00022 0.00024 0.00026 0.00028 0.00030")]
    public void Marks_are_round_and_reach_around_the_values(double minimum, double maximum, string marks)
    {
        var ticks = NiceTicks.Around(minimum, maximum);
        string.Join(' ', ticks.Values.Select(ticks.Text)).ShouldBe(marks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(-0.003)]
    [InlineData(1e12)]
    public void Equal_values_stand_inside_a_range_with_several_marks(double value)
    {
        var ticks = NiceTicks.Around(value, value);
        ticks.Minimum.ShouldBeLessThan(value);
        ticks.Maximum.ShouldBeGreaterThan(value);
        ticks.Values.Count.ShouldBeInRange(3, 12);
    }

    [Fact]
    public void Marks_are_equally_far_apart_told_apart_by_their_text_and_hold_the_values_whatever_the_scale()
    {
        for (var exponent = -9; exponent <= 9; exponent++)
        {
            for (var mantissa = 1.0; mantissa < 10; mantissa += 0.37)
            {
                var (low, high) = (-mantissa * Math.Pow(10, exponent), 1.7 * mantissa * Math.Pow(10, exponent));
                var ticks = NiceTicks.Around(low, high);
                ticks.Minimum.ShouldBeLessThanOrEqualTo(low);
                ticks.Maximum.ShouldBeGreaterThanOrEqualTo(high);
                ticks.Values.Count.ShouldBeInRange(3, 12);
                ticks.Values.Select(ticks.Text).Distinct().Count().ShouldBe(ticks.Values.Count);
                ticks.Values.ShouldContain(0);
            }
        }
    }
}
