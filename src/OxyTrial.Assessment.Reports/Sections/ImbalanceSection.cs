using System.Globalization;
using System.Numerics;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>Imbalance of the whole trial: at the end, on the way, and over the course.</summary>
internal static class ImbalanceSection
{
    private const int MostBins = 17;

    public static IEnumerable<ReportBlock> Of(SimulationResult result)
    {
        var imbalance = result.Imbalance;
        var d = result.Run.Arms is [{ Ratio: 1 }, { Ratio: 1 }] ? "|D|" : "D";
        yield return new ReportBlock.Heading(2, "Imbalance of the whole trial");
        yield return new ReportBlock.Paragraph(d == "|D|"
            ? "D is the number of participants in the first arm minus that in the second."
            : "D is the largest minus the smallest of the arms' counts, each divided by the arm's number in the ratio.");
        yield return new ReportBlock.Table($"Imbalance {d}",
            [new("When"), Numeric("Mean"), Numeric("Root mean square"), Numeric("Median"), Numeric("90 %"), Numeric("95 %"), Numeric("99 %"), Numeric("Largest"), Numeric("Trials with a tenth of all or more")],
            [Row("At the end", imbalance.Final), Row("Largest on the way", imbalance.Largest)]);
        yield return new ReportBlock.Figure(new Chart.Histogram(
            "Imbalance at the end",
            $"Share of the simulated trials that ended with each value of {d}.",
            $"{d} after the last participant", new("Trials", "%", 2), [.. Bins(imbalance.Final.Values)]));
        yield return new ReportBlock.Figure(new Chart.Lines(
            "Imbalance over the course of recruitment",
            $"Mean of {d} over the trials, and the values that 95 % and 99 % of the trials do not exceed, after each twentieth of the participants.",
            new("Participants allocated so far", null, 0, FromZero: true), new(d, null, 2, FromZero: true),
            [
                Series("mean", imbalance.Course, point => point.MeanAbsolute.Mean),
                Series("95 % of trials", imbalance.Course, point => point.Percentile95),
                Series("99 % of trials", imbalance.Course, point => point.Percentile99),
            ]));
    }

    /// <summary>One bin for each value that may occur between the least and the greatest, the far tail in one.</summary>
    public static IEnumerable<HistogramBin> Bins(IReadOnlyList<ValueShare> values)
    {
        var places = Places(values);
        var last = Math.Min(places.Count, MostBins) - 1;
        foreach (var (index, value) in places.Take(last + 1).Index())
        {
            var tail = index == last && places.Count > MostBins;
            var share = values.Where(entry => tail ? entry.Value >= value : entry.Value.Equals(value)).Sum(entry => entry.Share);
            yield return new HistogramBin($"{(tail ? "≥ " : "")}{value.ToString("0.##", CultureInfo.InvariantCulture)}", 100 * share);
        }
    }

    // Whole numbers stand in steps of their common divisor, so that a value that never occurred leaves its gap.
    private static List<double> Places(IReadOnlyList<ValueShare> values)
    {
        if (values.Any(entry => !double.IsInteger(entry.Value)))
        {
            return [.. values.Select(entry => entry.Value)];
        }

        var first = (long)values[0].Value;
        var step = (long)values.Aggregate(BigInteger.Zero, (divisor, entry) => BigInteger.GreatestCommonDivisor(divisor, (long)entry.Value - first));
        return [.. Enumerable.Range(0, step == 0 ? 1 : (int)(((long)values[^1].Value - first) / step) + 1).Select(index => first + ((double)step * index))];
    }

    private static string[] Row(string when, ImbalanceDistribution d) =>
    [
        when, $"{Number(d.MeanAbsolute.Mean, 2)} ± {Number(Z95 * d.MeanAbsolute.StandardError, 2)}", Number(Math.Sqrt(d.MeanSquared.Mean), 2), Whole(d.Median),
        Whole(d.Percentile90), Whole(d.Percentile95), Whole(d.Percentile99), Whole(d.Maximum), Percent(d.ShareAtLeastTenth),
    ];

    private static LineSeries Series(string label, IReadOnlyList<CoursePoint> course, Func<ImbalanceDistribution, double> value) =>
        new(label, [.. course.Select(point => new LinePoint(point.Patients, value(point.Imbalance)))]);
}
