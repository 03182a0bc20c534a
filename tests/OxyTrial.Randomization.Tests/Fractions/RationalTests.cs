using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;

namespace OxyTrial.Randomization.Tests.Fractions;

public class RationalTests
{
    [Theory]
    [InlineData("4/5", "4/5")]
    [InlineData("8/10", "4/5")]
    [InlineData("0.8", "4/5")]
    [InlineData("0.80", "4/5")]
    [InlineData("3", "3")]
    [InlineData("6/2", "3")]
    [InlineData("0", "0")]
    [InlineData("-0.25", "-1/4")]
    [InlineData("-1/2", "-1/2")]
    [InlineData("0.1", "1/10")]
    public void A_fraction_a_decimal_and_a_whole_number_are_read_exactly(string text, string reduced) =>
        Rational.Parse(text).ToString().ShouldBe(reduced);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1/0")]
    [InlineData("1/-2")]
    [InlineData("1/2/3")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1e3")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("x")]
    public void Anything_else_is_no_fraction(string? text)
    {
        Rational.TryParse(text, out var value).ShouldBeFalse();
        value.ShouldBe(Rational.Zero);
        Should.Throw<FormatException>(() => Rational.Parse(text!));
    }

    [Fact]
    public void A_text_of_unreasonable_length_is_no_fraction() =>
        Rational.TryParse(new string('1', 201), out _).ShouldBeFalse();

    [Fact]
    public void The_default_is_zero()
    {
        default(Rational).ShouldBe(Rational.Zero);
        default(Rational).ToString().ShouldBe("0");
        default(Rational).Denominator.ShouldBe(BigInteger.One);
        (default(Rational) + Rational.One).ShouldBe(Rational.One);
        Rational.Zero.GetHashCode().ShouldBe(new Rational(0, 7).GetHashCode());
    }

    [Fact]
    public void A_denominator_is_never_zero()
    {
        Should.Throw<DivideByZeroException>(() => new Rational(1, 0));
        Should.Throw<DivideByZeroException>(() => Rational.One / Rational.Zero);
    }

    [Fact]
    public void Fractions_obey_the_laws_of_a_field() => Prop.ForAll<int, int, int>((a, b, c) =>
    {
        var (x, y, z) = (new Rational(a, 7), new Rational(b, 12), new Rational(c, 5));
        return (x + y) + z == x + (y + z) && x * (y + z) == (x * y) + (x * z) && x + y == y + x && x - x == Rational.Zero
            && (y.Sign == 0 || x / y * y == x) && -(-x) == x;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_fraction_reads_back_from_its_text() => Prop.ForAll<int, int>((a, b) =>
        b == 0 || Rational.Parse(new Rational(a, b).ToString()) == new Rational(a, b)).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_agrees_with_the_sign_of_the_difference() => Prop.ForAll<int, int>((a, b) =>
    {
        var (x, y) = (new Rational(a, 9), new Rational(b, -4));
        return (x < y) == ((x - y).Sign < 0) && (x <= y) == ((x - y).Sign <= 0) && (x > y) == (y < x) && (x >= y) == (y <= x)
            && (x != y) == ((x - y).Sign != 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_named_operations_are_the_operators()
    {
        var (x, y) = (new Rational(1, 2), new Rational(1, 3));
        Rational.Add(x, y).ToString().ShouldBe("5/6");
        Rational.Subtract(x, y).ToString().ShouldBe("1/6");
        Rational.Multiply(x, y).ToString().ShouldBe("1/6");
        Rational.Divide(x, y).ToString().ShouldBe("3/2");
        Rational.Negate(x).ToString().ShouldBe("-1/2");
        Rational.FromInt32(2).ShouldBe(Rational.FromBigInteger(2));
        x.Equals((object)y).ShouldBeFalse();
        x.Equals("1/2").ShouldBeFalse();
    }
}
