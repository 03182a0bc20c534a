using System.Numerics;

namespace OxyTrial.Instruments;

/// <summary>
/// A score as an exact fraction: the sum of keyed responses over the number of answered items. Kept exact so that a score on the
/// cut-off is on the cut-off on every machine.
/// </summary>
/// <param name="Scale">Scale scored.</param>
/// <param name="Sum">Sum of the keyed responses given.</param>
/// <param name="Answered">Number of items answered, at least 1.</param>
/// <param name="Missing">Number of items of the scale not answered.</param>
public sealed record ScaleScore(string Scale, int Sum, int Answered, int Missing)
{
    /// <summary>
    /// The score to 4 decimal places for printing, halves to the even digit. A value that needs rounding at exactly half would
    /// need 32 or more answered items, so for the scales of this catalogue the direction of a half never matters.
    /// </summary>
    public decimal ToDecimal() => Math.Round((decimal)Sum / Answered, 4, MidpointRounding.ToEven);

    /// <summary>Compares the exact fraction with a decimal: negative, zero or positive as the score is below, at or above it.</summary>
    public int CompareTo(decimal value)
    {
        var (numerator, denominator) = AsFraction(value);
        return (Sum * denominator).CompareTo(numerator * Answered);
    }

    // A decimal is an integer of 96 bits over a power of ten; products of two would lose digits, big integers do not.
    private static (BigInteger Numerator, BigInteger Denominator) AsFraction(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return (bits[3] < 0 ? -magnitude : magnitude, BigInteger.Pow(10, value.Scale));
    }
}
