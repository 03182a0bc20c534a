namespace OxyTrial.Reports.Document;

/// <summary>The numbers of a chart as a table, for those who read numbers, and for those who cannot see the picture.</summary>
public static class ChartTable
{
    /// <summary>The table that belongs to a chart.</summary>
    public static ReportBlock.Table Of(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return chart.Match(OfScatter, OfHistogram, OfBars, OfLines);
    }

    private static ReportBlock.Table OfScatter(Chart.Scatter chart) => Table(chart,
        [new("Point"), Numeric(chart.X), Numeric(chart.Y), new(chart.Front.Column), .. chart.Details],
        chart.Points.Select(point => (string[])
        [
            point.Label, WithError(chart.X, point.X, point.XError), WithError(chart.Y, point.Y, point.YError),
            point.OnFront ? "yes" : "no", .. point.Details,
        ]));

    private static ReportBlock.Table OfHistogram(Chart.Histogram chart) => Table(chart,
        [new(chart.X, ColumnKind.Numeric), Numeric(chart.Y)],
        chart.Bins.Select(bin => (string[])[bin.Label, chart.Y.Text(bin.Value)]));

    private static ReportBlock.Table OfBars(Chart.Bars chart) => Table(chart,
        [new(chart.Category), Numeric(chart.Values), .. chart.Details],
        chart.Items.Select(bar => (string[])[bar.Label, WithError(chart.Values, bar.Value, bar.Error), .. bar.Details]));

    // One row for each x that any series has.
    private static ReportBlock.Table OfLines(Chart.Lines chart) => Table(chart,
        [Numeric(chart.X), .. chart.Series.Select(series => new TableColumn(series.Label, ColumnKind.Numeric))],
        chart.Series.SelectMany(series => series.Points).Select(point => point.X).Distinct().Order().Select(x => (string[])
        [
            chart.X.Text(x),
            .. chart.Series.Select(series => series.Points.FirstOrDefault(point => point.X.Equals(x)) is { } point ? chart.Y.Text(point.Y) : "–"),
        ]));

    private static ReportBlock.Table Table(Chart chart, IReadOnlyList<TableColumn> columns, IEnumerable<string[]> rows) =>
        new($"{chart.Title}: the numbers", columns, [.. rows]);

    private static TableColumn Numeric(ChartAxis axis) => new(axis.Title, ColumnKind.Numeric);

    private static string WithError(ChartAxis axis, double value, double error) =>
        error > 0 ? $"{axis.Text(value)} ± {axis.Text(error)}" : axis.Text(value);
}
