using System.Globalization;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>The design if attachment were distributed otherwise than assumed.</summary>
internal static class SensitivitySection
{
    public static IEnumerable<ReportBlock> Of(SimulationResult result)
    {
        if (result.Sensitivity.Count == 0)
        {
            yield break;
        }

        yield return new ReportBlock.Heading(2, "Sensitivity to the attachment prevalences");
        yield return new ReportBlock.Paragraph("Nobody knows these prevalences well before the trial. The trials were simulated again with the odds of the sensitive levels multiplied by the factors in the table.");
        yield return Picture([.. result.Sensitivity]);
        yield return new ReportBlock.Table("Other prevalences; in parentheses the factor of the odds",
            [.. result.Sensitivity[0].Factors.Select(factor => Numeric($"{factor.Factor}={factor.Level}")), Numeric("Smallest cell expects"), Numeric("Some cell empty"), Numeric("Empty cells, mean"), Numeric("Mean |D|"), Numeric("Mean |D| in a cell"), Numeric("Guessed, whole trial"), Numeric("Procedure known")],
            [.. result.Sensitivity.Select(point => (string[])
            [
                .. point.Factors.Select(factor => $"{Percent(factor.Share)} (× {factor.OddsFactor.ToString("0.##", CultureInfo.InvariantCulture)})"),
                Number(point.SmallestExpectedCell, 2), Percent(point.ShareAnyCellEmpty), Number(point.MeanEmptyCells, 2),
                Number(point.MeanAbsoluteImbalance, 2), Number(point.MeanAbsoluteCellImbalance, 2), Percent(point.Convergence), Percent(point.KnownProcedure),
            ])]);
    }

    // The first factor along the axis, a line for each combination of the others.
    private static ReportBlock.Figure Picture(IReadOnlyList<SensitivityPoint> points)
    {
        var first = points[0].Factors[0];
        return new ReportBlock.Figure(new Chart.Lines(
            "Cells that stay empty under other prevalences",
            "Share of trials in which some cell stays empty.",
            new($"Prevalence of {first.Factor}={first.Level}", "%", 1), new("Trials with an empty cell", "%", 1, FromZero: true),
            [.. points.GroupBy(Others).Select(line => new LineSeries(line.Key, [.. line.OrderBy(point => point.Factors[0].Share).Select(point => new LinePoint(100 * point.Factors[0].Share, 100 * point.ShareAnyCellEmpty))]))]));
    }

    private static string Others(SensitivityPoint point) => point.Factors.Count == 1
        ? "trials with an empty cell"
        : string.Join(", ", point.Factors.Skip(1).Select(factor => $"{factor.Factor}={factor.Level} {Percent(factor.Share)}"));
}
