using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Pdf;

/// <summary>Writes a report as PDF.</summary>
public interface IPdfRenderer
{
    /// <summary>Writes the report; the same document gives the same bytes from the same renderer version.</summary>
    Task<byte[]> RenderAsync(ReportDocument document, CancellationToken cancellationToken = default);
}
