using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// D in whole numbers: with the ratio in lowest terms and m the least common multiple of its numbers, an arm's scaled count grows by
/// m/ratio with each of its patients, and D is the range of the scaled counts over m.
/// </summary>
internal sealed class ImbalanceUnit
{
    private const long LargestMultiple = 100_000_000_000;

    private ImbalanceUnit(long multiple, long[] steps) => (Multiple, Steps) = (multiple, steps);

    /// <summary>m: what a range of scaled counts is to be divided by to have D.</summary>
    public long Multiple { get; }

    /// <summary>By arm: m/ratio.</summary>
    public long[] Steps { get; }

    /// <summary>Null when m is above 10¹¹.</summary>
    public static ImbalanceUnit? Of(AllocationRatio ratio)
    {
        var divisor = ratio.Arms.Aggregate(BigInteger.Zero, (sofar, arm) => BigInteger.GreatestCommonDivisor(sofar, arm.Ratio));
        BigInteger[] reduced = [.. ratio.Arms.Select(arm => arm.Ratio / divisor)];
        var multiple = reduced.Aggregate(BigInteger.One, (sofar, number) => sofar * number / BigInteger.GreatestCommonDivisor(sofar, number));
        return multiple > LargestMultiple ? null : new ImbalanceUnit((long)multiple, [.. reduced.Select(number => (long)(multiple / number))]);
    }
}
