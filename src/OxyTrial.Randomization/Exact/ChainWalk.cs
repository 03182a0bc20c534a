using System.Numerics;
using System.Runtime.InteropServices;

namespace OxyTrial.Randomization.Exact;

/// <summary>
/// Dynamic programming over a chain, one participant after the other. A layer holds, by state and by the largest D so far, a whole
/// number over the layer's common denominator, divided by the state's scale: so the inner loop multiplies and adds, and never reduces a
/// fraction.
/// </summary>
internal sealed class ChainWalk<TState>
    where TState : IEquatable<TState>
{
    private readonly ArmChain<TState> _chain;
    private readonly ScaledCounts _scaled;
    private readonly long _mostEntries;
    private Dictionary<TState, Dictionary<int, BigInteger>> _layer = [];
    private BigInteger _denominator;
    private long _entries;

    public ChainWalk(ArmChain<TState> chain, long mostEntries)
    {
        (_chain, _mostEntries) = (chain, mostEntries);
        _scaled = new ScaledCounts(chain.Ratio);
        (TState State, Rational Probability)[] start = [.. chain.Start];
        var divided = start.Select(entry => (entry.State, Weight: entry.Probability / chain.ScaleOf(entry.State))).ToArray();
        _denominator = Rational.LeastCommonDenominator(divided.Select(entry => entry.Weight));
        foreach (var (state, weight) in divided)
        {
            _layer[state] = new() { [0] = weight.Numerator * (_denominator / weight.Denominator) };
        }
    }

    public Rational CorrectGuesses { get; private set; }

    public Rational CertainAllocations { get; private set; }

    public MovedRatio? MovedRatio { get; private set; }

    /// <summary>Goes on by this many participants; false when that takes more entries than allowed.</summary>
    public bool TryWalk(int participants)
    {
        for (var place = 1; place <= participants; place++)
        {
            if (!TryStep(place))
            {
                return false;
            }
        }

        return true;
    }

    public Rational ExpectedSquaredImbalance()
    {
        var sum = BigInteger.Zero;
        foreach (var (state, byMaximum) in _layer)
        {
            var range = _scaled.Range(_chain.CountsOf(state));
            sum += range * range * Total(byMaximum) * _chain.ScaleOf(state);
        }

        return new Rational(sum, _denominator * _scaled.Multiple * _scaled.Multiple);
    }

    public IReadOnlyList<(Rational Imbalance, Rational Probability)> MaximumImbalance()
    {
        var sums = new SortedDictionary<int, BigInteger>();
        foreach (var (state, byMaximum) in _layer)
        {
            var scale = _chain.ScaleOf(state);
            foreach (var (maximum, weight) in byMaximum)
            {
                sums[maximum] = sums.GetValueOrDefault(maximum) + (weight * scale);
            }
        }

        return [.. sums.Select(sum => (new Rational(sum.Key, _scaled.Multiple), new Rational(sum.Value, _denominator)))];
    }

    private bool TryStep(int place)
    {
        var moves = new ScaledMoves<TState>(_chain, _layer.Keys);
        var next = new Dictionary<TState, Dictionary<int, BigInteger>>(_layer.Count * 2);
        var sums = new StepSums(_chain.Ratio);
        foreach (var (state, scale, ways, numerators) in moves.Steps)
        {
            var weights = _layer[state];
            var weight = Total(weights);
            sums.Certain += _chain.IsCertain(state, ways) ? Scaled(weight, scale) : BigInteger.Zero;
            var lagging = _scaled.ArmsOfLeast(_chain.CountsOf(state));
            for (var way = 0; way < numerators.Length; way++)
            {
                sums.Add(ways[way].Arm, lagging, Scaled(weight * numerators[way], _chain.ScaleOf(ways[way].Next)));
                Spread(weights, numerators[way], ways[way].Next, next);
            }

            _entries += weights.Count;
            if (_entries > _mostEntries)
            {
                return false;
            }
        }

        CertainAllocations += new Rational(sums.Certain, _denominator);
        _denominator *= moves.Multiple;
        CorrectGuesses += sums.CorrectGuesses(_denominator);
        MovedRatio ??= sums.MovedRatio(place, _denominator);
        _layer = next;
        return true;
    }

    private void Spread(
        Dictionary<int, BigInteger> weights, BigInteger numerator, TState state, Dictionary<TState, Dictionary<int, BigInteger>> next)
    {
        ref var target = ref CollectionsMarshal.GetValueRefOrAddDefault(next, state, out _);
        target ??= [];
        var imbalance = (int)_scaled.Range(_chain.CountsOf(state));
        foreach (var (maximum, weight) in weights)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(target, Math.Max(maximum, imbalance), out _) += weight * numerator;
        }
    }

    // A product with one copies hundreds of digits.
    private static BigInteger Scaled(BigInteger weight, BigInteger scale) => scale.IsOne ? weight : weight * scale;

    private static BigInteger Total(Dictionary<int, BigInteger> byMaximum)
    {
        var sum = BigInteger.Zero;
        foreach (var weight in byMaximum.Values)
        {
            sum += weight;
        }

        return sum;
    }
}
