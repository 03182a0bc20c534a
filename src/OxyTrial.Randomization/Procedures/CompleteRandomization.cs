using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Complete (simple) randomization: each participant gets arm a with probability ratio_a / Σ ratio, whatever happened before. The
/// coin of R. A. Fisher, The Design of Experiments (1935); Rosenberger and Lachin, Randomization in Clinical Trials, 2nd ed., ch. 3.
/// Parameters: none. The reported imbalance of an arm is the range of count/ratio within the scope after the assignment.
/// </summary>
public sealed class CompleteRandomization : CountProcedure
{
    internal const string Name = "complete";

    /// <summary>The procedure; it has no parameters.</summary>
    public CompleteRandomization()
        : base(FactorList.Empty)
    {
    }

    /// <inheritdoc/>
    public override string Method => Name;

    /// <inheritdoc/>
    public override bool IsStratified => false;

    internal static CompleteRandomization Read(ProcedureReader reader)
    {
        reader.AllowKeys();
        return new CompleteRandomization();
    }

    internal override CountRule CountRuleFor(AllocationRatio ratio) => new Rule(ratio);

    private protected override void WriteParameters(Utf8JsonWriter writer)
    {
    }

    private sealed class Rule(AllocationRatio ratio) : CountRule(ratio)
    {
        private readonly Rational[] _shares = [.. Enumerable.Range(0, ratio.Count).Select(ratio.ShareOf)];

        public override void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities) => _shares.CopyTo(probabilities);
    }
}
