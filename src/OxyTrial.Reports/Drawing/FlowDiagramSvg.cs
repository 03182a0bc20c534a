using System.Globalization;
using System.Text;
using OxyTrial.Reports.Document;
using static OxyTrial.Reports.Drawing.SvgText;

namespace OxyTrial.Reports.Drawing;

/// <summary>Draws a flow diagram as an SVG element of its own: no style sheet, script, font file or other resource.</summary>
public static class FlowDiagramSvg
{
    private const string Ink = "#1b2b38";
    private const string Line = "#4a6072";

    /// <summary>Draws the diagram.</summary>
    /// <param name="diagram">What to draw.</param>
    /// <param name="idPrefix">Makes the element ids unique where a page holds several diagrams.</param>
    public static string Draw(FlowDiagram diagram, string idPrefix = "flow")
    {
        ArgumentNullException.ThrowIfNull(diagram);
        var layout = new FlowDiagramLayout(diagram);
        var id = Encode(idPrefix);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" class="flow" viewBox="0 0 {Number(FlowDiagramLayout.Width)} {Number(layout.Height)}" role="img" aria-labelledby="{id}-title {id}-description" font-family="'Liberation Sans', Arial, Helvetica, sans-serif" font-size="{Number(FlowDiagramLayout.FontSize)}" fill="{Ink}">""");
        svg.Append(CultureInfo.InvariantCulture, $"""<title id="{id}-title">{Encode(diagram.Title)}</title><desc id="{id}-description">{Encode(diagram.Description)}</desc>""");
        foreach (var stage in diagram.Stages)
        {
            AppendStage(svg, stage, layout);
        }

        foreach (var arrow in diagram.Arrows)
        {
            AppendArrow(svg, layout.ArrowPoints(arrow));
        }

        foreach (var box in layout.Boxes)
        {
            AppendBox(svg, box);
        }

        return svg.Append("</svg>").ToString();
    }

    private static void AppendStage(StringBuilder svg, FlowStage stage, FlowDiagramLayout layout)
    {
        var (top, height) = layout.StageStrip(stage);
        var x = FlowDiagramLayout.StageLabelWidth / 2 + 1;
        var middle = top + height / 2;
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="2" y="{Number(top)}" width="{Number(FlowDiagramLayout.StageLabelWidth - 2)}" height="{Number(height)}" rx="4" fill="#dce8ef"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text transform="translate({Number(x + 4)} {Number(middle)}) rotate(-90)" text-anchor="middle" font-weight="bold" fill="#17445e">{Encode(stage.Label)}</text>""");
    }

    private static void AppendBox(StringBuilder svg, PlacedBox box)
    {
        var isSide = box.Box.Kind == FlowBoxKind.Side;
        var fill = isSide ? "#f6f7f8" : "#fff";
        var dash = isSide ? """ stroke-dasharray="4 3" """ : " ";
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{Number(box.Left)}" y="{Number(box.Top)}" width="{Number(box.Width)}" height="{Number(box.Height)}" rx="4" fill="{fill}" stroke="{Line}" stroke-width="1.2"{dash}/>""");
        var baseline = box.Top + FlowDiagramLayout.Padding + FlowDiagramLayout.FontSize - 2;
        foreach (var line in box.Lines)
        {
            var weight = line.Bold ? """ font-weight="bold" """ : " ";
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Number(box.Left + FlowDiagramLayout.Padding + line.Indent)}" y="{Number(baseline)}"{weight}>{Encode(line.Text)}</text>""");
            baseline += FlowDiagramLayout.LineHeight;
        }
    }

    // The head is drawn as a triangle of its own: markers are lost by some printers and PDF converters.
    private static void AppendArrow(StringBuilder svg, IReadOnlyList<(double X, double Y)> points)
    {
        const double Head = 6;
        var (tipX, tipY) = points[^1];
        var (beforeX, beforeY) = points[^2];
        var (stepX, stepY) = (Math.Sign(tipX - beforeX), Math.Sign(tipY - beforeY));
        var (baseX, baseY) = (tipX - stepX * Head, tipY - stepY * Head);
        var corners = points.SkipLast(1).Append((X: baseX, Y: baseY)).Select(p => $"{Number(p.X)},{Number(p.Y)}");
        svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{string.Join(' ', corners)}" fill="none" stroke="{Line}" stroke-width="1.4"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{Number(tipX)} {Number(tipY)}L{Number(baseX - stepY * Head * 0.6)} {Number(baseY - stepX * Head * 0.6)}L{Number(baseX + stepY * Head * 0.6)} {Number(baseY + stepX * Head * 0.6)}z" fill="{Line}"/>""");
    }
}
