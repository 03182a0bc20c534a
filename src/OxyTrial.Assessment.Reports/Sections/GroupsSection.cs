using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;
using OxyTrial.Reports.Document;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>Margins and cells: how many participants they expect, how often they stay empty, how balanced they are.</summary>
internal static class GroupsSection
{
    private const double Rare = 0.05;

    // More bars than this do not fit on a page; the smallest cells are those that need attention.
    private const int MostCells = 32;

    private static readonly TableColumn[] Details = [Numeric("Empty"), Numeric("Mean |D| at the end"), Numeric("Trials with |D| of a tenth of the group or more")];

    public static IEnumerable<ReportBlock> Of(ProcedureDefinition procedure, SimulationResult result)
    {
        if (result.Margins.Count == 0)
        {
            yield break;
        }

        yield return new ReportBlock.Heading(2, "Margins and cells");
        yield return new ReportBlock.Paragraph("A margin is everybody with one level of one factor; a cell is everybody with the same levels of all the procedure's factors.");
        yield return new ReportBlock.Figure(new Chart.Bars(
            "Imbalance within each margin",
            "Mean over the trials of the imbalance at the end among those who share a level.",
            "Margin", new("Mean |D| at the end", "participants", 2),
            [.. result.Margins.Select(margin => new ChartBar(margin.Name, margin.MeanAbsolute) { Details = [Number(margin.ExpectedPatients, 1), Percent(margin.ShareEmpty), Percent(margin.ShareAtLeastTenth)] })],
            details: [Numeric("Expected participants"), Details[0], Details[2]]));
        if (result.Cells.Count > 0)
        {
            yield return Cells(procedure as PermutedBlock, result.Cells);
        }
    }

    private static ReportBlock.Figure Cells(PermutedBlock? blocks, IReadOnlyList<GroupImbalance> cells)
    {
        var least = blocks?.Sizes[^1] ?? 0;
        var shown = cells.OrderBy(cell => cell.ExpectedPatients).ThenBy(cell => cell.Name, StringComparer.Ordinal).Take(MostCells).Reverse().ToArray();
        var flag = blocks is null ? "empty in more than 5 % of the trials" : $"expects fewer than the largest block of {least}, or is empty in more than 5 % of the trials";
        bool Flagged(GroupImbalance cell) => cell.ShareEmpty > Rare || cell.ExpectedPatients < least;
        return new ReportBlock.Figure(new Chart.Bars(
            "Participants expected in each cell",
            $"{Counted(cells.Count, "cell", "cells")}{(shown.Length < cells.Count ? $", of which the {shown.Length} smallest are shown" : "")}. The numbers give the share of trials in which a cell stayed empty.",
            "Cell", new("Expected participants", null, 1),
            [.. shown.Select(cell => new ChartBar(cell.Name, cell.ExpectedPatients, 0, Flagged(cell)) { Details = [Percent(cell.ShareEmpty), Number(cell.MeanAbsolute, 2), Percent(cell.ShareAtLeastTenth)] })],
            cells.Any(Flagged) ? flag : null,
            Details));
    }
}
