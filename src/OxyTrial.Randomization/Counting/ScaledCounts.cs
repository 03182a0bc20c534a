using System.Numerics;

namespace OxyTrial.Randomization;

/// <summary>
/// Counts made comparable between arms of different ratios, in whole numbers: m·count/ratio with m the least common multiple of the
/// ratio's numbers. Arms of equal ratio are compared by their counts.
/// </summary>
internal sealed class ScaledCounts
{
    private readonly BigInteger[] _factors;

    public ScaledCounts(AllocationRatio ratio)
    {
        Multiple = ratio.Arms.Aggregate(BigInteger.One, (sofar, arm) =>
            sofar * arm.Ratio / BigInteger.GreatestCommonDivisor(sofar, arm.Ratio));
        _factors = [.. ratio.Arms.Select(arm => Multiple / arm.Ratio)];
    }

    /// <summary>What a scaled count is to be divided by to have count/ratio.</summary>
    public BigInteger Multiple { get; }

    /// <summary>Bit a is set when arm a is among those of least count/ratio.</summary>
    public int ArmsOfLeast(ReadOnlySpan<int> counts)
    {
        var (least, arms) = (BigInteger.Zero, 0);
        for (var arm = 0; arm < counts.Length; arm++)
        {
            var scaled = counts[arm] * _factors[arm];
            var order = arms == 0 ? -1 : scaled.CompareTo(least);
            (least, arms) = order < 0 ? (scaled, 1 << arm) : order == 0 ? (least, arms | (1 << arm)) : (least, arms);
        }

        return arms;
    }

    /// <summary>The largest less the least scaled count: m times the range of count/ratio; with two arms at 1 : 1, |N_A − N_B|.</summary>
    public BigInteger Range(ReadOnlySpan<int> counts)
    {
        var (least, most) = (counts[0] * _factors[0], counts[0] * _factors[0]);
        for (var arm = 1; arm < counts.Length; arm++)
        {
            var scaled = counts[arm] * _factors[arm];
            (least, most) = (BigInteger.Min(least, scaled), BigInteger.Max(most, scaled));
        }

        return most - least;
    }
}
