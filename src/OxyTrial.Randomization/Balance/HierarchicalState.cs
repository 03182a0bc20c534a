namespace OxyTrial.Randomization;

/// <summary>Running state of dynamic hierarchical balancing: the counts of each level's groups.</summary>
internal sealed class HierarchicalState : IProcedureState
{
    private readonly (BalanceLevel Level, BalanceTerm Term, BiasedShares Shares)[] _levels;
    private readonly Rational[] _coin;
    private readonly ScaledCounts _scaled;
    private readonly RangeOfCounts _range;

    public HierarchicalState(AllocationRatio ratio, IReadOnlyList<(BalanceLevel Level, BalanceTerm Term)> levels)
    {
        _levels = [.. levels.Select(level => (level.Level, level.Term, new BiasedShares(ratio, level.Level.Probability)))];
        _coin = [.. Enumerable.Range(0, ratio.Count).Select(ratio.ShareOf)];
        _scaled = new ScaledCounts(ratio);
        _range = new RangeOfCounts(ratio);
    }

    public ProcedureAnswer Next(Profile profile) => _range.Answer(Probabilities(profile));

    public ReadOnlySpan<Rational> Probabilities(Profile profile)
    {
        foreach (var (level, term, shares) in _levels)
        {
            var counts = term.CountsFor(profile);
            if (_scaled.Range(counts) >= level.Threshold * _scaled.Multiple)
            {
                return shares.For(_scaled.ArmsOfLeast(counts));
            }
        }

        return _coin;
    }

    public bool TryAdd(Profile profile, int arm)
    {
        if (Probabilities(profile)[arm].Sign == 0)
        {
            return false;
        }

        foreach (var (_, term, _) in _levels)
        {
            term.CountsFor(profile)[arm]++;
        }

        _range.Add(arm);
        return true;
    }
}
