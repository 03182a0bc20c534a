using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Html;
using OxyTrial.Reports.Pdf;

namespace OxyTrial.Web.Api;

/// <summary>A report as a response: the same document on screen and as PDF.</summary>
public static class ReportResult
{
    /// <summary>Self-contained HTML; its own style sheet stands inside, which its content security policy allows and nothing else.</summary>
    public static async Task<IResult> HtmlAsync(HttpContext http, ReportDocument document)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        return Results.Text(await HtmlReportRenderer.RenderAsync(document, HtmlMedium.Screen, http.RequestAborted), "text/html; charset=utf-8");
    }

    /// <summary>PDF, shown in the browser under a file name.</summary>
    public static async Task<IResult> PdfAsync(HttpContext http, ReportDocument document, string fileName)
    {
        ArgumentNullException.ThrowIfNull(http);
        var pdf = await http.RequestServices.GetRequiredService<IPdfRenderer>().RenderAsync(document, http.RequestAborted);
        http.Response.Headers.ContentDisposition = new ContentDisposition(DispositionTypeNames.Inline) { FileName = fileName }.ToString();
        return Results.Bytes(pdf, MediaTypeNames.Application.Pdf);
    }
}
