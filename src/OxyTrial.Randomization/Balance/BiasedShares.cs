namespace OxyTrial.Randomization;

/// <summary>
/// The probabilities of a biased coin: the arms of least imbalance share p in proportion to their ratios, the others share 1 − p
/// in proportion to theirs; when all arms tie, the ratio decides. One list per set of best arms, made once.
/// </summary>
internal sealed class BiasedShares(AllocationRatio ratio, Rational probability)
{
    private readonly Dictionary<int, Rational[]> _sharesByBest = [];

    /// <summary>The probabilities, in arm order, when bit a of <paramref name="best"/> says that arm a is among the best.</summary>
    public Rational[] For(int best)
    {
        if (!_sharesByBest.TryGetValue(best, out var shares))
        {
            shares = SharesOf(best);
            _sharesByBest.Add(best, shares);
        }

        return shares;
    }

    private Rational[] SharesOf(int best)
    {
        bool IsBest(int arm) => (best & (1 << arm)) != 0;
        var arms = Enumerable.Range(0, ratio.Count);
        var bestSum = arms.Where(IsBest).Sum(arm => ratio[arm]);
        var otherSum = ratio.Sum - bestSum;
        return otherSum == 0
            ? [.. arms.Select(ratio.ShareOf)]
            : [.. arms.Select(arm => IsBest(arm)
                ? probability * new Rational(ratio[arm], bestSum)
                : (Rational.One - probability) * new Rational(ratio[arm], otherSum))];
    }
}
