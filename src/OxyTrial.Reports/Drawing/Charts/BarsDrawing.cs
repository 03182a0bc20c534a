using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Drawing;

/// <summary>Draws bars lying down, because their labels are words.</summary>
internal static class BarsDrawing
{
    private const double Row = 22;
    private const double LongestLabel = 300;
    private const double LineHeight = 13;

    public static (double Width, double Height) Draw(SvgCanvas canvas, Chart.Bars chart)
    {
        var labels = chart.Items.Select(item => SvgText.Wrap(item.Label, SvgCanvas.SmallFontSize, LongestLabel)).ToArray();
        var left = 16 + labels.SelectMany(lines => lines).Select(line => SvgText.Width(line, SvgCanvas.SmallFontSize)).DefaultIfEmpty(0).Max();
        var ticks = ChartFrame.Ticks(chart.Values with { FromZero = true }, [.. chart.Items.SelectMany(item => new[] { item.Value - item.Error, item.Value + item.Error })], 6);
        var scale = new ChartScale(ticks, left, ChartFrame.Width - 64);
        var top = chart.Flagged is { } flagged ? Legend(canvas, left, flagged) : 8;
        var heights = labels.Select(lines => Math.Max(Row, (lines.Count * LineHeight) + 8)).ToArray();
        var bottom = top + heights.Sum();
        foreach (var tick in ticks.Values)
        {
            canvas.Line(scale[tick], top, scale[tick], bottom, ChartStyle.Grid);
            canvas.Text(scale[tick], bottom + 18, ticks.Text(tick), TextAnchor.Middle, SvgCanvas.SmallFontSize, fill: ChartStyle.Quiet);
        }

        var at = top;
        foreach (var (index, item) in chart.Items.Index())
        {
            Bar(canvas, chart, item, labels[index], scale, left, at + (heights[index] / 2));
            at += heights[index];
        }

        canvas.Line(scale[0], top, scale[0], bottom, ChartStyle.Quiet, 1.3);
        canvas.Text((scale.From + scale.To) / 2, bottom + 38, chart.Values.Title, TextAnchor.Middle);
        return (ChartFrame.Width, bottom + 44);
    }

    private static void Bar(SvgCanvas canvas, Chart.Bars chart, ChartBar item, IReadOnlyList<string> label, ChartScale scale, double left, double middle)
    {
        foreach (var (index, line) in label.Index())
        {
            canvas.Text(left - 8, middle + 4 + ((index - ((label.Count - 1) / 2d)) * LineHeight), line, TextAnchor.End, SvgCanvas.SmallFontSize);
        }

        var (from, to) = (scale[Math.Min(0, item.Value)], scale[Math.Max(0, item.Value)]);
        canvas.Rectangle(from, middle - 7, to - from, 14, item.Flagged ? ChartStyle.PaleVermilion : ChartStyle.Blue, item.Flagged ? ChartStyle.Vermilion : null);
        var end = scale[Math.Max(0, item.Value + item.Error)];
        if (item.Error > 0)
        {
            ErrorBar.Across(canvas, scale[item.Value - item.Error], scale[item.Value + item.Error], middle);
        }

        canvas.Text(end + 6, middle + 4, $"{chart.Values.Text(item.Value)}{(item.Flagged ? " !" : "")}", size: SvgCanvas.SmallFontSize, bold: item.Flagged);
    }

    private static double Legend(SvgCanvas canvas, double left, string flagged)
    {
        canvas.Rectangle(left, 6, 20, 12, ChartStyle.PaleVermilion, ChartStyle.Vermilion);
        canvas.Text(left + 26, 16, $"! {flagged}", size: SvgCanvas.SmallFontSize);
        return 28;
    }
}

/// <summary>Draws error bars.</summary>
internal static class ErrorBar
{
    private const double Cap = 3;

    public static void Across(SvgCanvas canvas, double from, double to, double y)
    {
        canvas.Line(from, y, to, y, ChartStyle.Ink);
        canvas.Line(from, y - Cap, from, y + Cap, ChartStyle.Ink);
        canvas.Line(to, y - Cap, to, y + Cap, ChartStyle.Ink);
    }

    public static void Upright(SvgCanvas canvas, double x, double from, double to)
    {
        canvas.Line(x, from, x, to, ChartStyle.Ink);
        canvas.Line(x - Cap, from, x + Cap, from, ChartStyle.Ink);
        canvas.Line(x - Cap, to, x + Cap, to, ChartStyle.Ink);
    }
}
