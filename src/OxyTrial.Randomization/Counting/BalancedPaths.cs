using System.Numerics;

namespace OxyTrial.Randomization;

/// <summary>
/// How many sequences lead from given counts to a balanced end without the counts ever differing by more than the tolerance. Counts are
/// told apart up to the order of the arms, which changes no number. Counted backwards from the end, once.
/// </summary>
internal sealed class BalancedPaths
{
    private readonly Dictionary<CountKey, BigInteger> _paths = [];
    private readonly int _arms;
    private readonly int _tolerance;

    public BalancedPaths(int arms, int tolerance, int length)
    {
        (_arms, _tolerance) = (arms, tolerance);
        var layers = Layers(length);
        foreach (var end in layers[^1])
        {
            _paths[end] = end.Range == 0 ? BigInteger.One : BigInteger.Zero;
        }

        for (var layer = layers.Count - 2; layer >= 0; layer--)
        {
            foreach (var counts in layers[layer])
            {
                _paths[counts] = Following(counts).Aggregate(BigInteger.Zero, (sum, next) => sum + _paths[next]);
            }
        }
    }

    /// <summary>The sequences from these counts to the end; zero when the counts are out of bounds.</summary>
    public BigInteger From(ReadOnlySpan<int> counts) => _paths.GetValueOrDefault(CountKey.Sorted(counts));

    private List<HashSet<CountKey>> Layers(int length)
    {
        List<HashSet<CountKey>> layers = [[CountKey.Sorted(new int[_arms])]];
        for (var place = 0; place < length; place++)
        {
            layers.Add([.. layers[^1].SelectMany(Following)]);
        }

        return layers;
    }

    private IEnumerable<CountKey> Following(CountKey counts) =>
        Enumerable.Range(0, _arms).Select(counts.After).Where(next => next.Range <= _tolerance);
}
