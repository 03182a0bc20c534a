using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Minimization and Hu and Hu's procedure with any arms and ratio: the scores of <see cref="CovariateAdaptiveState"/> in numbers of fixed
/// width. With m the least common multiple of the ratio's numbers, y_a = m·count_a/ratio_a is whole; the score of an arm is Σ w·G(y)
/// after a hypothetical assignment, G the range or the sum over pairs of (y_a − y_b)², to which the variance is proportional.
/// </summary>
internal readonly struct ScoreSteps<TScore> : IManyArmSteps
    where TScore : struct, IBinaryInteger<TScore>
{
    private readonly int[] _groups;
    private readonly TScore[] _scaled;
    private readonly TScore[] _steps;
    private readonly TScore[] _weights;
    private readonly TScore[] _scores;
    private readonly bool _range;
    private readonly BiasedShares _shares;
    private readonly Dictionary<int, ulong[]> _cumulatedByBest = [];

    private ScoreSteps(BalanceTerms terms, AllocationRatio ratio, TScore[] steps)
    {
        (_groups, _steps, _scaled) = (terms.Groups, steps, new TScore[terms.GroupCount * steps.Length]);
        _weights = [.. terms.Weights.Select(TScore.CreateChecked)];
        _scores = new TScore[steps.Length];
        _range = terms.Metric == ImbalanceMetric.Range;
        _shares = new BiasedShares(ratio, terms.Probability);
    }

    /// <summary>Null when a score over this many patients might not fit.</summary>
    public static ScoreSteps<TScore>? Of(BalanceTerms terms, AllocationRatio ratio, int patients, TScore most)
    {
        var multiple = new ScaledCounts(ratio).Multiple;
        var largest = multiple * (patients + 1);
        var metric = terms.Metric == ImbalanceMetric.Range ? largest : largest * largest * ratio.Count * ratio.Count;
        return terms.Weights.Aggregate((left, right) => left + right) * metric > BigInteger.CreateChecked(most)
            ? null
            : new ScoreSteps<TScore>(terms, ratio, [.. ratio.Arms.Select(arm => TScore.CreateChecked(multiple / arm.Ratio))]);
    }

    public void Begin()
    {
    }

    public ReadOnlySpan<ulong> Cumulated(int joint)
    {
        var best = BestArms(joint);
        if (!_cumulatedByBest.TryGetValue(best, out var cumulated))
        {
            cumulated = Probability63.Cumulated(_shares.For(best));
            _cumulatedByBest.Add(best, cumulated);
        }

        return cumulated;
    }

    public void Add(int joint, int arm)
    {
        foreach (var group in GroupsOf(joint))
        {
            _scaled[(group * _steps.Length) + arm] += _steps[arm];
        }
    }

    public void Forget(int joint)
    {
        foreach (var group in GroupsOf(joint))
        {
            _scaled.AsSpan(group * _steps.Length, _steps.Length).Clear();
        }
    }

    private int BestArms(int joint)
    {
        Array.Clear(_scores);
        var groups = GroupsOf(joint);
        for (var term = 0; term < groups.Length; term++)
        {
            var scaled = _scaled.AsSpan(groups[term] * _steps.Length, _steps.Length);
            for (var arm = 0; arm < scaled.Length; arm++)
            {
                scaled[arm] += _steps[arm];
                _scores[arm] += _weights[term] * (_range ? Range(scaled) : PairwiseSquares(scaled));
                scaled[arm] -= _steps[arm];
            }
        }

        var (least, best) = (_scores[0], 1);
        for (var arm = 1; arm < _scores.Length; arm++)
        {
            (least, best) = _scores[arm] < least ? (_scores[arm], 1 << arm)
                : _scores[arm] == least ? (least, best | (1 << arm))
                : (least, best);
        }

        return best;
    }

    private static TScore Range(ReadOnlySpan<TScore> scaled)
    {
        var (least, most) = (scaled[0], scaled[0]);
        for (var arm = 1; arm < scaled.Length; arm++)
        {
            (least, most) = (TScore.Min(least, scaled[arm]), TScore.Max(most, scaled[arm]));
        }

        return most - least;
    }

    private static TScore PairwiseSquares(ReadOnlySpan<TScore> scaled)
    {
        var sum = TScore.Zero;
        for (var arm = 1; arm < scaled.Length; arm++)
        {
            for (var other = 0; other < arm; other++)
            {
                var difference = scaled[arm] - scaled[other];
                sum += difference * difference;
            }
        }

        return sum;
    }

    private Span<int> GroupsOf(int joint) => _groups.AsSpan(joint * _weights.Length, _weights.Length);
}
