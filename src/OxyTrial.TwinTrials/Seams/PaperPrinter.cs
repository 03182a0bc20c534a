using System.Text;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Html;
using OxyTrial.Reports.Pdf;

namespace OxyTrial.TwinTrials.Seams;

/// <summary>Stands in for the browser where printing every document would take hours: gives the very page that would be printed.</summary>
internal sealed class PaperPrinter : IPdfRenderer
{
    /// <inheritdoc/>
    public async Task<byte[]> RenderAsync(ReportDocument document, CancellationToken cancellationToken = default) =>
        Encoding.UTF8.GetBytes(await HtmlReportRenderer.RenderAsync(document, HtmlMedium.Paper, cancellationToken));
}
