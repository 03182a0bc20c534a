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
        yield return new ReportBlock.Paragraph("The trials were simulated again with the odds of the sensitive levels multiplied; nobody knows these prevalences well before the trial.");
        foreach (var lines in result.Sensitivity.GroupBy(point => And([.. point.Factors.Select(factor => $"{factor.Factor}={factor.Level}")])))
        {
            if (lines.Count() > 1)
            {
                yield return Picture(lines.Key, [.. lines]);
            }
        }

        yield return new ReportBlock.Table("Other prevalences",
            [new("Prevalences"), Numeric("Smallest cell expects"), Numeric("Some cell empty"), Numeric("Empty cells, mean"), Numeric("Mean |D|"), Numeric("Mean |D| in a cell"), Numeric("Guessed, whole trial"), Numeric("Procedure known")],
            [.. result.Sensitivity.Select(point => (string[])
            [
                string.Join(", ", point.Factors.Select(factor => $"{factor.Factor}={factor.Level} {Percent(factor.Share)} (odds × {Number(factor.OddsFactor, 2)})")),
                Number(point.SmallestExpectedCell, 2), Percent(point.ShareAnyCellEmpty), Number(point.MeanEmptyCells, 2),
                Number(point.MeanAbsoluteImbalance, 2), Number(point.MeanAbsoluteCellImbalance, 2), Percent(point.Convergence), Percent(point.KnownProcedure),
            ])]);
    }

    private static ReportBlock.Figure Picture(string levels, IReadOnlyList<SensitivityPoint> points)
    {
        var ordered = points.OrderBy(point => point.Factors[0].Share).ToArray();
        LineSeries Series(string label, Func<SensitivityPoint, double> share) =>
            new(label, [.. ordered.Select(point => new LinePoint(100 * point.Factors[0].Share, 100 * share(point)))]);
        return new ReportBlock.Figure(new Chart.Lines(
            $"Other prevalences of {levels}",
            "Share of trials in which some cell stays empty, and shares of allocations guessed right.",
            new($"Prevalence of {points[0].Factors[0].Factor}={points[0].Factors[0].Level}", "%", 1), new("Share", "%", 1, FromZero: true),
            [Series("trials with an empty cell", point => point.ShareAnyCellEmpty), Series("guessed right, whole trial", point => point.Convergence), Series("guessed right, procedure known", point => point.KnownProcedure)]));
    }
}
