using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Drawing;

/// <summary>Draws labelled points; those on the front filled, in another shape and color, and connected.</summary>
internal static class ScatterDrawing
{
    private const double FrontRadius = 6;
    private const double OtherRadius = 5;

    public static (double Width, double Height) Draw(SvgCanvas canvas, Chart.Scatter chart)
    {
        var frame = ChartFrame.Draw(canvas,
            (chart.X, Ticks(chart.X, chart.Points.Select(point => (point.X, point.XError)))),
            (chart.Y, Ticks(chart.Y, chart.Points.Select(point => (point.Y, point.YError)))),
            400,
            [new(chart.Front.Marked, FrontSample), new(chart.Front.Unmarked, (to, x, y) => to.Marker(MarkerShape.Circle, x + 13, y, ChartStyle.Vermilion, hollow: true, OtherRadius))]);
        var front = chart.Points.Where(point => point.OnFront).Select(point => (X: frame.X[point.X], Y: frame.Y[point.Y])).OrderBy(place => place.X).ThenBy(place => place.Y).ToArray();
        if (front.Length > 1)
        {
            canvas.Polyline(front, ChartStyle.Blue, 1.5, "5 4");
        }

        foreach (var point in chart.Points)
        {
            Errors(canvas, frame, point);
        }

        foreach (var point in chart.Points)
        {
            var (x, y) = (frame.X[point.X], frame.Y[point.Y]);
            canvas.Marker(point.OnFront ? MarkerShape.Diamond : MarkerShape.Circle, x, y, point.OnFront ? ChartStyle.Blue : ChartStyle.Vermilion, !point.OnFront, point.OnFront ? FrontRadius : OtherRadius);
        }

        Labels(canvas, chart, frame, front);
        return (ChartFrame.Width, frame.Height);
    }

    private static void Labels(SvgCanvas canvas, Chart.Scatter chart, ChartFrame frame, IReadOnlyList<(double X, double Y)> front)
    {
        var places = LabelPlacement.Place(
            [.. chart.Points.Select(point => new LabelRequest(
                point.Label, frame.X[point.X], frame.Y[point.Y], frame.X[point.X + point.XError] - frame.X[point.X], frame.Y[point.Y] - frame.Y[point.Y + point.YError]))],
            new Box(frame.Left + 2, frame.Top + 2, frame.Right - 2, frame.Bottom - 2),
            front);
        foreach (var (point, place) in chart.Points.Zip(places))
        {
            if (place.HasLeader)
            {
                canvas.Line(place.Point.X, place.Point.Y, place.LeaderEnd.X, place.LeaderEnd.Y, ChartStyle.Quiet, 0.7);
            }

            foreach (var (index, line) in place.Lines.Index())
            {
                canvas.Text(place.Box.Left, place.Box.Top + LabelPlacement.Baseline + (index * LabelPlacement.LineHeight), line, size: LabelPlacement.FontSize, bold: point.OnFront);
            }
        }
    }

    private static void Errors(SvgCanvas canvas, ChartFrame frame, ScatterPoint point)
    {
        if (point.XError > 0)
        {
            ErrorBar.Across(canvas, frame.X[point.X - point.XError], frame.X[point.X + point.XError], frame.Y[point.Y]);
        }

        if (point.YError > 0)
        {
            ErrorBar.Upright(canvas, frame.X[point.X], frame.Y[point.Y - point.YError], frame.Y[point.Y + point.YError]);
        }
    }

    private static NiceTicks Ticks(ChartAxis axis, IEnumerable<(double Value, double Error)> values) =>
        ChartFrame.Ticks(axis, [.. values.SelectMany(value => new[] { value.Value - value.Error, value.Value + value.Error })], 7);

    private static void FrontSample(SvgCanvas canvas, double x, double y)
    {
        canvas.Line(x, y, x + 26, y, ChartStyle.Blue, 1.5, "5 4");
        canvas.Marker(MarkerShape.Diamond, x + 13, y, ChartStyle.Blue, radius: FrontRadius);
    }
}
