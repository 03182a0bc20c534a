using System.Numerics;

namespace OxyTrial.Randomization;

/// <summary>
/// A metric for one allocation ratio, in whole numbers: with m the least common multiple of the ratio's numbers, y_a = m·x_a is
/// whole, and each metric is a whole number of y over a constant divisor. So arms are compared without a single fraction.
/// </summary>
internal sealed class BalanceScale
{
    private readonly ImbalanceMetric _metric;
    private readonly Int128[] _factors;

    public BalanceScale(ImbalanceMetric metric, AllocationRatio ratio)
    {
        _metric = metric;
        var multiple = ratio.Arms.Aggregate(BigInteger.One, (sofar, arm) =>
            sofar * arm.Ratio / BigInteger.GreatestCommonDivisor(sofar, arm.Ratio));
        _factors = [.. ratio.Arms.Select(arm => (Int128)(multiple / arm.Ratio))];
        Divisor = metric switch
        {
            ImbalanceMetric.Range => multiple,
            ImbalanceMetric.Variance => multiple * multiple * ratio.Count * (ratio.Count - 1),
            _ => multiple * multiple,
        };
    }

    /// <summary>What the answers of <see cref="Score"/> are to be divided by.</summary>
    public BigInteger Divisor { get; }

    /// <summary>The metric of these counts after one more participant in <paramref name="arm"/>, times the divisor.</summary>
    public BigInteger Score(ReadOnlySpan<int> counts, int arm) => _metric == ImbalanceMetric.Range
        ? Range(counts, arm)
        : PairwiseSquares(counts, arm);

    private BigInteger Range(ReadOnlySpan<int> counts, int arm)
    {
        var (least, most) = (Int128.MaxValue, Int128.MinValue);
        for (var other = 0; other < counts.Length; other++)
        {
            var scaled = Scaled(counts, other, arm);
            least = Int128.Min(least, scaled);
            most = Int128.Max(most, scaled);
        }

        return most - least;
    }

    // The sum over pairs of (y_a − y_b)² is also k(k − 1) times the sample variance of k numbers.
    private BigInteger PairwiseSquares(ReadOnlySpan<int> counts, int arm)
    {
        var sum = BigInteger.Zero;
        for (var a = 0; a < counts.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                BigInteger difference = Scaled(counts, a, arm) - Scaled(counts, b, arm);
                sum += difference * difference;
            }
        }

        return sum;
    }

    private Int128 Scaled(ReadOnlySpan<int> counts, int other, int arm) =>
        checked((counts[other] + (other == arm ? 1 : 0)) * _factors[other]);
}
