using OxyTrial.Reports.Document;
using OxyTrial.Reports.Pdf;
using QuestPDF.Fluent;
using QuestPDF.Helpers;
using QuestPDF.Infrastructure;

namespace OxyTrial.Reports.QuestPdf;

/// <summary>
/// Writes a report with QuestPDF: no browser is needed, and the same document is walked. The license is the operator's to choose,
/// because QuestPDF's terms depend on who runs it.
/// </summary>
public sealed class QuestPdfRenderer : IPdfRenderer
{
    /// <summary>Builds the renderer and states the license to QuestPDF.</summary>
    public QuestPdfRenderer(LicenseType license) => QuestPDF.Settings.License = license;

    /// <inheritdoc/>
    public Task<byte[]> RenderAsync(ReportDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Task.Run(() => Write(document), cancellationToken);
    }

    // "Document" alone would be this product's namespace.
    private static byte[] Write(ReportDocument document) => global::QuestPDF.Fluent.Document
        .Create(container => container.Page(page =>
        {
            page.Size(PageSizes.A4);
            page.Margin(14, Unit.Millimetre);
            page.DefaultTextStyle(style => style.FontSize(9.6f).FontFamily("Liberation Sans", "Arial").FontColor(BlockWriter.Ink));
            page.Header().PaddingBottom(8).Text(text => WriteHeader(text, document.Stamp));
            page.Content().Column(column =>
            {
                column.Spacing(6);
                column.Item().SemanticHeader1().Text(document.Title).FontSize(18).Bold();
                foreach (var block in document.Blocks)
                {
                    block.Accept(new BlockWriter(column));
                }
            });
            page.Footer().PaddingTop(6).Text(text => WriteStamp(text, document.Stamp));
        }))
        .WithMetadata(new DocumentMetadata
        {
            Title = document.Title,
            Language = document.Language,
            Creator = "OxyTrial",
            CreationDate = document.Stamp.PrintedAt.ToUniversalTime(),
            ModifiedDate = document.Stamp.PrintedAt.ToUniversalTime(),
        })
        .GeneratePdf();

    private static void WriteHeader(TextDescriptor text, ReportStamp stamp)
    {
        text.DefaultTextStyle(style => style.FontSize(7));
        text.Line($"{stamp.Study}   {stamp.ReportText}");
        if (stamp.Circulation is { } circulation)
        {
            text.Span(circulation).Bold();
        }
    }

    private static void WriteStamp(TextDescriptor text, ReportStamp stamp)
    {
        text.DefaultTextStyle(style => style.FontSize(7));
        text.Line($"{stamp.Study} · {stamp.ReportText}");
        text.Line($"Printed {stamp.PrintedAtText} by {stamp.PrintedBy}");
        text.Line(stamp.Basis.Text);
        text.Span("Page ");
        text.CurrentPageNumber();
        text.Span(" of ");
        text.TotalPages();
    }
}
