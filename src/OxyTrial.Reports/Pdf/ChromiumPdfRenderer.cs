using System.Collections.Concurrent;
using Microsoft.Playwright;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Html;

namespace OxyTrial.Reports.Pdf;

/// <summary>
/// Prints a report's HTML with a headless Chromium that is started once and reused. The pages run no script and reach no network;
/// dates and ids in the file are replaced by the document's own, so that the same document gives the same bytes.
/// </summary>
public sealed class ChromiumPdfRenderer : IPdfRenderer, IAsyncDisposable
{
    private readonly ChromiumOptions _options;
    private readonly ChromiumBrowser _browser;
    private readonly ConcurrentBag<PrintingPage> _idle = [];
    private readonly SemaphoreSlim _slots;

    /// <summary>Builds the renderer; the browser starts with the first report.</summary>
    public ChromiumPdfRenderer(ChromiumOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumConcurrency, 1);
        _options = options;
        _browser = new ChromiumBrowser(options);
        _slots = new SemaphoreSlim(options.MaximumConcurrency, options.MaximumConcurrency);
    }

    /// <inheritdoc/>
    /// <exception cref="ChromiumUnavailableException">The browser is not there or does not start.</exception>
    public async Task<byte[]> RenderAsync(ReportDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var html = await HtmlReportRenderer.RenderAsync(document, HtmlMedium.Paper, cancellationToken).ConfigureAwait(false);
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var printed = await PrintOnLivingBrowserAsync(html, document.Stamp, cancellationToken).ConfigureAwait(false);
            return PdfNormalizer.Normalize(printed, document.Stamp.PrintedAt);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Stops the browser.</summary>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync().ConfigureAwait(false);
        _slots.Dispose();
    }

    // A browser may die between two reports or within one; printing has no side effect, so a second try is safe.
    private async Task<byte[]> PrintOnLivingBrowserAsync(string html, ReportStamp stamp, CancellationToken cancellationToken)
    {
        var browser = await _browser.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await PrintAsync(browser, html, stamp, cancellationToken).ConfigureAwait(false);
        }
        catch (PlaywrightException) when (!browser.IsConnected)
        {
            browser = await _browser.GetAsync(cancellationToken).ConfigureAwait(false);
            return await PrintAsync(browser, html, stamp, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<byte[]> PrintAsync(IBrowser browser, string html, ReportStamp stamp, CancellationToken cancellationToken)
    {
        var page = _idle.TryTake(out var idle) && idle.Browser == browser
            ? idle
            : await PrintingPage.OpenAsync(browser, _options.StepTimeout).ConfigureAwait(false);
        var printed = await page.PrintAsync(html, PaperOptions(stamp), cancellationToken).ConfigureAwait(false);

        // Only a page that printed is used again; one that failed is left to the browser's end.
        _idle.Add(page);
        return printed;
    }

    private static PagePdfOptions PaperOptions(ReportStamp stamp) => new()
    {
        Format = "A4",
        PrintBackground = true,
        Tagged = true,
        Outline = true,
        DisplayHeaderFooter = true,
        HeaderTemplate = PageMarginTemplates.Header(stamp),
        FooterTemplate = PageMarginTemplates.Footer(stamp),
        Margin = new Margin { Top = "14mm", Bottom = "18mm", Left = "14mm", Right = "14mm" },
    };
}
