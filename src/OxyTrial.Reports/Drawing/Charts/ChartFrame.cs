using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Drawing;

/// <summary>The area that values are drawn in, with axes, marks, grid and legend around it.</summary>
internal sealed class ChartFrame
{
    public const double Width = 720;
    private const double LegendLine = 20;
    private readonly SvgCanvas _canvas;

    private ChartFrame(SvgCanvas canvas, double width, ChartScale x, ChartScale y) => (_canvas, PictureWidth, X, Y) = (canvas, width, x, y);

    public ChartScale X { get; }

    public ChartScale Y { get; }

    public double PictureWidth { get; }

    public double Left => X.From;

    public double Right => X.To;

    public double Top => Y.To;

    public double Bottom => Y.From;

    public double Height => Bottom + 44;

    /// <summary>Draws grid, axes and legend for values on two axes.</summary>
    public static ChartFrame Draw(SvgCanvas canvas, (ChartAxis Axis, NiceTicks Ticks) x, (ChartAxis Axis, NiceTicks Ticks) y, double plotHeight, IReadOnlyList<LegendEntry> legend)
    {
        var frame = Upright(canvas, Width, x.Ticks, y, plotHeight, legend);
        foreach (var tick in x.Ticks.Values)
        {
            var at = frame.X[tick];
            canvas.Line(at, frame.Top, at, frame.Bottom, ChartStyle.Grid);
            canvas.Line(at, frame.Bottom, at, frame.Bottom + 5, ChartStyle.Quiet);
            canvas.Text(at, frame.Bottom + 18, x.Ticks.Text(tick), TextAnchor.Middle, SvgCanvas.SmallFontSize, fill: ChartStyle.Quiet);
        }

        frame.XTitle(x.Axis.Title);
        frame.Axes();
        return frame;
    }

    /// <summary>Draws the upright axis only, its grid and the legend; what is below is the caller's.</summary>
    public static ChartFrame Upright(SvgCanvas canvas, double width, NiceTicks x, (ChartAxis Axis, NiceTicks Ticks) y, double plotHeight, IReadOnlyList<LegendEntry> legend)
    {
        var left = 34 + y.Ticks.Values.Max(tick => SvgText.Width(y.Ticks.Text(tick), SvgCanvas.SmallFontSize));
        var top = 10 + (Legend(canvas, left, width, legend) * LegendLine);
        var frame = new ChartFrame(canvas, width, new ChartScale(x, left, width - 16), new ChartScale(y.Ticks, top + plotHeight, top));
        foreach (var tick in y.Ticks.Values)
        {
            var at = frame.Y[tick];
            canvas.Line(frame.Left, at, frame.Right, at, ChartStyle.Grid);
            canvas.Line(frame.Left - 5, at, frame.Left, at, ChartStyle.Quiet);
            canvas.Text(frame.Left - 8, at + 4, y.Ticks.Text(tick), TextAnchor.End, SvgCanvas.SmallFontSize, fill: ChartStyle.Quiet);
        }

        canvas.Upward(14, (frame.Top + frame.Bottom) / 2, y.Axis.Title);
        return frame;
    }

    public void XTitle(string title) => _canvas.Text((Left + Right) / 2, Bottom + 38, title, TextAnchor.Middle);

    public void Axes()
    {
        _canvas.Line(Left, Bottom, Right, Bottom, ChartStyle.Quiet, 1.3);
        _canvas.Line(Left, Top, Left, Bottom, ChartStyle.Quiet, 1.3);
    }

    /// <summary>A range that holds the values and, where the axis asks for it, zero.</summary>
    public static NiceTicks Ticks(ChartAxis axis, IReadOnlyCollection<double> values, int steps = 5)
    {
        var (minimum, maximum) = values.Count == 0 ? (0, 1) : (values.Min(), values.Max());
        return axis.FromZero
            ? NiceTicks.Around(Math.Min(0, minimum), maximum <= 0 && minimum >= 0 ? 1 : Math.Max(0, maximum), steps)
            : NiceTicks.Around(minimum, maximum, steps);
    }

    // Entries side by side as far as the width goes, then a new line. Answers how many lines there are.
    private static int Legend(SvgCanvas canvas, double left, double width, IReadOnlyList<LegendEntry> legend)
    {
        var (x, line) = (left, 0);
        foreach (var entry in legend)
        {
            var room = 34 + SvgText.Width(entry.Text, SvgCanvas.SmallFontSize) + 18;
            if (x > left && x + room > width)
            {
                (x, line) = (left, line + 1);
            }

            entry.Draw(canvas, x, 12 + (line * LegendLine));
            canvas.Text(x + 32, 16 + (line * LegendLine), entry.Text, size: SvgCanvas.SmallFontSize);
            x += room;
        }

        return legend.Count == 0 ? 0 : line + 1;
    }
}

/// <summary>A legend's line: a text, and what draws its sample 26 pixels wide from a left end at half its height.</summary>
internal sealed record LegendEntry(string Text, Action<SvgCanvas, double, double> Draw);
