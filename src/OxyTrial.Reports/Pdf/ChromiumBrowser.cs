using Microsoft.Playwright;

namespace OxyTrial.Reports.Pdf;

/// <summary>One headless Chromium: started at the first use, kept warm, started again after it died.</summary>
internal sealed class ChromiumBrowser(ChromiumOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private bool _disposed;

    /// <summary>The running browser.</summary>
    /// <exception cref="ChromiumUnavailableException">It is not there or does not start.</exception>
    public async Task<IBrowser> GetAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_browser is { IsConnected: true })
            {
                return _browser;
            }

            await StopAsync().ConfigureAwait(false);
            return _browser = await StartAsync().ConfigureAwait(false);
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _starting.WaitAsync().ConfigureAwait(false);
        try
        {
            _disposed = true;
            await StopAsync().ConfigureAwait(false);
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<IBrowser> StartAsync()
    {
        if (!File.Exists(options.ExecutablePath))
        {
            throw ChromiumUnavailableException.Missing(options.ExecutablePath);
        }

        try
        {
            _playwright = await Playwright.CreateAsync().ConfigureAwait(false);
            return await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = options.ExecutablePath,
                Headless = true,
                ChromiumSandbox = !options.WithoutSandbox,
                Args = options.Arguments(),
                Timeout = (float)options.StepTimeout.TotalMilliseconds,
            }).ConfigureAwait(false);
        }
        catch (PlaywrightException exception)
        {
            await StopAsync().ConfigureAwait(false);
            throw ChromiumUnavailableException.DoesNotStart(options.ExecutablePath, exception);
        }
    }

    private async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync().ConfigureAwait(false);
            _browser = null;
        }

        _playwright?.Dispose();
        _playwright = null;
    }
}
