using System.Numerics;
using System.Runtime.InteropServices;

namespace OxyTrial.Randomization.Exact;

/// <summary>
/// Dynamic programming over a chain, one participant after the other. A layer holds, by state and by the largest D so far, a whole
/// number over the layer's common denominator: so the inner loop multiplies and adds, and never reduces a fraction.
/// </summary>
internal sealed class ChainWalk<TState>
    where TState : IEquatable<TState>
{
    // Denominators up to this size stay in the layer's; larger ones (the maximal procedure's counts of paths) are reduced again.
    private const int BitsNeverReduced = 32;

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
        _denominator = Rational.LeastCommonDenominator(start.Select(entry => entry.Probability));
        foreach (var (state, probability) in start)
        {
            _layer[state] = new() { [0] = probability.Numerator * (_denominator / probability.Denominator) };
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
            sum += range * range * Total(byMaximum);
        }

        return new Rational(sum, _denominator * _scaled.Multiple * _scaled.Multiple);
    }

    public IReadOnlyList<(Rational Imbalance, Rational Probability)> MaximumImbalance()
    {
        var sums = new SortedDictionary<int, BigInteger>();
        foreach (var (maximum, weight) in _layer.Values.SelectMany(byMaximum => byMaximum))
        {
            sums[maximum] = sums.GetValueOrDefault(maximum) + weight;
        }

        return [.. sums.Select(sum => (new Rational(sum.Key, _scaled.Multiple), new Rational(sum.Value, _denominator)))];
    }

    private bool TryStep(int place)
    {
        var steps = _layer.Select(entry => new Step(entry.Key, entry.Value, _chain.MovesOf(entry.Key))).ToList();
        var multiple = Rational.LeastCommonDenominator(steps.SelectMany(step => step.Moves.Select(move => move.Probability)));
        var next = new Dictionary<TState, Dictionary<int, BigInteger>>(_layer.Count * 2);
        var sums = new StepSums(_chain.Ratio);
        foreach (var step in steps)
        {
            var numerators = step.Moves.Select(move => move.Probability.Numerator * (multiple / move.Probability.Denominator)).ToArray();
            Sum(step, numerators, sums);
            for (var move = 0; move < numerators.Length; move++)
            {
                Spread(step.Weights, numerators[move], step.Moves[move].Next, next);
            }

            _entries += step.Weights.Count;
            if (_entries > _mostEntries)
            {
                return false;
            }
        }

        CertainAllocations += new Rational(sums.Certain, _denominator);
        _denominator *= multiple;
        CorrectGuesses += sums.CorrectGuesses(_denominator);
        MovedRatio ??= sums.MovedRatio(place, _denominator);
        _layer = next;
        ReduceWhenLarge(multiple);
        return true;
    }

    private void Sum(Step step, BigInteger[] numerators, StepSums sums)
    {
        var weight = Total(step.Weights);
        sums.Certain += _chain.IsCertain(step.State) ? weight : BigInteger.Zero;
        var lagging = _scaled.ArmsOfLeast(_chain.CountsOf(step.State));
        for (var move = 0; move < numerators.Length; move++)
        {
            sums.Add(step.Moves[move].Arm, lagging, weight * numerators[move]);
        }
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

    private void ReduceWhenLarge(BigInteger multiple)
    {
        if (multiple.GetBitLength() <= BitsNeverReduced)
        {
            return;
        }

        var divisor = _layer.Values.SelectMany(byMaximum => byMaximum.Values).Aggregate(_denominator, BigInteger.GreatestCommonDivisor);
        _denominator /= divisor;
        foreach (var byMaximum in _layer.Values)
        {
            foreach (var maximum in byMaximum.Keys)
            {
                byMaximum[maximum] /= divisor;
            }
        }
    }

    private static BigInteger Total(Dictionary<int, BigInteger> byMaximum)
    {
        var sum = BigInteger.Zero;
        foreach (var weight in byMaximum.Values)
        {
            sum += weight;
        }

        return sum;
    }

    private readonly record struct Step(TState State, Dictionary<int, BigInteger> Weights, IReadOnlyList<Move<TState>> Moves);
}
