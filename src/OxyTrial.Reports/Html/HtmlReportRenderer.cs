using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using OxyTrial.Reports.Document;

namespace OxyTrial.Reports.Html;

/// <summary>Where the HTML will be read.</summary>
public enum HtmlMedium
{
    /// <summary>A browser: the stamp stands at the end of the page, and on every sheet when the page is printed.</summary>
    Screen,

    /// <summary>The PDF printer, which puts the stamp on each page itself.</summary>
    Paper,
}

/// <summary>
/// Writes a report as one self-contained, accessible HTML file without script. The same document gives the same text.
/// </summary>
public static class HtmlReportRenderer
{
    /// <summary>Writes the report.</summary>
    public static async Task<string> RenderAsync(
        ReportDocument document, HtmlMedium medium = HtmlMedium.Screen, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        cancellationToken.ThrowIfCancellationRequested();
        await using var renderer = new HtmlRenderer(NoServices.Instance, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(ReportPage.Document)] = document,
            [nameof(ReportPage.Medium)] = medium,
        });
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<ReportPage>(parameters)).ToHtmlString()).ConfigureAwait(false);
    }

    // A report is a function of its document: its components may ask for no service.
    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
