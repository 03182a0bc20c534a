using System.Numerics;
using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Maximal procedure: every sequence that ends in balance and never has a difference of counts above <c>tolerance</c> b is equally
/// likely. φ_a = paths to the end after the assignment to a, over paths to the end from here. Berger, Ivanova and Knoll, Statistics in
/// Medicine 22 (2003), 3017–3028; the paths are counted exactly (Salama, Ivanova and Qaqish, Statistics in Medicine 27 (2008)). Arms of
/// equal ratio only: with others the procedure does not keep the unconditional ratio (Kuznetsova and Tymofyeyev 2011). Parameters:
/// <c>tolerance</c>, at least 1; <c>length</c>, a multiple of the number of arms; optional <c>factors</c>.
/// </summary>
public sealed class MaximalProcedure : CountProcedure
{
    internal const string Name = "maximal";

    // The number of paths has about as many bits as the list has places; this bounds the table to some 50 MB.
    private const int MostStates = 200_000;

    private MaximalProcedure(int tolerance, int length, FactorList factors)
        : base(factors) => (Tolerance, Length) = (tolerance, length);

    /// <inheritdoc/>
    public override string Method => Name;

    /// <summary>The largest difference of two counts there can be, at least 1.</summary>
    public int Tolerance { get; }

    /// <inheritdoc/>
    public override int? Length { get; }

    internal static MaximalProcedure? Read(ProcedureReader reader)
    {
        reader.AllowKeys("tolerance", "length", "factors");
        reader.RefuseUnequalRatio();
        var factors = reader.Factors(atLeastOne: false);
        var tolerance = reader.Tolerance();
        var length = reader.Length();
        if (factors is null || tolerance is null || length is null)
        {
            return null;
        }

        if (StatesOf(tolerance.Value, length.Value, reader.Ratio.Count) > MostStates)
        {
            reader.Error("length", $"{length} places within a tolerance of {tolerance} are too many paths to count exactly; "
                + "possible is a shorter list, a smaller tolerance, or big-stick, which has no end");
            return null;
        }

        if (tolerance >= length / reader.Ratio.Count)
        {
            reader.Warn("tolerance", $"is {tolerance}, which a list of {length} places cannot exceed: this is the random-allocation-rule");
        }

        return new MaximalProcedure(tolerance.Value, length.Value, factors);
    }

    internal override CountRule CountRuleFor(AllocationRatio ratio) =>
        new Rule(EqualRatio.Checked(ratio), Tolerance, ListLength.Checked(Length!.Value, ratio));

    private protected override void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteNumber("tolerance", Tolerance);
        writer.WriteNumber("length", Length!.Value);
    }

    // An upper bound: the counts in descending order lie within the tolerance below the first.
    private static BigInteger StatesOf(int tolerance, int length, int arms) =>
        length * BigInteger.Pow(Math.Min(tolerance, length / arms) + 1, arms - 1);

    private sealed class Rule(AllocationRatio ratio, int tolerance, int length) : CountRule(ratio)
    {
        private readonly BalancedPaths _paths = new(ratio.Count, tolerance, length);

        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities)
        {
            var all = _paths.From(counts);
            Span<int> after = stackalloc int[counts.Length];
            for (var arm = 0; arm < counts.Length; arm++)
            {
                counts.CopyTo(after);
                after[arm]++;
                probabilities[arm] = new Rational(_paths.From(after), all);
            }
        }

        public override BigInteger Scale(ReadOnlySpan<int> counts) => _paths.From(counts);
    }
}
