namespace OxyTrial.Randomization.Simulation;

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
    private readonly ulong _best;
    private readonly ulong _other;

    private SignSteps(BalanceTerms terms, long[] weights)
    {
        (_groups, _weights, _differences) = (terms.Groups, weights, new int[terms.GroupCount]);
        _signsOnly = terms.Metric == ImbalanceMetric.Range;
        _best = Probability63.Of(terms.Probability);
        _other = Probability63.Of(Rational.One - terms.Probability);
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

    public ulong Probability(int joint)
    {
        var groups = _groups.AsSpan(joint * _weights.Length, _weights.Length);
        var score = 0L;
        for (var term = 0; term < groups.Length; term++)
        {
            var difference = _differences[groups[term]];
            score += _weights[term] * (_signsOnly ? SignOf(difference) : difference);
        }

        return score < 0 ? _best : score > 0 ? _other : Probability63.One / 2;
    }

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

    private static int SignOf(int number) => (number >> 31) | (int)((uint)-number >> 31);
}
