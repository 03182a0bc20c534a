namespace OxyTrial.Reports.Pdf;

/// <summary>The browser that prints reports is not there or does not start; the message says what to install or set.</summary>
public sealed class ChromiumUnavailableException : Exception
{
    public ChromiumUnavailableException()
    {
    }

    public ChromiumUnavailableException(string message)
        : base(message)
    {
    }

    public ChromiumUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static ChromiumUnavailableException Missing(string path) => new(
        $"Reports are printed by Chromium, which is not at {path}. Install it (Debian: apt install chromium-headless-shell fonts-liberation) "
        + $"or set {ChromiumOptions.PathVariable} to its executable.");

    internal static ChromiumUnavailableException DoesNotStart(string path, Exception cause) => new(
        $"Chromium at {path} does not start. Try it by hand: {path} --headless --print-to-pdf=/tmp/page.pdf about:blank. "
        + $"In a container it may need to run without its sandbox ({nameof(ChromiumOptions.WithoutSandbox)}).",
        cause);
}
