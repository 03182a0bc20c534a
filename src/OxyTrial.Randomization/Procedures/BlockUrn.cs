using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Block urn design: the urn starts with λ balls of each arm (λ times its ratio), a ball is drawn and kept out, and as soon as a balanced
/// set is out, it goes back. φ_a = (r_a (λ + k) − N_a) / (Σ r · (λ + k) − j), k = min_a ⌊N_a / r_a⌋ the sets put back, j the participants
/// so far. Zhao and Weng, Contemporary Clinical Trials 32 (2011), 953–961. Any number of arms and any ratio; whether the unconditional
/// ratio is kept is computed at reading, and a warning says where it is not. Parameters: <c>lambda</c>, at least 1 (1 is a block of one
/// set after the other); optional <c>factors</c>.
/// </summary>
public sealed class BlockUrn : CountProcedure
{
    internal const string Name = "block-urn";
    private const int LargestLambda = 1000;

    private BlockUrn(int lambda, FactorList factors)
        : base(factors) => Lambda = lambda;

    /// <inheritdoc/>
    public override string Method => Name;

    /// <summary>The balanced sets in the urn at the start, 1 to 1000.</summary>
    public int Lambda { get; }

    internal static BlockUrn? Read(ProcedureReader reader)
    {
        reader.AllowKeys("lambda", "factors");
        var factors = reader.Factors(atLeastOne: false);
        var lambda = reader.WholeNumber("lambda", 1, LargestLambda, "the balanced sets in the urn at the start");
        return factors is null || lambda is null ? null : new BlockUrn(lambda.Value, factors);
    }

    internal override CountRule CountRuleFor(AllocationRatio ratio) => new Rule(ratio, Lambda);

    private protected override void WriteParameters(Utf8JsonWriter writer) => writer.WriteNumber("lambda", Lambda);

    private sealed class Rule(AllocationRatio ratio, int lambda) : CountRule(ratio)
    {
        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities)
        {
            var back = int.MaxValue;
            for (var arm = 0; arm < counts.Length; arm++)
            {
                back = Math.Min(back, counts[arm] / Ratio[arm]);
            }

            Span<long> balls = stackalloc long[counts.Length];
            for (var arm = 0; arm < counts.Length; arm++)
            {
                balls[arm] = ((long)Ratio[arm] * (lambda + back)) - counts[arm];
            }

            InProportion(balls, probabilities);
        }
    }
}
