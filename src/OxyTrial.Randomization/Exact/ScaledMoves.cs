using System.Numerics;

namespace OxyTrial.Randomization.Exact;

/// <summary>
/// The moves of one layer's states as whole numbers over one common multiple: φ · scale(state) / scale(next), see
/// <see cref="CountRule.Scale"/>. Whoever walks with them carries weights divided by the scale.
/// </summary>
internal sealed class ScaledMoves<TState>(ArmChain<TState> chain, IEnumerable<TState> states)
    where TState : IEquatable<TState>
{
    private readonly List<(TState State, BigInteger Scale, IReadOnlyList<Move<TState>> Moves, Rational[] Scaled)> _layer = [.. states.Select(state => Of(chain, state))];

    /// <summary>The least common multiple of the denominators.</summary>
    public BigInteger Multiple => _multiple ??= Rational.LeastCommonDenominator(_layer.SelectMany(state => state.Scaled));

    private BigInteger? _multiple;

    /// <summary>Each state with its scale, its moves, and a numerator over <see cref="Multiple"/> for each.</summary>
    public IEnumerable<(TState State, BigInteger Scale, IReadOnlyList<Move<TState>> Moves, BigInteger[] Numerators)> Steps =>
        _layer.Select(state => (state.State, state.Scale, state.Moves, state.Scaled.Select(scaled => scaled.Numerator * (Multiple / scaled.Denominator)).ToArray()));

    private static (TState, BigInteger, IReadOnlyList<Move<TState>>, Rational[]) Of(ArmChain<TState> chain, TState state)
    {
        var (scale, moves) = (chain.ScaleOf(state), chain.MovesOf(state));
        return (state, scale, moves, [.. moves.Select(move => Scaled(move.Probability, scale, chain.ScaleOf(move.Next)))]);
    }

    private static Rational Scaled(Rational probability, BigInteger scale, BigInteger next) =>
        scale.IsOne && next.IsOne ? probability : new Rational(probability.Numerator * scale, probability.Denominator * next);
}
