using System.Globalization;
using System.Numerics;

namespace OxyTrial.Randomization;

/// <summary>
/// An exact fraction, always reduced, with a positive denominator; <c>default</c> is zero. Imbalances and probabilities are
/// fractions because a tie decides an allocation, and a tie of floating-point numbers depends on the order of the additions.
/// </summary>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private const int LongestText = 200;
    private readonly BigInteger _denominatorLessOne;

    /// <summary>The fraction <paramref name="numerator"/>/<paramref name="denominator"/>, reduced.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            throw new DivideByZeroException("A fraction's denominator is never zero.");
        }

        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        divisor = denominator.Sign < 0 ? -divisor : divisor;
        Numerator = numerator / divisor;
        _denominatorLessOne = (denominator / divisor) - BigInteger.One;
    }

    /// <summary>Zero.</summary>
    public static Rational Zero => default;

    /// <summary>One.</summary>
    public static Rational One { get; } = new(1, 1);

    /// <summary>The numerator of the reduced fraction; carries the sign.</summary>
    public BigInteger Numerator { get; }

    /// <summary>The denominator of the reduced fraction, at least one.</summary>
    public BigInteger Denominator => _denominatorLessOne + BigInteger.One;

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => Numerator.Sign;

    /// <summary>A whole number as a fraction.</summary>
    public static implicit operator Rational(int value) => new(value, BigInteger.One);

    /// <summary>A whole number as a fraction.</summary>
    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One);

    /// <summary>A whole number as a fraction.</summary>
    public static Rational FromInt32(int value) => value;

    /// <summary>A whole number as a fraction.</summary>
    public static Rational FromBigInteger(BigInteger value) => value;

    /// <summary>Sum.</summary>
    public static Rational operator +(Rational left, Rational right) =>
        new((left.Numerator * right.Denominator) + (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    /// <summary>Difference.</summary>
    public static Rational operator -(Rational left, Rational right) => left + -right;

    /// <summary>The negative.</summary>
    public static Rational operator -(Rational value) => new(-value.Numerator, value.Denominator);

    /// <summary>Product.</summary>
    public static Rational operator *(Rational left, Rational right) =>
        new(left.Numerator * right.Numerator, left.Denominator * right.Denominator);

    /// <summary>Quotient.</summary>
    /// <exception cref="DivideByZeroException"><paramref name="right"/> is zero.</exception>
    public static Rational operator /(Rational left, Rational right) =>
        new(left.Numerator * right.Denominator, left.Denominator * right.Numerator);

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(Rational left, Rational right) => left.Equals(right);

    /// <summary>Whether they are different numbers.</summary>
    public static bool operator !=(Rational left, Rational right) => !left.Equals(right);

    /// <summary>Less than.</summary>
    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    /// <summary>Less than or equal.</summary>
    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    /// <summary>Greater than.</summary>
    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    /// <summary>Greater than or equal.</summary>
    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;

    /// <summary>Sum.</summary>
    public static Rational Add(Rational left, Rational right) => left + right;

    /// <summary>Difference.</summary>
    public static Rational Subtract(Rational left, Rational right) => left - right;

    /// <summary>Product.</summary>
    public static Rational Multiply(Rational left, Rational right) => left * right;

    /// <summary>Quotient.</summary>
    public static Rational Divide(Rational left, Rational right) => left / right;

    /// <summary>The negative.</summary>
    public static Rational Negate(Rational value) => -value;

    /// <summary>
    /// Reads "4/5", "0.8" or "3" exactly, with an optional leading minus. No spaces, no exponent, no plus, digits on both sides
    /// of the point or bar, at most 200 characters.
    /// </summary>
    public static bool TryParse(string? text, out Rational value)
    {
        value = default;
        if (string.IsNullOrEmpty(text) || text.Length > LongestText)
        {
            return false;
        }

        var bar = text.IndexOf('/', StringComparison.Ordinal);
        if (bar >= 0)
        {
            return TryFraction(text.AsSpan(0, bar), text.AsSpan(bar + 1), out value);
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? TryFraction(text, "1", out value)
            : TryDecimal(text.AsSpan(0, point), text.AsSpan(point + 1), out value);
    }

    /// <summary>As <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">The text is not a fraction.</exception>
    public static Rational Parse(string text) => TryParse(text, out var value)
        ? value
        : throw new FormatException($"\"{text}\" is not a fraction such as 4/5, a decimal such as 0.8 or a whole number.");

    /// <summary>The least common multiple of the denominators; one when there is no fraction.</summary>
    public static BigInteger LeastCommonDenominator(IEnumerable<Rational> fractions) => fractions.Select(fraction => fraction.Denominator).Distinct()
        .Aggregate(BigInteger.One, (multiple, denominator) => multiple / BigInteger.GreatestCommonDivisor(multiple, denominator) * denominator);

    /// <inheritdoc/>
    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <inheritdoc/>
    public bool Equals(Rational other) =>
        Numerator.Equals(other.Numerator) && _denominatorLessOne.Equals(other._denominatorLessOne);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, _denominatorLessOne);

    /// <summary>"p/q", or "n" for a whole number.</summary>
    public override string ToString() => _denominatorLessOne.IsZero
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    private static bool TryFraction(ReadOnlySpan<char> above, ReadOnlySpan<char> below, out Rational value)
    {
        value = default;
        if (!TrySigned(above, out var numerator) || !TryDigits(below, out var denominator) || denominator.IsZero)
        {
            return false;
        }

        value = new Rational(numerator, denominator);
        return true;
    }

    private static bool TryDecimal(ReadOnlySpan<char> whole, ReadOnlySpan<char> places, out Rational value)
    {
        value = default;
        if (!TrySigned(whole, out _) || !TryDigits(places, out _))
        {
            return false;
        }

        _ = TrySigned(string.Concat(whole, places), out var unscaled);
        value = new Rational(unscaled, BigInteger.Pow(10, places.Length));
        return true;
    }

    private static bool TrySigned(ReadOnlySpan<char> text, out BigInteger value)
    {
        var negative = text.StartsWith("-");
        var read = TryDigits(negative ? text[1..] : text, out value);
        value = negative ? -value : value;
        return read;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out BigInteger value) =>
        BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
