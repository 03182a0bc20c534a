using System.Numerics;
using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Probabilities as whole numbers over 2⁶³, rounded down: 0 stays 0 and 1 stays 1, so what is certain stays certain. A draw of 63 bits
/// below the number is the event.
/// </summary>
internal static class Probability63
{
    public const ulong One = 1UL << 63;

    /// <summary>Digits behind the point of the fixed-point numbers that trials sum: sums of whole numbers have no order.</summary>
    public const int FractionBits = 24;

    public static ulong Of(Rational probability) => (ulong)((probability.Numerator << 63) / probability.Denominator);

    /// <summary>−1 when the event with this probability happens, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Happens(ref Generator generator, ulong probability) =>
        unchecked((long)((generator.Next() >> 1) - probability)) >> 63;

    /// <summary>Fixed-point probability of the likelier of two arms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LargerOf(ulong probability)
    {
        // ½ + |p − ½| without a branch: which arm is likelier cannot be predicted.
        var above = unchecked((long)(probability - (One / 2)));
        var sign = above >> 63;
        var larger = (One / 2) + (ulong)((above ^ sign) - sign);
        return (uint)((larger + (1UL << (62 - FractionBits))) >> (63 - FractionBits));
    }

    /// <summary>Whether one of two arms is certain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCertain(ulong probability) => unchecked(probability - 1) >= One - 1;

    /// <summary>The cumulated probabilities of all arms but the last, over 2⁶³.</summary>
    public static ulong[] Cumulated(ReadOnlySpan<Rational> probabilities)
    {
        var cumulated = new ulong[probabilities.Length - 1];
        var sum = Rational.Zero;
        for (var arm = 0; arm < cumulated.Length; arm++)
        {
            sum += probabilities[arm];
            cumulated[arm] = Of(sum);
        }

        return cumulated;
    }
}
