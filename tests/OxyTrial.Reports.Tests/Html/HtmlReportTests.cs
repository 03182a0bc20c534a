using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using OxyTrial.Reports.Consort;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Dosing;
using OxyTrial.Reports.Html;
using OxyTrial.Reports.Tests.Drawing;

namespace OxyTrial.Reports.Tests.Html;

public sealed class HtmlReportTests
{
    public static TheoryData<string> Reports => ["dosing sheet", "odd dose", "pooled flow", "flow by arm", "every block"];

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_report_has_a_language_a_title_one_h1_and_headings_without_gaps(string report)
    {
        var page = await ParseAsync(Report(report));
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.False(string.IsNullOrWhiteSpace(page.Title));
        Assert.Single(page.QuerySelectorAll("h1"));
        var levels = page.QuerySelectorAll("h1, h2, h3, h4").Select(h => h.LocalName[1] - '0').ToArray();
        Assert.Equal(1, levels[0]);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_report_runs_no_script_and_loads_nothing(string report)
    {
        var page = await ParseAsync(Report(report));
        Assert.Empty(page.QuerySelectorAll("script, link, img, iframe, object, embed, [src], [href], [onload], [onclick]"));
        Assert.DoesNotContain("url(", page.QuerySelector("style")!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page.QuerySelector("style")!.TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Tables_have_captions_and_scopes_pictures_have_names_and_ids_are_unique(string report)
    {
        var page = await ParseAsync(Report(report));
        Assert.All(page.QuerySelectorAll("table"), table => Assert.False(string.IsNullOrWhiteSpace(table.QuerySelector("caption")?.TextContent)));
        Assert.All(page.QuerySelectorAll("th"), th => Assert.Contains(th.GetAttribute("scope"), new[] { "col", "row" }));
        Assert.All(page.QuerySelectorAll("svg"), svg => Assert.True(svg.HasAttribute("aria-label") || Labels(page, svg)));
        Assert.All(page.QuerySelectorAll("dl"), dl => Assert.All(dl.Children, pair => Assert.Equal("DT DD", string.Join(' ', pair.Children.Select(c => c.TagName)))));
        var ids = page.QuerySelectorAll("[id]").Select(element => element.Id).ToArray();
        Assert.Equal(ids.Distinct().Count(), ids.Length);
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task The_same_document_gives_the_same_text(string report) =>
        Assert.Equal(await WriteAsync(Report(report)), await WriteAsync(Report(report)));

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</style><script>alert(1)</script>")]
    [InlineData("\" onload=\"alert(1)")]
    [InlineData("\"; } @import 'x'; \\")]
    [InlineData("</title></svg>&amp;<b>")]
    public async Task Hostile_text_stays_text(string hostile)
    {
        var stamp = Samples.Stamp with { Study = hostile, PrintedBy = hostile, ReportName = hostile, Basis = new ReportBasis.Journal(1, hostile), Circulation = hostile };
        var sheet = DosingSheet.Build(Samples.Dosing with { Site = hostile, KitNumber = hostile, EligibilityChecks = [hostile] }, stamp);
        var flow = new ReportBlock.Flow(new FlowDiagram(hostile, hostile, 1, [new(hostile, 0, 0)], [new("a", hostile, [new(hostile)], 0, 0, 1)], []));
        var document = new ReportDocument(hostile, stamp, [.. sheet.Blocks, flow, .. EveryBlock(hostile).Blocks]);
        var page = await ParseAsync(document);
        Assert.Empty(page.QuerySelectorAll("script, b, [onload]"));
        Assert.Single(page.QuerySelectorAll("style"));
        Assert.DoesNotContain("@import", page.QuerySelector("style")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("dd"), dd => dd.TextContent == hostile);
    }

    [Fact]
    public async Task The_stamp_stands_at_the_end_of_the_page_on_screen()
    {
        var footer = (await ParseAsync(Samples.Sheet())).QuerySelector("footer")!.TextContent;
        foreach (var text in new[] { Samples.Stamp.Study, "Dosing sheet, version 1.2", "2026-03-02 09:15:00 UTC", Samples.Stamp.PrintedBy, "Journal position 1482", "9f3a c01d 77be 20e4" })
        {
            Assert.Contains(text, footer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_flow_diagram_comes_with_the_same_words_as_a_table()
    {
        var diagram = ConsortFlow.Build(Samples.ByArm(), Samples.Stamp).Blocks.OfType<ReportBlock.Flow>().Single().Diagram;
        var table = (await ParseAsync(Report("flow by arm"))).QuerySelector("table.flow-text")!.TextContent;
        Assert.All(diagram.Boxes, box => Assert.All(box.Lines.Select(line => line.Text).Prepend(box.Heading), text => Assert.Contains(text, table, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_heading_that_skips_a_level_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ReportDocument("Title", Samples.Stamp, [new ReportBlock.Heading(3, "too deep")]));

    [Fact]
    public void A_row_with_too_few_cells_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ReportBlock.Table("T", [new("A"), new("B")], [["only one"]]));

    private static ReportDocument Report(string name) => name switch
    {
        "dosing sheet" => Samples.Sheet(),
        "odd dose" => Samples.Sheet(Samples.Dosing with { Dose = new NasalDose(26m, 4m) }),
        "pooled flow" => ConsortFlow.Build(Samples.Pooled(), Samples.Stamp),
        "flow by arm" => ConsortFlow.Build(Samples.ByArm(), Samples.Stamp),
        _ => EveryBlock("text"),
    };

    private static ReportDocument EveryBlock(string text) => new("Every block", Samples.Stamp,
    [
        new ReportBlock.Heading(2, text),
        new ReportBlock.Heading(3, text),
        new ReportBlock.Paragraph(text),
        new ReportBlock.KeyValueList([new(text, text, text, Emphasis.Key), new(text, null)]),
        new ReportBlock.Table(text, [new(text), new(text, ColumnKind.Numeric)], [[text, text]]),
        new ReportBlock.Notice(NoticeKind.Critical, text, [text]),
        new ReportBlock.Barcode(text, text, []),
        .. ChartSamples.All(text).Select(chart => new ReportBlock.Figure(chart)),
        new ReportBlock.Signatures([new(text, text, Samples.Stamp.PrintedAt), new(text)]),
        new ReportBlock.Checklist(text, [new(text, Checked: true), new(text)]),
        new ReportBlock.PageBreak(),
        new ReportBlock.Together([new ReportBlock.Paragraph(text)]),
    ]);

    private static bool Labels(IDocument page, IElement svg) =>
        svg.GetAttribute("aria-labelledby")?.Split(' ').All(id => !string.IsNullOrWhiteSpace(page.GetElementById(id)?.TextContent)) ?? false;

    private static async Task<IDocument> ParseAsync(ReportDocument document) =>
        new HtmlParser().ParseDocument(await WriteAsync(document));

    private static Task<string> WriteAsync(ReportDocument document) =>
        HtmlReportRenderer.RenderAsync(document, cancellationToken: TestContext.Current.CancellationToken);
}
