using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Big stick design: the fair coin, but an arm that would bring the largest less the least count above <c>tolerance</c> b is not
/// tossed for; two arms: forced to the lagging arm at |D| = b. Soares and Wu, Communications in Statistics – Theory and Methods 12 (1983),
/// 2017–2034. Any number of arms of equal ratio; with unequal ratios no rule of this kind keeps the unconditional ratio (Kuznetsova and
/// Tymofyeyev, Statistics in Medicine 30 (2011)), so they are refused. Parameters: <c>tolerance</c>, at least 1; optional <c>factors</c>.
/// </summary>
public sealed class BigStick : CountProcedure
{
    internal const string Name = "big-stick";

    private BigStick(int tolerance, FactorList factors)
        : base(factors) => Tolerance = tolerance;

    /// <inheritdoc/>
    public override string Method => Name;

    /// <summary>The largest difference of two counts there can be, at least 1.</summary>
    public int Tolerance { get; }

    internal static BigStick? Read(ProcedureReader reader)
    {
        reader.AllowKeys("tolerance", "factors");
        reader.RefuseUnequalRatio();
        var factors = reader.Factors(atLeastOne: false);
        var tolerance = reader.Tolerance();
        return factors is null || tolerance is null ? null : new BigStick(tolerance.Value, factors);
    }

    internal override CountRule CountRuleFor(AllocationRatio ratio) => new Rule(EqualRatio.Checked(ratio), Tolerance);

    private protected override void WriteParameters(Utf8JsonWriter writer) => writer.WriteNumber("tolerance", Tolerance);

    private sealed class Rule(AllocationRatio ratio, int tolerance) : CountRule(ratio)
    {
        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities)
        {
            Span<long> weights = stackalloc long[counts.Length];
            for (var arm = 0; arm < counts.Length; arm++)
            {
                weights[arm] = EqualRatio.RangeAfter(counts, arm) <= tolerance ? 1 : 0;
            }

            InProportion(weights, probabilities);
        }
    }
}
