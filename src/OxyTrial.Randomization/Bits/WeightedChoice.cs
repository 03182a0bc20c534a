using System.Numerics;

namespace OxyTrial.Randomization.Bits;

/// <summary>
/// Draws with exact probabilities: the probabilities are written over their least common denominator d, one uniform integer on
/// [0, d) is drawn, and the first index whose cumulated numerator exceeds it is the answer.
/// </summary>
public static class WeightedChoice
{
    /// <summary>An index of <paramref name="probabilities"/>, each with its probability; an index of probability zero never.</summary>
    /// <exception cref="ArgumentException">A probability is negative, or they do not sum to one.</exception>
    public static int Draw(IRandomBits bits, ReadOnlySpan<Rational> probabilities)
    {
        var denominator = LeastCommonDenominator(probabilities);
        Require(probabilities, denominator);
        var left = UniformInteger.Below(bits, denominator);
        var index = -1;
        while (left.Sign >= 0)
        {
            index++;
            left -= Scaled(probabilities[index], denominator);
        }

        return index;
    }

    /// <summary>True with probability <paramref name="probability"/> = a/b: whether a uniform integer on [0, b) is less than a.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not within [0, 1].</exception>
    public static bool Bernoulli(IRandomBits bits, Rational probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, Rational.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, Rational.One);
        return UniformInteger.Below(bits, probability.Denominator) < probability.Numerator;
    }

    private static BigInteger LeastCommonDenominator(ReadOnlySpan<Rational> probabilities)
    {
        var multiple = BigInteger.One;
        foreach (var probability in probabilities)
        {
            var denominator = probability.Denominator;
            multiple *= denominator / BigInteger.GreatestCommonDivisor(multiple, denominator);
        }

        return multiple;
    }

    private static BigInteger Scaled(Rational probability, BigInteger denominator) =>
        probability.Numerator * (denominator / probability.Denominator);

    private static void Require(ReadOnlySpan<Rational> probabilities, BigInteger denominator)
    {
        var sum = BigInteger.Zero;
        foreach (var probability in probabilities)
        {
            if (probability.Sign < 0)
            {
                throw new ArgumentException($"A probability is {probability}.", nameof(probabilities));
            }

            sum += Scaled(probability, denominator);
        }

        if (sum != denominator)
        {
            throw new ArgumentException($"The probabilities sum to {new Rational(sum, denominator)}, not to 1.", nameof(probabilities));
        }
    }
}
