using System.Numerics;

namespace OxyTrial.Randomization;

/// <summary>
/// A procedure whose probabilities depend on nothing but the counts per arm of the scope so far: the Markov procedures. One object
/// for one allocation ratio; it keeps no history, so that states, exact characteristics and the simulation share it.
/// </summary>
internal abstract class CountRule(AllocationRatio ratio)
{
    public AllocationRatio Ratio { get; } = ratio;

    /// <summary>The probability of each arm for the participant after these counts; they sum to one.</summary>
    /// <param name="counts">Participants per arm so far; counts the procedure itself can have made.</param>
    /// <param name="probabilities">Filled, one entry per arm.</param>
    public abstract void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities);

    /// <summary>
    /// A whole number h of these counts such that φ_a · h(now) / h(after a) has a small denominator. Exact characteristics carry
    /// probabilities divided by it: where φ is a quotient of huge numbers of paths, nothing but small numbers is left.
    /// </summary>
    public virtual BigInteger Scale(ReadOnlySpan<int> counts) => BigInteger.One;

    /// <summary>Fills the probabilities in proportion to whole, non-negative weights, one of them positive.</summary>
    protected static void InProportion(ReadOnlySpan<long> weights, Span<Rational> probabilities)
    {
        var sum = 0L;
        foreach (var weight in weights)
        {
            sum = checked(sum + weight);
        }

        for (var arm = 0; arm < weights.Length; arm++)
        {
            probabilities[arm] = new Rational(weights[arm], sum);
        }
    }

    protected static int Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
