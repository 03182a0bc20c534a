using System.Globalization;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Reports;

/// <summary>A procedure with its parameters in a few words, for points in a plot and rows in a table.</summary>
public static class DesignLabel
{
    /// <summary>Such as "Permuted block {4, 6} over gender × avoidance".</summary>
    public static string Of(ProcedureDefinition procedure) => procedure switch
    {
        CompleteRandomization => "Complete randomization",
        PermutedBlock blocks => $"Permuted block {Set(blocks.Sizes)}{Strata(procedure)}",
        RandomAllocationRule => Invariant($"Random allocation rule, {procedure.Length}{Strata(procedure)}"),
        TruncatedBinomial => Invariant($"Truncated binomial, {procedure.Length}{Strata(procedure)}"),
        EfronCoin coin => $"Efron coin {coin.Probability}{Strata(procedure)}",
        BigStick stick => Invariant($"Big stick {stick.Tolerance}{Strata(procedure)}"),
        BlockUrn urn => Invariant($"Block urn {urn.Lambda}{Strata(procedure)}"),
        WeiUrn urn => $"Wei urn ({urn.Alpha}, {urn.Beta}){Strata(procedure)}",
        MaximalProcedure maximal => Invariant($"Maximal procedure {maximal.Tolerance}{Strata(procedure)}"),
        Minimization minimization => $"Minimization {minimization.Probability}, {Metric(minimization.Metric)}",
        HuHu huHu => $"Hu & Hu {huHu.Probability}",
        DynamicHierarchical => "Dynamic hierarchical",
        _ => procedure.Method,
    };

    /// <summary>Labels of several procedures; those that would be equal are numbered.</summary>
    public static IReadOnlyList<string> OfAll(IReadOnlyList<ProcedureDefinition> procedures)
    {
        var labels = procedures.Select(Of).ToArray();
        var several = labels.CountBy(label => label).Where(entry => entry.Value > 1).Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. labels.Select(label => several.Contains(label) ? Invariant($"{label} ({seen[label] = seen.GetValueOrDefault(label) + 1})") : label)];
    }

    /// <summary>The metric in words.</summary>
    internal static string Metric(ImbalanceMetric metric) => metric switch
    {
        ImbalanceMetric.Range => "range",
        ImbalanceMetric.Variance => "variance",
        _ => "squared sum",
    };

    internal static string Set(IReadOnlyList<int> sizes) =>
        sizes.Count == 1 ? Invariant($"{sizes[0]}") : $"{{{string.Join(", ", sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)))}}}";

    private static string Strata(ProcedureDefinition procedure) =>
        procedure.Factors.Count == 0 ? "" : $" over {string.Join(" × ", procedure.Factors.Factors.Select(factor => factor.Name))}";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
