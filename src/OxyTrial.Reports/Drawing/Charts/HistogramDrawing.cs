using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Drawing;

/// <summary>Draws a histogram, narrow enough to have its table beside it.</summary>
internal static class HistogramDrawing
{
    private const double Width = 520;

    public static (double Width, double Height) Draw(SvgCanvas canvas, Chart.Histogram chart)
    {
        var count = Math.Max(1, chart.Bins.Count);
        var frame = ChartFrame.Upright(canvas, Width, new NiceTicks(0, count, [], 0), (chart.Y, ChartFrame.Ticks(chart.Y with { FromZero = true }, [.. chart.Bins.Select(bin => bin.Value)])), 230, []);
        var step = LabelStep(chart, frame);
        foreach (var (index, bin) in chart.Bins.Index())
        {
            var (left, right) = (frame.X[index] + 0.75, frame.X[index + 1] - 0.75);
            var (top, bottom) = (frame.Y[Math.Max(0, bin.Value)], frame.Y[Math.Min(0, bin.Value)]);
            canvas.Rectangle(left, top, right - left, bottom - top, ChartStyle.Blue);
            if (index % step == 0 || (index == count - 1 && index % step > step / 2))
            {
                canvas.Text((left + right) / 2, frame.Bottom + 18, bin.Label, TextAnchor.Middle, SvgCanvas.SmallFontSize, fill: ChartStyle.Quiet);
            }
        }

        frame.XTitle(chart.X);
        frame.Axes();
        return (Width, frame.Height);
    }

    // Every label if they fit, else every second, third …
    private static int LabelStep(Chart.Histogram chart, ChartFrame frame)
    {
        var widest = chart.Bins.Select(bin => SvgText.Width(bin.Label, SvgCanvas.SmallFontSize)).DefaultIfEmpty(0).Max() + 6;
        return Math.Max(1, (int)Math.Ceiling(widest * chart.Bins.Count / (frame.Right - frame.Left)));
    }
}
