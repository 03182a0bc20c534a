using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Drawing;

/// <summary>Draws lines with a marker on each point.</summary>
internal static class LinesDrawing
{
    // More markers than this on one line would hide it; the first and every k-th stay.
    private const int MostMarkers = 12;

    public static (double Width, double Height) Draw(SvgCanvas canvas, Chart.Lines chart)
    {
        var points = chart.Series.SelectMany(series => series.Points).ToArray();
        var legend = chart.Series.Count < 2 ? [] : chart.Series.Select((series, index) => new LegendEntry(series.Label, (to, x, y) => Sample(to, ChartStyle.Of(index), x, y)));
        var frame = ChartFrame.Draw(canvas,
            (chart.X, ChartFrame.Ticks(chart.X, [.. points.Select(point => point.X)], 8)),
            (chart.Y, ChartFrame.Ticks(chart.Y, [.. points.Select(point => point.Y)])),
            250,
            [.. legend]);
        foreach (var (index, series) in chart.Series.Index())
        {
            Series(canvas, frame, series, ChartStyle.Of(index));
        }

        return (ChartFrame.Width, frame.Height);
    }

    private static void Series(SvgCanvas canvas, ChartFrame frame, LineSeries series, ChartStyle style)
    {
        var places = series.Points.Select(point => (X: frame.X[point.X], Y: frame.Y[point.Y])).ToArray();
        if (places.Length > 1)
        {
            canvas.Polyline(places, style.Color, 2, style.Dash);
        }

        var every = Math.Max(1, (places.Length + MostMarkers - 1) / MostMarkers);
        foreach (var (x, y) in places.Where((_, index) => index % every == 0 || index == places.Length - 1))
        {
            canvas.Marker(style.Marker, x, y, style.Color, radius: 4);
        }
    }

    private static void Sample(SvgCanvas canvas, ChartStyle style, double x, double y)
    {
        canvas.Line(x, y, x + 26, y, style.Color, 2, style.Dash);
        canvas.Marker(style.Marker, x + 13, y, style.Color, radius: 4);
    }
}
