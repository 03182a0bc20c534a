using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;

namespace OxyTrial.Samples;

/// <summary>The built command line as a process of its own; what it prints goes to files.</summary>
internal sealed partial class RunningProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task printed;

    private RunningProcess(Process process, Task printed, string log) => (this.process, this.printed, Log) = (process, printed, log);

    public int Id => process.Id;

    /// <summary>The first address on this machine that it printed; of a server the one it listens on.</summary>
    public Uri Address => new(Loopback().Match(Printed()).Value);

    /// <summary>Standard output and error.</summary>
    public string Log { get; }

    /// <summary>Starts it and waits for the line that says that it is ready.</summary>
    public static async Task<RunningProcess> StartAsync(string log, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var running = Start(log, environment, null, arguments);
        var since = Stopwatch.GetTimestamp();
        while (!running.Printed().Contains(" ready ", StringComparison.Ordinal))
        {
            if (running.process.HasExited || Stopwatch.GetElapsedTime(since) > LongestStart)
            {
                throw new InvalidOperationException($"oxytrial {string.Join(' ', arguments)} is not ready: {running.Printed()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        return running;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task RunAsync(string log, string input, params string[] arguments)
    {
        var (exitCode, printed) = await RunToEndAsync(log, input, arguments);
        exitCode.ShouldBe(0, printed);
    }

    /// <summary>Runs a command to its end, whatever that is; its exit code, and all that the log has.</summary>
    public static async Task<(int ExitCode, string Printed)> RunToEndAsync(string log, string input, params string[] arguments)
    {
        await using var running = Start(log, new Dictionary<string, string>(), input, arguments);
        await running.process.WaitForExitAsync();
        await running.printed;
        return (running.process.ExitCode, running.Printed());
    }

    public string Printed()
    {
        using var reader = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    /// <summary>Asks it to stop, as an operator does, and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        await printed;
        return process.ExitCode;
    }

    /// <summary>SIGKILL: it has no moment left to do anything.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        await printed;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        await printed;
        process.Dispose();
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Loopback();

    private static RunningProcess Start(string log, IReadOnlyDictionary<string, string> environment, string? input, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "oxytrial.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        if (input is not null)
        {
            process.StandardInput.WriteLine(input);
        }

        process.StandardInput.Close();
        var file = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return new RunningProcess(process, CopyAsync(process, file), log);
    }

    private static async Task CopyAsync(Process process, FileStream file)
    {
        await using (file)
        {
            await Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(file), process.StandardError.BaseStream.CopyToAsync(file));
        }
    }
}
