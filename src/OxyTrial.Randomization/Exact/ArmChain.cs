using System.Numerics;

namespace OxyTrial.Randomization.Exact;

/// <summary>A step of a chain: the arm, its probability, and where it leads. Several moves may have the same arm.</summary>
internal readonly record struct Move<TState>(int Arm, Rational Probability, TState Next);

/// <summary>
/// A procedure's list as a Markov chain on states that tell everything the characteristics ask for.
/// </summary>
/// <param name="ratio">The allocation ratio.</param>
/// <param name="mergesArms">Whether states that differ by an exchange of arms are one; only when all ratios are equal.</param>
internal abstract class ArmChain<TState>(AllocationRatio ratio, bool mergesArms)
    where TState : IEquatable<TState>
{
    public AllocationRatio Ratio { get; } = ratio;

    protected bool MergesArms { get; } = mergesArms && ratio.IsEqual;

    public abstract IEnumerable<(TState State, Rational Probability)> Start { get; }

    /// <summary>The moves of positive probability; their probabilities sum to one.</summary>
    public abstract IReadOnlyList<Move<TState>> MovesOf(TState state);

    /// <summary>See <see cref="CountRule.Scale"/>.</summary>
    public virtual BigInteger ScaleOf(TState state) => BigInteger.One;

    /// <summary>Counts per arm, up to balanced sets: enough for D and for the arms that lag.</summary>
    public abstract ReadOnlySpan<int> CountsOf(TState state);

    /// <summary>Whether the next arm is certain to somebody who knows the procedure and the earlier arms.</summary>
    /// <param name="state">The state.</param>
    /// <param name="moves">Its moves, which the caller has at hand.</param>
    public abstract bool IsCertain(TState state, IReadOnlyList<Move<TState>> moves);

    /// <summary>Sequences of arms of positive probability.</summary>
    public abstract BigInteger SequenceCount(int patients);
}
