using System.Globalization;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>What imbalance costs in power, and what a drift over the recruitment does.</summary>
internal static class CostSection
{
    public static IEnumerable<ReportBlock> Of(SimulationResult result)
    {
        var (first, trend) = (result.Power[0], result.ChronologicalBias);
        yield return new ReportBlock.Heading(2, "Power and drift");
        yield return new ReportBlock.Table(
            $"Power for a difference of {Whole(first.Effect)} standard deviations, two-sided level {first.Alpha.ToString("0.####", CultureInfo.InvariantCulture)}, normal approximation",
            [new("Comparison"), Numeric("Planned"), Numeric("Mean"), Numeric("Reached by 95 % of trials"), Numeric("Efficiency"), Numeric("As if participants were lost")],
            [.. result.Power.Select(pair => (string[])
            [
                $"{pair.FirstArm} – {pair.SecondArm}", FinePercent(pair.PlannedPower), FinePercent(pair.MeanPower), FinePercent(pair.Percentile5Power), Number(pair.Efficiency, 4), Number(pair.PatientsLost, 2),
            ])]);
        yield return new ReportBlock.Table(
            "Bias from a linear drift of the outcome during recruitment, without a treatment effect",
            [new("Arm"), Numeric("Root mean square error, share of the drift"), Numeric("Variance of Σ i·T, this design"), Numeric("Exact"), Numeric("Complete randomization")],
            [[
                trend.Arm, Percent(trend.BiasStandardDeviation), $"{Number(trend.Variance.Mean, 0)} ± {Number(Z95 * trend.Variance.StandardError, 0)}",
                trend.ExactVariance is { } exact ? Number(exact, 0) : "–", Number(trend.CompleteVariance, 0),
            ]]);
        yield return new ReportBlock.Paragraph("T is +1 or −1 by arm (standardized for other ratios), i the place in the order of recruitment. The drift is the rise of the mean outcome from the first participant to the last.");
    }
}
