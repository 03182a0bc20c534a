using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>One level of the hierarchy: a group of earlier participants and what its imbalance does.</summary>
/// <param name="Within">"overall", "stratum" (all factors' levels shared), or a factor's name (its level shared).</param>
/// <param name="Threshold">The imbalance from which the level decides: the range of count/ratio, at least 1.</param>
/// <param name="Probability">What the lagging arms share then; 1 forces one of them.</param>
public sealed record BalanceLevel(string Within, int Threshold, Rational Probability);

/// <summary>
/// Dynamic hierarchical balancing: an ordered list of levels, each with a threshold; the first level whose imbalance among the earlier
/// participants reaches its threshold decides for the lagging arms, and if none does, the coin of the ratio. Signorini, Leung, Simes,
/// Beller and Gebski, Statistics in Medicine 12 (1993), 2343–2350; Heritier, Gebski and Pillai, Statistics in Medicine 24 (2005), 3729–3741.
/// Imbalance = range of count/ratio; two arms at 1 : 1: |D|. Any number of arms; unequal ratios as <see cref="Minimization"/>. Parameters:
/// <c>factors</c>; <c>levels</c>, a list of <c>within</c>, <c>threshold</c> and optional <c>probability</c> (1).
/// </summary>
public sealed class DynamicHierarchical : ProcedureDefinition
{
    internal const string Name = "dynamic-hierarchical";

    private DynamicHierarchical(FactorList factors, IReadOnlyList<BalanceLevel> levels)
        : base(factors) => Levels = levels;

    /// <inheritdoc/>
    public override string Method => Name;

    /// <summary>The levels, the first looked at first.</summary>
    public IReadOnlyList<BalanceLevel> Levels { get; }

    /// <inheritdoc/>
    public override IProcedureState Open(AllocationRatio ratio)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        return new HierarchicalState(ratio, [.. Levels.Select(level => (level, TermOf(level.Within, ratio)))]);
    }

    internal static DynamicHierarchical? Read(ProcedureReader reader)
    {
        reader.AllowKeys("factors", "levels");
        reader.WarnIfRatioIsNotPreserved();
        var factors = reader.Factors(atLeastOne: true);
        var levels = factors is null ? null : new BalanceLevelReader(reader, factors).Read();
        return factors is null || levels is null ? null : new DynamicHierarchical(factors, levels);
    }

    private protected override void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("levels");
        foreach (var level in Levels)
        {
            writer.WriteStartObject();
            writer.WriteString("within", level.Within);
            writer.WriteNumber("threshold", level.Threshold);
            writer.WriteString("probability", level.Probability.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private BalanceTerm TermOf(string within, AllocationRatio ratio)
    {
        var factor = Factors.Factors.ToList().FindIndex(factor => factor.Name == within);
        return factor >= 0 ? new MarginTerm(Rational.One, ratio.Count, factor, Factors.Factors[factor].Levels.Count)
            : within == BalanceLevelReader.Overall ? new OverallTerm(Rational.One, ratio.Count)
            : new StratumTerm(Rational.One, ratio.Count);
    }
}
