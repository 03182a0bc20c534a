using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// Minimization with a biased coin: Taves (1974), Pocock and Simon, Biometrics 31 (1975). The imbalance of an arm is
/// Σ_i w_i · G(x of the participants who share the newcomer's level of factor i), x_a = count_a / ratio_a, after a hypothetical
/// assignment to the arm. The arms of least imbalance share <c>probability</c>, see <see cref="BiasedShares"/>. Parameters:
/// <c>factors</c> (all are margins), <c>metric</c> (range, variance or squared-sum), <c>probability</c>, and <c>weights</c> by factor
/// name, 1 where none is given. With unequal ratios the unconditional ratio is not kept exactly at every step: the biased-coin
/// minimization of Han, Enas and McEntegart, Statistics in Medicine 28 (2009), does that.
/// </summary>
public sealed class Minimization : ProcedureDefinition
{
    internal const string Name = "minimization";

    private static readonly (string Name, ImbalanceMetric Metric)[] Metrics =
    [
        ("range", ImbalanceMetric.Range),
        ("variance", ImbalanceMetric.Variance),
        ("squared-sum", ImbalanceMetric.SquaredSum),
    ];

    private Minimization(FactorList factors, IReadOnlyList<Rational> weights, ImbalanceMetric metric, Rational probability)
        : base(factors) => (Weights, Metric, Probability) = (weights, metric, probability);

    /// <inheritdoc/>
    public override string Method => Name;

    /// <summary>The weight of each factor, in the order of the factors; none negative, one positive.</summary>
    public IReadOnlyList<Rational> Weights { get; }

    /// <summary>How the counts of a margin are judged.</summary>
    public ImbalanceMetric Metric { get; }

    /// <summary>What the arms of least imbalance share, above 1/2 and up to 1.</summary>
    public Rational Probability { get; }

    /// <inheritdoc/>
    public override IProcedureState Open(AllocationRatio ratio)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        var terms = Factors.Factors.Select((factor, index) =>
            new MarginTerm(Weights[index], ratio.Count, index, factor.Levels.Count));
        return new CovariateAdaptiveState(ratio, terms, Metric, Probability);
    }

    internal static Minimization? Read(ProcedureReader reader)
    {
        reader.AllowKeys("factors", "metric", "probability", "weights");
        reader.WarnIfRatioIsNotPreserved();
        var factors = reader.Factors(atLeastOne: true);
        var metric = ReadMetric(reader);
        var probability = reader.Probability();
        var weights = factors is null ? null : MarginWeights.Read(reader, factors);
        return factors is null || metric is null || probability is null || weights is null
            ? null
            : new Minimization(factors, weights, metric.Value, probability.Value);
    }

    private protected override void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("metric", Metrics.Single(metric => metric.Metric == Metric).Name);
        writer.WriteString("probability", Probability.ToString());
        MarginWeights.Write(writer, "weights", Factors, Weights);
    }

    private static ImbalanceMetric? ReadMetric(ProcedureReader reader)
    {
        var possible = string.Join(", ", Metrics.Select(metric => metric.Name));
        if (!reader.TryGet("metric", out var node))
        {
            reader.Error("metric", $"is missing; possible are {possible}");
            return null;
        }

        var index = Array.FindIndex(Metrics, metric => node.ValueKind == JsonValueKind.String && metric.Name == node.GetString());
        if (index < 0)
        {
            reader.Error("metric", $"{node.GetRawText()} is unknown; possible are {possible}");
            return null;
        }

        return Metrics[index].Metric;
    }
}
