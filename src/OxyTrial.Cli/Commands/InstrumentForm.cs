using OxyTrial.Instruments;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Html;
using OxyTrial.Reports.Pdf;
using OxyTrial.Web.Documents;

namespace OxyTrial.Cli.Commands;

/// <summary>A blank paper form that belongs to no study.</summary>
internal static class InstrumentForm
{
    public static async Task WriteAsync(Instrument instrument, string? file, CancellationToken cancellation)
    {
        var stamp = new ReportStamp("Blank form", PaperForm.ReportName, PaperForm.ReportVersion, TimeProvider.System.GetUtcNow(), Environment.UserName, new ReportBasis.Computation("A blank form, of no study"));
        var document = PaperForm.Build(instrument, stamp);
        switch (Path.GetExtension(file ?? ".html").ToUpperInvariant())
        {
            case ".HTML" when file is null:
                Console.WriteLine(await HtmlReportRenderer.RenderAsync(document, cancellationToken: cancellation));
                break;
            case ".HTML":
                await File.WriteAllTextAsync(file, await HtmlReportRenderer.RenderAsync(document, cancellationToken: cancellation), cancellation);
                break;
            case ".PDF":
                await File.WriteAllBytesAsync(file!, await PdfAsync(document, cancellation), cancellation);
                break;
            default:
                throw new CommandLineException($"{file}: a form is written as .html or .pdf.");
        }
    }

    private static async Task<byte[]> PdfAsync(ReportDocument document, CancellationToken cancellation)
    {
        try
        {
            await using var renderer = new ChromiumPdfRenderer(ChromiumOptions.FromEnvironment());
            return await renderer.RenderAsync(document, cancellation);
        }
        catch (ChromiumUnavailableException missing)
        {
            throw new CommandLineException($"{missing.Message} A form as .html needs no browser.");
        }
    }
}
