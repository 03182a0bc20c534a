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
    public static Rational Variance<TState>(ArmChain<TState> chain, int participants)
        where TState : IEquatable<TState>
    {
        (TState State, Rational Probability)[] start = [.. chain.Start];
        var denominator = Rational.LeastCommonDenominator(start.Select(entry => entry.Probability));
        var layer = start.ToDictionary(
            entry => entry.State, entry => new Moments(entry.Probability.Numerator * (denominator / entry.Probability.Denominator), 0, 0));
        for (var place = 1; place <= participants; place++)
        {
            var steps = layer.Select(entry => (entry.Value, Moves: chain.MovesOf(entry.Key))).ToList();
            var multiple = Rational.LeastCommonDenominator(steps.SelectMany(step => step.Moves.Select(move => move.Probability)));
            layer = Next(steps, multiple, place);
            denominator *= multiple;
        }

        var end = layer.Values.Aggregate((sum, moments) => sum + moments);
        var mean = new Rational(end.First, denominator);
        return new Rational(end.Second, denominator) - (mean * mean);
    }

    private static Dictionary<TState, Moments> Next<TState>(
        List<(Moments Moments, IReadOnlyList<Move<TState>> Moves)> steps, BigInteger multiple, int place)
        where TState : IEquatable<TState>
    {
        var next = new Dictionary<TState, Moments>(steps.Count * 2);
        foreach (var (moments, moves) in steps)
        {
            foreach (var move in moves)
            {
                var numerator = move.Probability.Numerator * (multiple / move.Probability.Denominator);
                CollectionsMarshal.GetValueRefOrAddDefault(next, move.Next, out _) += moments.Shifted(move.Arm == 0 ? place : -place) * numerator;
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
