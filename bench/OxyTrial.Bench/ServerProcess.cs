using System.Diagnostics;
using System.Globalization;

namespace OxyTrial.Bench;

/// <summary>A server process on Linux, killed when it is disposed of.</summary>
internal sealed class ServerProcess : IDisposable
{
    // Of /proc/PID/stat, after the name in parentheses: utime and stime in ticks of 10 ms (proc(5)).
    private const int UserTime = 11;
    private const double TickMicroseconds = 10_000;

    private readonly Process process;
    private readonly Stopwatch watch = Stopwatch.StartNew();

    /// <param name="dll">Path of oxytrial.dll.</param>
    /// <param name="data">Its data folder.</param>
    /// <param name="address">Where it is to listen.</param>
    /// <param name="more">More arguments.</param>
    public ServerProcess(string dll, string data, Uri address, params string[] more)
    {
        Address = address;
        process = Process.Start(new ProcessStartInfo("dotnet", [dll, "serve", "--data", data, "--urls", address.ToString(), .. more]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>Waits until it says that it is ready; answers the seconds since its start.</summary>
    /// <exception cref="InvalidOperationException">It ended, or is not ready within the limit.</exception>
    public async Task<double> ReadyAsync(HttpClient client, TimeSpan limit, CancellationToken cancellation)
    {
        while (watch.Elapsed < limit)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "/health/ready"), cancellation);
                answer.EnsureSuccessStatusCode();
                return watch.Elapsed.TotalSeconds;
            }
            catch (HttpRequestException) when (!process.HasExited) // not listening yet, or not ready
            {
                await Task.Delay(10, cancellation);
            }
        }

        throw new InvalidOperationException("The server did not answer in time.");
    }

    /// <summary>VmHWM: the most memory that was resident at once, in MiB.</summary>
    public double PeakMebiBytes() => File.ReadLines($"/proc/{process.Id}/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024).Single();

    /// <summary>The processor time it has used, in µs.</summary>
    public double ProcessorMicroseconds()
    {
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[UserTime], CultureInfo.InvariantCulture) + long.Parse(fields[UserTime + 1], CultureInfo.InvariantCulture)) * TickMicroseconds;
    }

    /// <summary>Stands still until <see cref="Continue"/>.</summary>
    public void Stop() => Signal("STOP");

    public void Continue() => Signal("CONT");

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
