namespace OxyTrial.Randomization;

/// <summary>
/// One weighted group of earlier participants a newcomer is balanced against: everybody, those who share one level (a margin), or
/// those who share all levels (the stratum). It keeps the counts per arm of each such group.
/// </summary>
internal abstract class BalanceTerm(Rational weight, int arms)
{
    public Rational Weight { get; } = weight;

    /// <summary>The counts per arm of the group the participant belongs to.</summary>
    public abstract int[] CountsFor(Profile profile);

    protected int[] NoCounts() => new int[arms];
}

/// <summary>Everybody.</summary>
internal sealed class OverallTerm : BalanceTerm
{
    private readonly int[] _counts;

    public OverallTerm(Rational weight, int arms)
        : base(weight, arms) => _counts = NoCounts();

    public override int[] CountsFor(Profile profile) => _counts;
}

/// <summary>Those who share the level of one factor.</summary>
internal sealed class MarginTerm : BalanceTerm
{
    private readonly int _factor;
    private readonly int[][] _counts;

    public MarginTerm(Rational weight, int arms, int factor, int levels)
        : base(weight, arms)
    {
        _factor = factor;
        _counts = [.. Enumerable.Range(0, levels).Select(_ => NoCounts())];
    }

    public override int[] CountsFor(Profile profile) => _counts[profile[_factor]];
}

/// <summary>Those who share all levels; only strata that have somebody take memory.</summary>
internal sealed class StratumTerm(Rational weight, int arms) : BalanceTerm(weight, arms)
{
    private readonly Dictionary<Profile, int[]> _counts = [];

    public override int[] CountsFor(Profile profile)
    {
        if (!_counts.TryGetValue(profile, out var counts))
        {
            counts = NoCounts();
            _counts.Add(profile, counts);
        }

        return counts;
    }
}
