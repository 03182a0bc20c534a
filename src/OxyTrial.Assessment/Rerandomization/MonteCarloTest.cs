using OxyTrial.Assessment.Numbers;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>The result of drawing the allocation anew.</summary>
/// <param name="Replicates">L, how often it was drawn.</param>
/// <param name="Extreme">b, how many statistics were at least as extreme as the observed one.</param>
/// <param name="Undefined">How many of these were not defined: an arm had nobody with a value.</param>
public sealed record MonteCarloTest(int Replicates, int Extreme, int Undefined)
{
    /// <summary>(1 + b)/(L + 1): the observed allocation is one of those the procedure could have drawn, so p is never 0.</summary>
    public Rational PValue => new(Extreme + 1L, Replicates + 1L);

    /// <summary>√(p(1 − p)/(L + 1)): how far p, by chance of the draws, may be from the p of complete enumeration.</summary>
    public double StandardError => Math.Sqrt(PValue.ToDouble() * (1 - PValue.ToDouble()) / (Replicates + 1.0));

    internal MonteCarloTest Plus(MonteCarloTest other) =>
        new(Replicates + other.Replicates, Extreme + other.Extreme, Undefined + other.Undefined);
}
