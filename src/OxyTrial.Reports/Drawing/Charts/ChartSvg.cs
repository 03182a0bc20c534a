using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Drawing;

/// <summary>Draws a chart as an SVG element of its own: no style sheet, script, font file or other resource. The same chart gives the same text.</summary>
public static class ChartSvg
{
    /// <summary>Draws the chart.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="idPrefix">Makes the element ids unique where a page holds several charts.</param>
    public static string Draw(Chart chart, string idPrefix = "chart")
    {
        ArgumentNullException.ThrowIfNull(chart);
        var canvas = new SvgCanvas();
        var (width, height) = chart.Match(
            scatter => ScatterDrawing.Draw(canvas, scatter),
            histogram => HistogramDrawing.Draw(canvas, histogram),
            bars => BarsDrawing.Draw(canvas, bars),
            lines => LinesDrawing.Draw(canvas, lines));
        return canvas.Finish(idPrefix, chart.Title, chart.Description, width, height);
    }
}
