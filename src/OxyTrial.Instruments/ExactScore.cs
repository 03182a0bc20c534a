using System.Collections.Immutable;
using System.Numerics;

namespace OxyTrial.Instruments;

/// <summary>
/// A score as an exact fraction, so that a score on the cut-off is on the cut-off on every machine: a scale's own score, or the mean
/// of one dimension over several targets.
/// </summary>
public sealed record ExactScore
{
    private readonly BigInteger numerator;
    private readonly BigInteger denominator;

    private ExactScore(BigInteger numerator, BigInteger denominator)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        (this.numerator, this.denominator) = (numerator / common, denominator / common);
    }

    /// <summary>A sum of keyed responses over the number answered.</summary>
    /// <param name="sum">Sum.</param>
    /// <param name="answered">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Nothing was answered.</exception>
    public static ExactScore Of(int sum, int answered)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(answered, 1);
        return new ExactScore(sum, answered);
    }

    /// <summary>A decimal, exactly.</summary>
    public static ExactScore Of(decimal value)
    {
        // A decimal is an integer of 96 bits over a power of ten; products of two would lose digits, big integers do not.
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return new ExactScore(bits[3] < 0 ? -magnitude : magnitude, BigInteger.Pow(10, value.Scale));
    }

    /// <summary>The mean of one or more scores, each with the same weight.</summary>
    /// <exception cref="ArgumentException">There is no score.</exception>
    public static ExactScore Mean(IReadOnlyCollection<ExactScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0)
        {
            throw new ArgumentException("A mean of no scores.", nameof(scores));
        }

        var total = scores.Aggregate((sum, score) => sum.Plus(score));
        return new ExactScore(total.numerator, total.denominator * scores.Count);
    }

    /// <summary>The score a factor's level is read off: the scale's, or the mean of the scale over the targets.</summary>
    /// <param name="scores">Scores of one filled-in questionnaire.</param>
    /// <param name="dimension">Dimension, e.g. <c>anxiety</c>.</param>
    /// <param name="targets">Targets; empty for a questionnaire without any.</param>
    /// <returns>Null when a scale needed has no score.</returns>
    public static ExactScore? On(IReadOnlyCollection<ScaleScore> scores, string dimension, ImmutableArray<string> targets)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var names = targets.IsDefaultOrEmpty ? [dimension] : targets.Select(target => Scale.NameOf(dimension, target)).ToArray();
        var found = names.Select(name => scores.FirstOrDefault(score => score.Scale == name)?.Value).OfType<ExactScore>().ToArray();
        return found.Length == names.Length ? Mean(found) : null;
    }

    /// <summary>Numerator and positive denominator in lowest terms, as decimal digits: for a script that computes with the same fractions.</summary>
    public (string Numerator, string Denominator) Digits => (numerator.ToString(Invariant), denominator.ToString(Invariant));

    /// <summary>Negative, zero or positive as the score is below, at or above the other.</summary>
    public int CompareTo(ExactScore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (numerator * other.denominator).CompareTo(other.numerator * denominator);
    }

    /// <summary>The square of the difference.</summary>
    public ExactScore SquaredDistanceTo(ExactScore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var difference = (numerator * other.denominator) - (other.numerator * denominator);
        return new ExactScore(difference * difference, denominator * denominator * other.denominator * other.denominator);
    }

    /// <summary>The score to 4 decimal places for printing, halves to the even digit.</summary>
    public decimal ToDecimal()
    {
        var (quotient, rest) = BigInteger.DivRem(BigInteger.Abs(numerator) * 10_000, denominator);
        var half = (2 * rest).CompareTo(denominator);
        var rounded = half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
        return (decimal)(numerator.Sign * rounded) / 10_000;
    }

    private static IFormatProvider Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private ExactScore Plus(ExactScore other) => new((numerator * other.denominator) + (other.numerator * denominator), denominator * other.denominator);
}
