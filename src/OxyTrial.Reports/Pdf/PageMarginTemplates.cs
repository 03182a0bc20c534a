using System.Text.Encodings.Web;
using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Pdf;

/// <summary>
/// The running header and footer. Chromium prints them as pages of their own, without the report's style sheet, and fills in the
/// elements of class <c>pageNumber</c> and <c>totalPages</c>.
/// </summary>
internal static class PageMarginTemplates
{
    private const string Style =
        "width:100%;margin:0 14mm;font:7pt 'Liberation Sans',Arial,Helvetica,sans-serif;color:#33475a;display:flex;justify-content:space-between;gap:6mm;";

    public static string Header(ReportStamp stamp) =>
        $"""<div style="{Style}"><span>{Encode(stamp.Study)}{Circulation(stamp)}</span><span>{Encode(stamp.ReportText)}</span></div>""";

    public static string Footer(ReportStamp stamp) =>
        $"""<div style="{Style}border-top:0.5pt solid #b9c6d0;padding-top:1.5mm;line-height:1.35"><span style="overflow-wrap:anywhere">{Encode(stamp.Study)} · {Encode(stamp.ReportText)}<br>Printed {Encode(stamp.PrintedAtText)} by {Encode(stamp.PrintedBy)}<br>{Encode(stamp.Basis.Text)}</span><span style="white-space:nowrap;font-weight:bold">Page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>""";

    private static string Circulation(ReportStamp stamp) =>
        stamp.Circulation is { } circulation ? $"<br><b>{Encode(circulation)}</b>" : "";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
