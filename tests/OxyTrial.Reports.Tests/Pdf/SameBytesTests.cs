using System.Text;
using OxyTrial.Reports.Consort;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Pdf;

namespace OxyTrial.Reports.Tests.Pdf;

public sealed class SameBytesTests(WarmChromium chromium)
{
    [Fact]
    public async Task The_same_document_printed_twice_by_one_browser_gives_the_same_bytes()
    {
        var flow = ConsortFlow.Build(Samples.Pooled(), Samples.Stamp);
        var first = await chromium.PrintAsync(flow);
        await chromium.PrintAsync(Samples.Sheet());
        Assert.Equal(first, await chromium.PrintAsync(ConsortFlow.Build(Samples.Pooled(), Samples.Stamp)));
    }

    [Fact]
    public async Task Two_browsers_give_the_same_bytes_whatever_each_printed_before()
    {
        WarmChromium.Require();
        await using var other = new WarmChromium();
        await other.PrintAsync(Samples.Sheet());
        await other.PrintAsync(LongTable());
        Assert.Equal(await chromium.PrintAsync(LongTable()), await other.PrintAsync(LongTable()));
    }

    [Fact]
    public async Task Reports_printed_at_the_same_time_do_not_mix()
    {
        var expected = await chromium.PrintAsync(Samples.Sheet());
        var printed = await Task.WhenAll(chromium.PrintAsync(Samples.Sheet()), chromium.PrintAsync(LongTable()), chromium.PrintAsync(Samples.Sheet()));
        Assert.Equal(expected, printed[0]);
        Assert.Equal(expected, printed[2]);
        Assert.NotEqual(expected, printed[1]);
    }

    [Fact]
    public async Task The_file_stays_whole_and_states_the_time_of_printing()
    {
        ExternalTool.Require("qpdf", "qpdf");
        ExternalTool.Require("pdfinfo", "poppler-utils");
        using var folder = new TemporaryFolder();
        var pdf = await chromium.PrintToFileAsync(LongTable(), folder);
        Assert.Contains("No syntax or stream encoding errors found", await ExternalTool.RunAsync("qpdf", "--check", pdf), StringComparison.Ordinal);
        Assert.Matches("CreationDate: +2026-03-02T09:15:00Z", await ExternalTool.RunAsync("pdfinfo", "-isodates", pdf));
    }

    [Fact]
    public async Task A_heading_that_reads_like_an_element_id_is_left_as_it_is()
    {
        var pdf = await chromium.PrintAsync(new ReportDocument("Ids", Samples.Stamp, [new ReportBlock.Heading(2, "node00004711"), Table(3)]));
        Assert.Contains("/Title (node00004711)", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_id_becomes_the_hash_of_the_content()
    {
        var one = Normalized("0011223344556677889900112233445566778899".Remove(32), "A");
        Assert.Equal(one, Normalized("ffffffffffffffffffffffffffffffff", "A"));
        Assert.NotEqual(one[^40..], Normalized("ffffffffffffffffffffffffffffffff", "B")[^40..]);

        static string Normalized(string id, string content) => Encoding.Latin1.GetString(PdfNormalizer.Normalize(Encoding.Latin1.GetBytes(
            $"<</Title ({content}) /CreationDate (D:20250101000000+00'00') /ModDate (D:20250101000000+00'00')>> /ID [<{id}> <{id}>]"),
            Samples.Stamp.PrintedAt));
    }

    [Theory]
    [InlineData(77, 101)]
    [InlineData(4077, 5101)]
    [InlineData(101, 77)]
    public void Element_numbers_count_from_one_in_the_documents_order_whatever_numbers_the_writer_gave(int first, int second)
    {
        var normalized = Encoding.Latin1.GetString(PdfNormalizer.Normalize(Encoding.Latin1.GetBytes(
            $"/CreationDate (D:20250101000000+00'00') /ModDate (D:20250101000000+00'00') /ID (node{first:D8}) /ID (node{second:D8})\n"
            + Leaf((first, 9), (second, 12))), Samples.Stamp.PrintedAt));
        Assert.EndsWith("/ID (node00000001) /ID (node00000002)\n" + Leaf((1, 9), (2, 12)), normalized, StringComparison.Ordinal);

        // As the writer puts it: sorted by its own numbers, each with the object it names.
        static string Leaf(params (int Number, int Object)[] elements)
        {
            var sorted = elements.OrderBy(element => element.Number).Select(element => $"(node{element.Number:D8}) {element.Object} 0 R").ToArray();
            return $"<</Limits [{sorted[0][..14]} {sorted[^1][..14]}]\n/Names [{string.Join(' ', sorted)}]>>";
        }
    }

    [Fact]
    public void A_file_of_an_unknown_writer_is_refused() =>
        Assert.Throws<InvalidDataException>(() => PdfNormalizer.Normalize("%PDF-1.7 no dates"u8.ToArray(), Samples.Stamp.PrintedAt));

    private static ReportDocument LongTable() => new("Log", Samples.Stamp, [Table(60)]);

    private static ReportBlock.Table Table(int rows) => new("Kits", [new("Kit number"), new("Status")],
        [.. Enumerable.Range(1, rows).Select(i => (IReadOnlyList<string>)[$"K{i:00000}", "dispensed"])]);
}
