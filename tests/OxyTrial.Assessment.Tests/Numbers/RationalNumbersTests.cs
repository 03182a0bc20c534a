using System.Numerics;
using OxyTrial.Assessment.Numbers;
using OxyTrial.Randomization;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Numbers;

public class RationalNumbersTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1/3", 1 / 3.0)]
    [InlineData("-2/3", -2 / 3.0)]
    [InlineData("123456789", 123456789)]
    [InlineData("1/1024", 1 / 1024.0)]
    public void A_fraction_becomes_the_nearest_number(string fraction, double number) =>
        Rational.Parse(fraction).ToDouble().ShouldBe(number, 1e-15 * Math.Max(1, Math.Abs(number)));

    [Fact]
    public void A_fraction_whose_parts_are_beyond_any_double_still_becomes_its_number()
    {
        var huge = BigInteger.Pow(10, 2000);
        new Rational(huge + 1, 4 * huge).ToDouble().ShouldBe(0.25);
        new Rational(1, huge).ToDouble().ShouldBe(0);
    }
}
