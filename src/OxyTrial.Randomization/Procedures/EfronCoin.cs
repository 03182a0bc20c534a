using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Efron's biased coin: <c>probability</c> p towards the arm that lags, the fair coin at a tie. Efron, Biometrika 58 (1971), 403–417.
/// More than two arms: the arms of least count/ratio share p in proportion to their ratios, the others share 1 − p; when all tie, the
/// ratio decides (see <see cref="BiasedShares"/>). With unequal ratios the unconditional ratio moves, of which the reading warns.
/// Parameters: <c>probability</c>, above ½ and up to 1; optional <c>factors</c>, each stratum with a coin of its own.
/// </summary>
public sealed class EfronCoin : CountProcedure
{
    internal const string Name = "efron-coin";

    private EfronCoin(Rational probability, FactorList factors)
        : base(factors) => Probability = probability;

    /// <inheritdoc/>
    public override string Method => Name;

    /// <summary>What the arms that lag share, above 1/2 and up to 1.</summary>
    public Rational Probability { get; }

    internal static EfronCoin? Read(ProcedureReader reader)
    {
        reader.AllowKeys("probability", "factors");
        var factors = reader.Factors(atLeastOne: false);
        var probability = reader.Probability();
        return factors is null || probability is null ? null : new EfronCoin(probability.Value, factors);
    }

    internal override CountRule CountRuleFor(AllocationRatio ratio) => new Rule(ratio, Probability);

    private protected override void WriteParameters(Utf8JsonWriter writer) => writer.WriteString("probability", Probability.ToString());

    private sealed class Rule(AllocationRatio ratio, Rational probability) : CountRule(ratio)
    {
        private readonly ScaledCounts _scaled = new(ratio);
        private readonly BiasedShares _shares = new(ratio, probability);

        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities) =>
            _shares.For(_scaled.ArmsOfLeast(counts)).CopyTo(probabilities);
    }
}
