using OxyTrial.Reports.Document;
using OxyTrial.Reports.Pdf;

[assembly: AssemblyFixture(typeof(OxyTrial.Reports.Tests.Pdf.WarmChromium))]

namespace OxyTrial.Reports.Tests.Pdf;

/// <summary>One warm renderer for all tests; tests are skipped with the reason where there is no Chromium.</summary>
public sealed class WarmChromium : IAsyncDisposable
{
    private readonly ChromiumPdfRenderer _renderer = new(ChromiumOptions.FromEnvironment());

    public static void Require()
    {
        var path = ChromiumOptions.FromEnvironment().ExecutablePath;
        Assert.SkipUnless(File.Exists(path), $"Chromium is not at {path} (Debian: apt install chromium-headless-shell)");
    }

    public Task<byte[]> PrintAsync(ReportDocument document)
    {
        Require();
        return _renderer.RenderAsync(document, TestContext.Current.CancellationToken);
    }

    /// <summary>Prints into a file that the test's own folder keeps until it is disposed.</summary>
    public async Task<string> PrintToFileAsync(ReportDocument document, TemporaryFolder folder)
    {
        var path = folder.PathOf("report.pdf");
        await File.WriteAllBytesAsync(path, await PrintAsync(document), TestContext.Current.CancellationToken);
        return path;
    }

    public ValueTask DisposeAsync() => _renderer.DisposeAsync();
}

/// <summary>A folder that goes with its test; kept under <c>REPORT_PICTURES</c> for those who want to look.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string? _kept = Environment.GetEnvironmentVariable("REPORT_PICTURES");
    private readonly string _path;

    public TemporaryFolder() => _path = _kept is null
        ? Directory.CreateTempSubdirectory("oxytrial-report-").FullName
        : Directory.CreateDirectory(Path.Combine(_kept, TestContext.Current.TestMethod!.MethodName)).FullName;

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Dispose()
    {
        if (_kept is null)
        {
            Directory.Delete(_path, recursive: true);
        }
    }
}
