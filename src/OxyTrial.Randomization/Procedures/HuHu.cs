using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// The covariate-adaptive procedure of Hu and Hu, Annals of Statistics 40 (2012), which balances overall, within every margin and
/// within the stratum: imbalance of an arm = w_o·S(all) + Σ_i w_m,i·S(those who share the newcomer's level of factor i) +
/// w_s·S(those who share all levels), S the sum over pairs of arms of (x_a − x_b)², x_a = count_a / ratio_a, after a hypothetical
/// assignment to the arm. The arms of least imbalance share <c>probability</c>, see <see cref="BiasedShares"/>. With w_o = w_s = 0 it
/// is Pocock and Simon's minimization with the squared-sum metric. Parameters: <c>factors</c>, <c>probability</c>, and <c>weights</c>:
/// <c>overall</c>, <c>margins</c> by factor name, <c>stratum</c>; all are to be given, 0 leaves a term out. Unequal ratios: as
/// <see cref="Minimization"/>.
/// </summary>
public sealed class HuHu : ProcedureDefinition
{
    internal const string Name = "hu-hu";

    private HuHu(FactorList factors, Rational overall, IReadOnlyList<Rational> margins, Rational stratum, Rational probability)
        : base(factors) => (Overall, Margins, Stratum, Probability) = (overall, margins, stratum, probability);

    /// <inheritdoc/>
    public override string Method => Name;

    /// <summary>The weight of the overall imbalance.</summary>
    public Rational Overall { get; }

    /// <summary>The weight of each factor's margin, in the order of the factors.</summary>
    public IReadOnlyList<Rational> Margins { get; }

    /// <summary>The weight of the imbalance within the stratum.</summary>
    public Rational Stratum { get; }

    /// <summary>What the arms of least imbalance share, above 1/2 and up to 1.</summary>
    public Rational Probability { get; }

    /// <inheritdoc/>
    public override IProcedureState Open(AllocationRatio ratio)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        IEnumerable<BalanceTerm> terms =
        [
            new OverallTerm(Overall, ratio.Count),
            .. Factors.Factors.Select((factor, index) => new MarginTerm(Margins[index], ratio.Count, index, factor.Levels.Count)),
            new StratumTerm(Stratum, ratio.Count),
        ];
        return new CovariateAdaptiveState(ratio, terms, ImbalanceMetric.SquaredSum, Probability);
    }

    internal static HuHu? Read(ProcedureReader reader)
    {
        reader.AllowKeys("factors", "probability", "weights");
        reader.WarnIfRatioIsNotPreserved();
        var factors = reader.Factors(atLeastOne: true);
        var probability = reader.Probability();
        if (!reader.TryGet("weights", out var weights) || weights.ValueKind != JsonValueKind.Object)
        {
            reader.Error("weights", "is missing; it is an object with overall, margins (by factor name) and stratum");
            return null;
        }

        reader.AllowKeys("weights", weights, ["overall", "margins", "stratum"]);
        var overall = ReadTerm(reader, weights, "overall");
        var margins = factors is null ? null : ReadMargins(reader, weights, factors);
        var stratum = ReadTerm(reader, weights, "stratum");
        if (factors is null || probability is null || overall is null || margins is null || stratum is null)
        {
            return null;
        }

        if (overall.Value.Sign == 0 && stratum.Value.Sign == 0 && margins.All(margin => margin.Sign == 0))
        {
            reader.Error("weights", "are all 0; one of overall, margins and stratum has a positive weight");
            return null;
        }

        return new HuHu(factors, overall.Value, margins, stratum.Value, probability.Value);
    }

    private protected override void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("probability", Probability.ToString());
        writer.WriteStartObject("weights");
        writer.WriteString("overall", Overall.ToString());
        MarginWeights.Write(writer, "margins", Factors, Margins);
        writer.WriteString("stratum", Stratum.ToString());
        writer.WriteEndObject();
    }

    private static Rational? ReadTerm(ProcedureReader reader, JsonElement weights, string key)
    {
        if (weights.TryGetProperty(key, out var node))
        {
            return reader.Weight($"weights.{key}", node);
        }

        reader.Error($"weights.{key}", "is missing; 0 leaves the term out");
        return null;
    }

    private static IReadOnlyList<Rational>? ReadMargins(ProcedureReader reader, JsonElement weights, FactorList factors)
    {
        if (weights.TryGetProperty("margins", out var node))
        {
            return MarginWeights.Read(reader, "weights.margins", node, factors, absent: null);
        }

        reader.Error("weights.margins", "is missing; it is an object of weights by factor name");
        return null;
    }
}
