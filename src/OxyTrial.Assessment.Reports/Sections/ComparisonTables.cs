using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>The designs of a comparison in numbers.</summary>
internal static class ComparisonTables
{
    public static IEnumerable<ReportBlock> Of(ComparisonInput input)
    {
        yield return new ReportBlock.Heading(2, "The designs in numbers");
        yield return Balance(input.Designs);
        yield return Guessing(input.Designs);
        yield return new ReportBlock.Heading(2, "The designs");
        yield return new ReportBlock.Table("Procedures and parameters",
            [new("Design"), new("Parameters"), new("From")],
            [.. input.Designs.Select(design => (string[])
            [
                design.Label,
                string.Join("; ", ProcedureFacts.Of(design.Procedure).Select(fact => $"{fact.Label.ToLowerInvariant()}: {fact.Value}")),
                design.Source,
            ])]);
        yield return Warnings(input.Designs);
    }

    private static ReportBlock.Table Balance(IReadOnlyList<ComparedDesign> designs) => new(
        "Balance and what its lack costs",
        [new("Design"), Numeric("Mean |D| at the end"), Numeric("95 % of trials"), Numeric("Mean of the largest |D|"), Numeric("Mean |D| in a margin"), Numeric("Mean |D| in a cell"), Numeric("As if participants were lost"), Numeric("Error from drift")],
        [.. designs.Select(design => (string[])
        [
            design.Label, Number(design.Result.Imbalance.Final.MeanAbsolute.Mean, 2), Whole(design.Result.Imbalance.Final.Percentile95), Number(design.Result.Imbalance.Largest.MeanAbsolute.Mean, 2),
            Mean(design.Result.Margins), Mean(design.Result.Cells), Number(design.Result.Power.Max(pair => pair.PatientsLost), 2), Percent(design.Result.ChronologicalBias.BiasStandardDeviation),
        ])]);

    private static ReportBlock.Table Guessing(IReadOnlyList<ComparedDesign> designs) => new(
        "Predictability, share of the allocations",
        [new("Design"), Numeric("Whole trial"), Numeric("The same, exactly"), Numeric("Own cell"), Numeric("Procedure known"), Numeric("Certain")],
        [.. designs.Select(design => (string[])
        [
            design.Label, Percent(design.Result.Predictability.Convergence), design.ExactGuesses is { } exact ? $"{Number(100 * exact, 3)} %" : "–",
            Percent(design.Result.Predictability.OwnCell), Percent(design.Result.Predictability.KnownProcedure), Percent(design.Result.Predictability.Deterministic),
        ])]);

    private static ReportBlock.Table Warnings(IReadOnlyList<ComparedDesign> designs) => new(
        "Warnings",
        [new("Design"), new("What a reviewer should look at")],
        [.. designs.Select(design => (string[])
        [
            design.Label,
            design.Result.Warnings.Count == 0 ? "none" : string.Join(". ", design.Result.Warnings.Select(warning => $"{char.ToUpperInvariant(warning.Message[0])}{warning.Message[1..]}")) + ".",
        ])]);

    private static string Mean(IReadOnlyList<GroupImbalance> groups) => groups.Count == 0 ? "–" : Number(groups.Average(group => group.MeanAbsolute), 2);
}
