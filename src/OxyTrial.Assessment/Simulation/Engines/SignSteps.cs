using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Minimization and Hu and Hu's procedure with two arms 1 : 1. Only the sign of imbalance(first) − imbalance(second) matters, and with d
/// the difference of a group's counts so far it is that of Σ w·f(d): squared sums differ by (d + 1)² − (d − 1)² = 4d, variances by half
/// of it, ranges by |d + 1| − |d − 1| = 2·sign(d). So f is d, or its sign, and the constants, the same for all terms, drop out.
/// </summary>
internal readonly struct SignSteps : ITwoArmSteps
{
    private readonly int[] _groups;
    private readonly int[] _differences;
    private readonly long[] _weights;
    private readonly bool _signsOnly;

    // By the sign of the score, from −1: the first arm is better, neither is, the second is.
    private readonly ulong[] _bySign;

    private SignSteps(BalanceTerms terms, long[] weights)
    {
        (_groups, _weights, _differences) = (terms.Groups, weights, new int[terms.GroupCount]);
        _signsOnly = terms.Metric == ImbalanceMetric.Range;
        _bySign = [Probability63.Of(terms.Probability), Probability63.One / 2, Probability63.Of(Rational.One - terms.Probability)];
    }

    /// <summary>Null when a weighted sum over this many patients might not fit in 64 bits.</summary>
    public static SignSteps? Of(BalanceTerms terms, int patients)
    {
        var largest = terms.Weights.Aggregate((left, right) => left + right) * patients;
        return largest > long.MaxValue / 2 ? null : new SignSteps(terms, [.. terms.Weights.Select(weight => (long)weight)]);
    }

    public void Begin()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Probability(int joint)
    {
        var (weights, differences) = (_weights, _differences);
        var groups = _groups.AsSpan(joint * weights.Length, weights.Length);
        var score = 0L;
        if (_signsOnly)
        {
            for (var term = 0; term < groups.Length; term++)
            {
                score += weights[term] * SignOf(differences[groups[term]]);
            }
        }
        else
        {
            for (var term = 0; term < groups.Length; term++)
            {
                score += weights[term] * differences[groups[term]];
            }
        }

        return _bySign[1 + SignOf(score)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int joint, long first)
    {
        var step = (int)(-1 - (2 * first));
        foreach (var group in _groups.AsSpan(joint * _weights.Length, _weights.Length))
        {
            _differences[group] += step;
        }
    }

    public void Forget(int joint)
    {
        foreach (var group in _groups.AsSpan(joint * _weights.Length, _weights.Length))
        {
            _differences[group] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SignOf(long number) => (int)((number >> 63) | (long)((ulong)-number >> 63));
}
