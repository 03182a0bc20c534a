using Microsoft.Playwright;

namespace OxyTrial.Reports.Pdf;

/// <summary>
/// A page that prints one report after another: opening a page costs far more than printing one. It runs no script, so that nothing of a report
/// is left for the next. Not for two reports at once.
/// </summary>
internal sealed class PrintingPage
{
    // Never resolved: the request is answered from memory.
    private const string Address = "http://report.invalid/";
    private readonly IPage _page;
    private string _html = string.Empty;

    private PrintingPage(IBrowser browser, IPage page) => (Browser, _page) = (browser, page);

    /// <summary>The browser it belongs to.</summary>
    public IBrowser Browser { get; }

    public static async Task<PrintingPage> OpenAsync(IBrowser browser, TimeSpan stepTimeout)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            JavaScriptEnabled = false,
            Locale = "en-US",
            TimezoneId = "UTC",
            ServiceWorkers = ServiceWorkerPolicy.Block,
        }).ConfigureAwait(false);
        context.SetDefaultTimeout((float)stepTimeout.TotalMilliseconds);
        var opened = new PrintingPage(browser, await context.NewPageAsync().ConfigureAwait(false));
        await context.RouteAsync("**/*", opened.AnswerAsync).ConfigureAwait(false);
        return opened;
    }

    public async Task<byte[]> PrintAsync(string html, PagePdfOptions paper, CancellationToken cancellationToken)
    {
        _html = html;
        await _page.GotoAsync(Address).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _page.PdfAsync(paper).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task AnswerAsync(IRoute route) => route.Request.Url == Address
        ? route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html; charset=utf-8", Body = _html })
        : route.AbortAsync();
}
