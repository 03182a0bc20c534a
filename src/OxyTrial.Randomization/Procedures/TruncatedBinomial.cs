using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Truncated binomial design: the coin of the allocation ratio among the arms that still have places, until all but one are full.
/// Two arms: ½ until one arm has n/2, then the other. Blackwell and Hodges, Annals of Mathematical Statistics 28 (1957), 449–460;
/// Lachin, Controlled Clinical Trials 9 (1988). Any number of arms. With unequal ratios the unconditional ratio moves from place to
/// place, of which the reading warns. Parameters: <c>length</c>, a multiple of the sum of the ratio; optional <c>factors</c>.
/// </summary>
public sealed class TruncatedBinomial : CountProcedure
{
    internal const string Name = "truncated-binomial";

    private TruncatedBinomial(int length, FactorList factors)
        : base(factors) => Length = length;

    /// <inheritdoc/>
    public override string Method => Name;

    /// <inheritdoc/>
    public override int? Length { get; }

    internal static TruncatedBinomial? Read(ProcedureReader reader)
    {
        reader.AllowKeys("length", "factors");
        var factors = reader.Factors(atLeastOne: false);
        var length = reader.Length();
        return factors is null || length is null ? null : new TruncatedBinomial(length.Value, factors);
    }

    internal override CountRule CountRuleFor(AllocationRatio ratio) => new Rule(ratio, ListLength.Checked(Length!.Value, ratio));

    private protected override void WriteParameters(Utf8JsonWriter writer) => writer.WriteNumber("length", Length!.Value);

    private sealed class Rule(AllocationRatio ratio, int length) : CountRule(ratio)
    {
        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities)
        {
            Span<long> weights = stackalloc long[counts.Length];
            for (var arm = 0; arm < counts.Length; arm++)
            {
                weights[arm] = counts[arm] < length / Ratio.Sum * Ratio[arm] ? Ratio[arm] : 0;
            }

            InProportion(weights, probabilities);
        }
    }
}
