using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Random allocation rule: one block as long as the list, every arrangement in the allocation ratio equally likely; φ_a = (n_a − N_a) /
/// (n − j), n_a the places of arm a, N_a those used, j the participants so far. Lachin, Controlled Clinical Trials 9 (1988), 289–311;
/// Rosenberger and Lachin, Randomization in Clinical Trials, 2nd ed., sec. 3.3. Any number of arms and any ratio; the unconditional
/// ratio is kept at every place. Parameters: <c>length</c>, a multiple of the sum of the ratio; optional <c>factors</c>, each
/// stratum with a list of that length.
/// </summary>
public sealed class RandomAllocationRule : CountProcedure
{
    internal const string Name = "random-allocation-rule";

    private RandomAllocationRule(int length, FactorList factors)
        : base(factors) => Length = length;

    /// <inheritdoc/>
    public override string Method => Name;

    /// <inheritdoc/>
    public override int? Length { get; }

    internal static RandomAllocationRule? Read(ProcedureReader reader)
    {
        reader.AllowKeys("length", "factors");
        var factors = reader.Factors(atLeastOne: false);
        var length = reader.Length();
        return factors is null || length is null ? null : new RandomAllocationRule(length.Value, factors);
    }

    internal override CountRule CountRuleFor(AllocationRatio ratio) => new Rule(ratio, ListLength.Checked(Length!.Value, ratio));

    private protected override void WriteParameters(Utf8JsonWriter writer) => writer.WriteNumber("length", Length!.Value);

    private sealed class Rule(AllocationRatio ratio, int length) : CountRule(ratio)
    {
        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities)
        {
            var left = length - Sum(counts);
            for (var arm = 0; arm < probabilities.Length; arm++)
            {
                probabilities[arm] = new Rational((length / Ratio.Sum * Ratio[arm]) - counts[arm], left);
            }
        }
    }
}
