using System.Diagnostics;
using OxyTrial.Reports.Pdf;

namespace OxyTrial.Reports.Tests.Pdf;

public sealed class BrowserLifeTests
{
    [Fact]
    public async Task A_killed_browser_is_started_again()
    {
        WarmChromium.Require();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "finds the browser's process by /proc");
        using var folder = new TemporaryFolder();
        // An argument nobody else has tells this test's browser from all others on the machine.
        var mark = $"--oxytrial-test={folder.PathOf("browser")}";
        await using var renderer = new ChromiumPdfRenderer(ChromiumOptions.FromEnvironment() with { ExtraArguments = [mark] });
        var before = await renderer.RenderAsync(Samples.Sheet(), TestContext.Current.CancellationToken);
        Kill(mark);
        Assert.Equal(before, await renderer.RenderAsync(Samples.Sheet(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_missing_browser_is_told_with_what_to_install()
    {
        await using var renderer = new ChromiumPdfRenderer(new ChromiumOptions { ExecutablePath = "/nowhere/chromium" });
        var error = await Assert.ThrowsAsync<ChromiumUnavailableException>(() =>
            renderer.RenderAsync(Samples.Sheet(), TestContext.Current.CancellationToken));
        Assert.Contains("/nowhere/chromium", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt install chromium-headless-shell", error.Message, StringComparison.Ordinal);
        Assert.Contains(ChromiumOptions.PathVariable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_no_browser_is_told_apart_from_a_missing_one()
    {
        Assert.SkipUnless(File.Exists("/bin/true"), "needs /bin/true to stand in for a broken browser");
        await using var renderer = new ChromiumPdfRenderer(new ChromiumOptions { ExecutablePath = "/bin/true" });
        var error = await Assert.ThrowsAsync<ChromiumUnavailableException>(() =>
            renderer.RenderAsync(Samples.Sheet(), TestContext.Current.CancellationToken));
        Assert.Contains("does not start", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_renderer_prints_no_more()
    {
        var renderer = new ChromiumPdfRenderer(ChromiumOptions.FromEnvironment());
        await renderer.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => renderer.RenderAsync(Samples.Sheet(), TestContext.Current.CancellationToken));
    }

    private static void Kill(string mark)
    {
        foreach (var process in Process.GetProcesses())
        {
            var commandLine = $"/proc/{process.Id}/cmdline";
            if (IsMarked(commandLine, mark))
            {
                process.Kill();
                process.WaitForExit();
            }
        }
    }

    private static bool IsMarked(string commandLine, string mark)
    {
        try
        {
            return File.ReadAllText(commandLine).Split('\0') is [_, .. var arguments] && arguments.Contains(mark) && !arguments.Any(a => a.StartsWith("--type=", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
