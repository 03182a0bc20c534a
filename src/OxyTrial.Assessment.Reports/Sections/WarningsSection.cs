using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>The warnings, each with the number that raised it and the cells it is about.</summary>
internal static class WarningsSection
{
    private const int MostGroups = 8;

    public static IEnumerable<ReportBlock> Of(IReadOnlyList<SimulationWarning> warnings) =>
        warnings.Select(warning => new ReportBlock.Notice(NoticeKind.Warning, Title(warning.Code), [.. Lines(warning)]));

    private static IEnumerable<string> Lines(SimulationWarning warning)
    {
        yield return $"{char.ToUpperInvariant(warning.Message[0])}{warning.Message[1..].TrimEnd('.')}.";
        if (warning is { Value: { } value, Threshold: { } threshold })
        {
            yield return $"Found {ReportText.Number(value, value is > 0 and < 1 ? 3 : 1)}; the threshold is {ReportText.Number(threshold, threshold is > 0 and < 1 ? 3 : 1)}.";
        }

        if (warning.Groups.Count > 1)
        {
            var more = warning.Groups.Count - MostGroups;
            yield return $"Worst first: {string.Join("; ", warning.Groups.Take(MostGroups))}{(more > 0 ? $"; and {more} more" : "")}.";
        }
    }

    private static string Title(string code) => code switch
    {
        WarningCodes.SparseStrata => "Too many lists for so few participants",
        WarningCodes.CellSmallerThanBlock => "Lists that end within their first block",
        WarningCodes.EmptyCells => "Cells that may stay empty",
        WarningCodes.LargeImbalance => "Large imbalance is likely",
        WarningCodes.Procedure => "The procedure's own check",
        _ => code,
    };
}
