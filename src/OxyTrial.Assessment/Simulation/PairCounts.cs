using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>How often each pair of final counts occurred, for every pair of arms.</summary>
internal sealed class PairCounts
{
    private readonly int _arms;
    private readonly long _radix;
    private readonly Histogram[] _pairs;

    public PairCounts(int arms, int patients)
    {
        (_arms, _radix) = (arms, patients + 1L);
        _pairs = Tally.NewHistograms(arms * (arms - 1) / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<int> arms)
    {
        // Of two arms one count tells the other.
        if (arms.Length == 2)
        {
            _pairs[0].Add(arms[0]);
            return;
        }

        var pair = 0;
        for (var first = 0; first < arms.Length; first++)
        {
            for (var second = first + 1; second < arms.Length; second++)
            {
                _pairs[pair++].Add((arms[first] * _radix) + arms[second]);
            }
        }
    }

    public void Add(PairCounts other)
    {
        for (var pair = 0; pair < _pairs.Length; pair++)
        {
            _pairs[pair].Add(other._pairs[pair]);
        }
    }

    /// <summary>The pairs of arms in order, each with its final counts and how often they occurred.</summary>
    public IEnumerable<(int First, int Second, IReadOnlyList<(int First, int Second, long Times)> Counts)> Pairs()
    {
        var pair = 0;
        for (var first = 0; first < _arms; first++)
        {
            for (var second = first + 1; second < _arms; second++)
            {
                yield return (first, second, [.. _pairs[pair++].Entries().Select(entry => _arms == 2
                    ? ((int)entry.Value, (int)(_radix - 1 - entry.Value), entry.Times)
                    : ((int)(entry.Value / _radix), (int)(entry.Value % _radix), entry.Times))]);
            }
        }
    }
}
