using System.Globalization;
using System.Text;
using static OxyTrial.Reports.Drawing.SvgText;

namespace OxyTrial.Reports.Drawing;

/// <summary>Where a text is held.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>Writes the elements of a picture; each stands alone, without style sheet, definitions or references.</summary>
internal sealed class SvgCanvas
{
    public const double FontSize = 12;
    public const double SmallFontSize = 11;
    private readonly StringBuilder _svg = new();

    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string? dash = null) =>
        Append($"""<line x1="{Number(x1)}" y1="{Number(y1)}" x2="{Number(x2)}" y2="{Number(y2)}" stroke="{stroke}" stroke-width="{Number(width)}"{Dash(dash)}/>""");

    public void Polyline(IEnumerable<(double X, double Y)> points, string stroke, double width, string? dash = null) =>
        Append($"""<polyline points="{string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))}" fill="none" stroke="{stroke}" stroke-width="{Number(width)}" stroke-linejoin="round"{Dash(dash)}/>""");

    public void Rectangle(double x, double y, double width, double height, string fill, string? stroke = null) =>
        Append($"""<rect x="{Number(x)}" y="{Number(y)}" width="{Number(width)}" height="{Number(height)}" fill="{fill}"{(stroke is null ? "" : $" stroke=\"{stroke}\" stroke-width=\"1.4\"")}/>""");

    public void Text(double x, double y, string text, TextAnchor anchor = TextAnchor.Start, double size = FontSize, bool bold = false, string fill = ChartStyle.Ink) =>
        Append($"""<text x="{Number(x)}" y="{Number(y)}"{Anchor(anchor)}{(size == FontSize ? "" : $" font-size=\"{Number(size)}\"")}{(bold ? " font-weight=\"bold\"" : "")}{(fill == ChartStyle.Ink ? "" : $" fill=\"{fill}\"")}>{Encode(text)}</text>""");

    /// <summary>Text read from bottom to top, its middle at the point.</summary>
    public void Upward(double x, double y, string text) =>
        Append($"""<text transform="translate({Number(x)} {Number(y)}) rotate(-90)" text-anchor="middle">{Encode(text)}</text>""");

    /// <summary>A marker: filled in its color, or hollow.</summary>
    public void Marker(MarkerShape shape, double x, double y, string color, bool hollow = false, double radius = 5)
    {
        var paint = hollow ? $"fill=\"#fff\" stroke=\"{color}\" stroke-width=\"2\"" : $"fill=\"{color}\" stroke=\"#fff\" stroke-width=\"1\"";
        if (shape == MarkerShape.Circle)
        {
            Append($"""<circle cx="{Number(x)}" cy="{Number(y)}" r="{Number(radius)}" {paint}/>""");
        }
        else
        {
            Append($"""<path d="{Outline(shape, x, y, radius)}" {paint}/>""");
        }
    }

    /// <summary>The whole picture, with its name and description.</summary>
    public string Finish(string id, string title, string description, double width, double height) => string.Create(CultureInfo.InvariantCulture,
        $"""<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {Number(width)} {Number(height)}" role="img" aria-labelledby="{Encode(id)}-title {Encode(id)}-description" font-family="'Liberation Sans', Arial, Helvetica, sans-serif" font-size="{Number(FontSize)}" fill="{ChartStyle.Ink}"><title id="{Encode(id)}-title">{Encode(title)}</title><desc id="{Encode(id)}-description">{Encode(description)}</desc>{_svg}</svg>""");

    private static string Outline(MarkerShape shape, double x, double y, double r) => shape switch
    {
        MarkerShape.Diamond => Closed([(x, y - (r * 1.3)), (x + (r * 1.3), y), (x, y + (r * 1.3)), (x - (r * 1.3), y)]),
        MarkerShape.Square => Closed([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)]),
        MarkerShape.Triangle => Closed([(x, y - (r * 1.2)), (x + (r * 1.1), y + r), (x - (r * 1.1), y + r)]),
        MarkerShape.TriangleDown => Closed([(x, y + (r * 1.2)), (x + (r * 1.1), y - r), (x - (r * 1.1), y - r)]),
        _ => Closed(
        [
            (x - (r / 3), y - r), (x + (r / 3), y - r), (x + (r / 3), y - (r / 3)), (x + r, y - (r / 3)), (x + r, y + (r / 3)), (x + (r / 3), y + (r / 3)),
            (x + (r / 3), y + r), (x - (r / 3), y + r), (x - (r / 3), y + (r / 3)), (x - r, y + (r / 3)), (x - r, y - (r / 3)), (x - (r / 3), y - (r / 3)),
        ]),
    };

    private static string Closed(IEnumerable<(double X, double Y)> corners) =>
        $"M{string.Join('L', corners.Select(corner => $"{Number(corner.X)} {Number(corner.Y)}"))}z";

    private static string Anchor(TextAnchor anchor) => anchor switch
    {
        TextAnchor.Middle => " text-anchor=\"middle\"",
        TextAnchor.End => " text-anchor=\"end\"",
        _ => "",
    };

    private static string Dash(string? dash) => dash is null ? "" : $" stroke-dasharray=\"{dash}\"";

    private void Append(string element) => _svg.Append(element);
}
