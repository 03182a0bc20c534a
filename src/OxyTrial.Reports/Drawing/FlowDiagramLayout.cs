using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Drawing;

/// <summary>Where everything of a flow diagram goes, in pixels from the top left.</summary>
internal sealed class FlowDiagramLayout
{
    public const double Width = 720;
    public const double FontSize = 12;
    public const double LineHeight = 16;
    public const double Padding = 9;
    public const double Indent = 12;
    private const double StageWidth = 30;
    private const double ColumnGap = 14;
    private const double RowGap = 26;
    private const double StrokeRoom = 2;
    private readonly double _unit;
    private readonly double _left;
    private readonly double[] _rowTop;
    private readonly double[] _rowHeight;

    public FlowDiagramLayout(FlowDiagram diagram)
    {
        _left = diagram.Stages.Count > 0 ? StageWidth + ColumnGap / 2 : StrokeRoom;
        _unit = (Width - StrokeRoom - _left) / diagram.Columns;
        Boxes = [.. diagram.Boxes.Select(Measure)];
        var rows = diagram.Boxes.Select(box => box.Row + 1).DefaultIfEmpty(0).Max();
        _rowTop = new double[rows];
        _rowHeight = new double[rows];
        var top = StrokeRoom;
        for (var row = 0; row < rows; row++)
        {
            _rowTop[row] = top;
            _rowHeight[row] = Boxes.Where(placed => placed.Box.Row == row).Select(placed => placed.Height).DefaultIfEmpty(0).Max();
            top += _rowHeight[row] + RowGap;
        }

        Height = Math.Max(top - RowGap, 0) + StrokeRoom;
        Boxes = [.. Boxes.Select(placed => placed with { Top = _rowTop[placed.Box.Row], Height = BoxHeight(placed) })];
    }

    public double Height { get; }

    public IReadOnlyList<PlacedBox> Boxes { get; }

    public static double StageLabelWidth => StageWidth - StrokeRoom;

    /// <summary>The top and height of a stage's strip.</summary>
    public (double Top, double Height) StageStrip(FlowStage stage) =>
        (_rowTop[stage.FirstRow], _rowTop[stage.LastRow] + _rowHeight[stage.LastRow] - _rowTop[stage.FirstRow]);

    /// <summary>The corners of an arrow from its tail to its head.</summary>
    public IReadOnlyList<(double X, double Y)> ArrowPoints(FlowArrow arrow)
    {
        var from = Boxes.Single(placed => placed.Box.Id == arrow.From);
        var to = Boxes.Single(placed => placed.Box.Id == arrow.To);
        if (to.Box.Kind == FlowBoxKind.Side)
        {
            var middle = to.Top + to.Height / 2;
            return [(from.CenterX, middle), (to.Left, middle)];
        }

        var bend = to.Top - RowGap / 2;
        return Math.Abs(from.CenterX - to.CenterX) < 0.5
            ? [(from.CenterX, from.Bottom), (to.CenterX, to.Top)]
            : [(from.CenterX, from.Bottom), (from.CenterX, bend), (to.CenterX, bend), (to.CenterX, to.Top)];
    }

    // Boxes on the flow share their row's height, so that branches stand level; a side box is as high as its text.
    private double BoxHeight(PlacedBox placed) =>
        placed.Box.Kind == FlowBoxKind.Main ? _rowHeight[placed.Box.Row] : placed.Height;

    private PlacedBox Measure(FlowBox box)
    {
        var left = _left + box.Column * _unit + ColumnGap / 2;
        var width = box.Span * _unit - ColumnGap;
        var room = width - 2 * Padding;
        // Bold letters are about a tenth wider.
        var heading = SvgText.Wrap(box.Heading, FontSize * 1.1, room).Select(text => new PlacedLine(text, 0, Bold: true));
        var lines = box.Lines.SelectMany(line =>
            SvgText.Wrap(line.Text, FontSize, room - line.Depth * Indent).Select((text, index) =>
                new PlacedLine(text, (line.Depth * Indent) + (index > 0 ? Indent / 2 : 0), Bold: false)));
        PlacedLine[] all = [.. heading, .. lines];
        return new PlacedBox(box, left, 0, width, all.Length * LineHeight + 2 * Padding - 3, all);
    }
}

internal sealed record PlacedLine(string Text, double Indent, bool Bold);

internal sealed record PlacedBox(FlowBox Box, double Left, double Top, double Width, double Height, IReadOnlyList<PlacedLine> Lines)
{
    public double CenterX => Left + Width / 2;

    public double Bottom => Top + Height;
}
