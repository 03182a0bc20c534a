using OxyTrial.Reports.Consort;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Dosing;
using OxyTrial.Reports.Html;
using OxyTrial.Reports.Pdf;
using OxyTrial.Reports.Tests.Drawing;
using Shouldly;

namespace OxyTrial.Reports.Tests.Pdf;

public sealed class PrintedReportTests(WarmChromium chromium)
{
    [Fact]
    public async Task A_scanner_reads_the_kit_number_off_the_printed_dosing_sheet()
    {
        ExternalTool.Require("pdftoppm", "poppler-utils");
        ExternalTool.Require("zbarimg", "zbar-tools");
        using var folder = new TemporaryFolder();
        var pdf = await chromium.PrintToFileAsync(Samples.Sheet(), folder);
        await ExternalTool.RunAsync("pdftoppm", "-r", "150", "-png", pdf, folder.PathOf("page"));
        var read = await ExternalTool.RunAsync("zbarimg", "--quiet", "--raw", folder.PathOf("page-1.png"));
        Assert.Equal(Samples.Dosing.KitNumber, read.Trim());
    }

    [Fact]
    public async Task A_dosing_sheet_is_one_page_with_its_key_fields_as_text()
    {
        var pages = await PagesAsync(Samples.Sheet());
        var page = Assert.Single(pages);
        foreach (var text in new[] { "03-0017", "K48213-7", "BL-0042", "16 Mar 2026", "40.2 µg", "24 IU", "5 of 7", "Page 1 of 1" })
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_long_table_repeats_its_header_and_every_page_carries_the_stamp_and_its_number()
    {
        var rows = Enumerable.Range(1, 120).Select(i => (IReadOnlyList<string>)[$"K{i:00000}", "dispensed", $"{i}"]);
        var table = new ReportBlock.Table("Kits", [new("Kit number"), new("Status"), new("Doses left", ColumnKind.Numeric)], [.. rows]);
        var pages = await PagesAsync(new ReportDocument("Accountability log", Samples.Stamp, [table]));
        Assert.True(pages.Length >= 3, $"{pages.Length} pages");
        foreach (var (index, page) in pages.Index())
        {
            Assert.Contains("Doses left", page, StringComparison.Ordinal);
            Assert.Contains($"Page {index + 1} of {pages.Length}", page, StringComparison.Ordinal);
            foreach (var text in new[] { Samples.Stamp.Study, "Dosing sheet, version 1.2", "2026-03-02 09:15:00 UTC", "M. Keller, pharmacist", "Journal position 1482, chain 9f3a c01d 77be 20e4" })
            {
                Assert.Contains(text, page, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_watermark_stands_on_every_printed_page_and_not_in_the_way_of_a_screen_reader()
    {
        var stamp = Samples.Stamp with { Watermark = "UNBLINDED HD-003 only" };
        var paragraphs = Enumerable.Range(1, 200).Select(number => new ReportBlock.Paragraph($"Paragraph {number}"));
        var document = new ReportDocument("Disclosure", stamp, paragraphs);
        var pages = await PagesAsync(document);
        pages.Length.ShouldBeGreaterThan(1);

        // Slanted text comes out of the PDF in pieces; nothing else on these pages has this one.
        pages.ShouldAllBe(page => page.Contains("onl", StringComparison.Ordinal));
        (await PagesAsync(new ReportDocument("Disclosure", Samples.Stamp, paragraphs))).ShouldAllBe(page => !page.Contains("onl", StringComparison.Ordinal));
        (await HtmlReportRenderer.RenderAsync(document, HtmlMedium.Screen, TestContext.Current.CancellationToken)).ShouldContain("class=\"watermark\" aria-hidden=\"true\"");
    }

    [Fact]
    public async Task Every_printed_page_says_who_may_read_it_and_a_chart_prints_as_searchable_text()
    {
        var stamp = Samples.Stamp with { Circulation = "For the sealed annex only.", Basis = new ReportBasis.Computation("OxyTrial 0.1.0; seed 1") };
        var charts = ChartSamples.All("Chart").Select(chart => new ReportBlock.Figure(chart));
        var pages = await PagesAsync(new ReportDocument("Design", stamp, charts));
        pages.Length.ShouldBeGreaterThan(1);
        pages.ShouldAllBe(page => page.Contains("For the sealed annex only.", StringComparison.Ordinal) && page.Contains("OxyTrial 0.1.0; seed 1", StringComparison.Ordinal));
        pages[0].ShouldContain("Permuted block 4");
    }

    [Fact]
    public async Task A_page_break_starts_a_new_page()
    {
        var pages = await PagesAsync(new ReportDocument("Two pages", Samples.Stamp,
            [new ReportBlock.Paragraph("before"), new ReportBlock.PageBreak(), new ReportBlock.Paragraph("after")]));
        Assert.Equal(2, pages.Length);
        Assert.Contains("after", pages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pooled_flow_prints_its_diagram_as_searchable_text()
    {
        var pages = await PagesAsync(ConsortFlow.Build(Samples.Pooled(), Samples.Stamp));
        Assert.Contains("Randomized (n = 113)", pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_by_arm_prints_a_column_for_each_arm()
    {
        var pages = await PagesAsync(ConsortFlow.Build(Samples.ByArm(), Samples.Stamp));
        Assert.Contains("Allocated to Oxytocin (n = 57)", pages[0], StringComparison.Ordinal);
        Assert.Contains("Allocated to Placebo (n = 56)", pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_printed_report_is_tagged_for_screen_readers()
    {
        ExternalTool.Require("pdfinfo", "poppler-utils");
        using var folder = new TemporaryFolder();
        var pdf = await chromium.PrintToFileAsync(Samples.Sheet(), folder);
        Assert.Matches("Tagged: +yes", await ExternalTool.RunAsync("pdfinfo", pdf));
        Assert.Contains("H1", await ExternalTool.RunAsync("pdfinfo", "-struct", pdf), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dosing_sheet_with_a_warning_still_fits_on_one_page()
    {
        var rule = new NostrilRule("three puffs left, four right.", 3m, 4m);
        var page = Assert.Single(await PagesAsync(Samples.Sheet(Samples.Dosing with
        {
            Dose = new NasalDose(26m, 4m, rule),
            SprayedAt = new DateTimeOffset(2026, 3, 2, 11, 5, 0, TimeSpan.FromHours(1)),
        })));
        Assert.Contains("26 IU at 4 IU per puff are 6.5 puffs", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_printed_from_the_screen_carries_the_stamp_too()
    {
        WarmChromium.Require();
        ExternalTool.Require("pdftotext", "poppler-utils");
        using var folder = new TemporaryFolder();
        var html = await HtmlReportRenderer.RenderAsync(Samples.Sheet(), cancellationToken: TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.PathOf("report.html"), html, TestContext.Current.CancellationToken);
        string[] sandbox = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
        await ExternalTool.RunAsync(ChromiumOptions.FromEnvironment().ExecutablePath,
            ["--headless", "--disable-gpu", .. sandbox, $"--user-data-dir={folder.PathOf("profile")}", "--no-pdf-header-footer",
             $"--print-to-pdf={folder.PathOf("report.pdf")}", $"file://{folder.PathOf("report.html")}"]);
        var text = await ExternalTool.RunAsync("pdftotext", "-layout", folder.PathOf("report.pdf"), "-");
        Assert.Contains("Page 1 of", text, StringComparison.Ordinal);
        Assert.Contains("2026-03-02 09:15:00 UTC by M. Keller, pharmacist", text, StringComparison.Ordinal);
        Assert.Contains("Journal position 1482, chain 9f3a c01d 77be 20e4", text, StringComparison.Ordinal);
    }

    private async Task<string[]> PagesAsync(ReportDocument document)
    {
        ExternalTool.Require("pdftotext", "poppler-utils");
        using var folder = new TemporaryFolder();
        var text = await ExternalTool.RunAsync("pdftotext", "-layout", await chromium.PrintToFileAsync(document, folder), "-");
        return text.TrimEnd('\f').Split('\f');
    }
}
