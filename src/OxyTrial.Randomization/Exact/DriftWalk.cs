using System.Numerics;
using System.Runtime.InteropServices;

namespace OxyTrial.Randomization.Exact;

/// <summary>
/// The chronological bias of a list with two arms: the variance of Σ i·T_i over the places i, T_i = 1 in the first arm and −1 in the
/// second, which is what a linear trend over the enrollment adds to the difference of the arms (Rosenberger and Lachin, Randomization in
/// Clinical Trials, 2nd ed., sec. 5.4). A layer holds, by state, the weight and the first two moments of the sum so far.
/// </summary>
internal static class DriftWalk
{
    /// <param name="chain">A chain of two arms that does not merge what differs by their exchange: the sum tells them apart.</param>
    /// <param name="participants">Places of the list.</param>
    /// <param name="needless">Ends the walk, whose answer is then null.</param>
    public static Rational? Variance<TState>(ArmChain<TState> chain, int participants, CancellationToken needless = default)
        where TState : IEquatable<TState>
    {
        var start = chain.Start.Select(entry => (entry.State, Weight: entry.Probability / chain.ScaleOf(entry.State))).ToArray();
        var denominator = Rational.LeastCommonDenominator(start.Select(entry => entry.Weight));
        var layer = start.ToDictionary(
            entry => entry.State, entry => new Moments(entry.Weight.Numerator * (denominator / entry.Weight.Denominator), 0, 0));
        for (var place = 1; place <= participants; place++)
        {
            if (needless.IsCancellationRequested)
            {
                return null;
            }

            var moves = new ScaledMoves<TState>(chain, layer.Keys);
            layer = Next(layer, moves, place);
            denominator *= moves.Multiple;
        }

        var end = layer.Aggregate(default(Moments), (sum, entry) => sum + (entry.Value * chain.ScaleOf(entry.Key)));
        var mean = new Rational(end.First, denominator);
        return new Rational(end.Second, denominator) - (mean * mean);
    }

    private static Dictionary<TState, Moments> Next<TState>(Dictionary<TState, Moments> layer, ScaledMoves<TState> moves, int place)
        where TState : IEquatable<TState>
    {
        var next = new Dictionary<TState, Moments>(layer.Count * 2);
        foreach (var (state, _, ways, numerators) in moves.Steps)
        {
            var moments = layer[state];
            for (var way = 0; way < numerators.Length; way++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(next, ways[way].Next, out _) += moments.Shifted(ways[way].Arm == 0 ? place : -place) * numerators[way];
            }
        }

        return next;
    }

    /// <summary>Numerators of the weight, of E[sum] and of E[sum²] over the states' paths.</summary>
    private readonly record struct Moments(BigInteger Weight, BigInteger First, BigInteger Second)
    {
        public static Moments operator +(Moments left, Moments right) =>
            new(left.Weight + right.Weight, left.First + right.First, left.Second + right.Second);

        public static Moments operator *(Moments moments, BigInteger factor) =>
            new(moments.Weight * factor, moments.First * factor, moments.Second * factor);

        public Moments Shifted(BigInteger by) => new(Weight, First + (Weight * by), Second + (2 * by * First) + (by * by * Weight));
    }
}
