using System.Diagnostics;
using System.Globalization;

namespace OxyTrial.Bench;

/// <summary>A server process with a demo study: seconds until it answers, and its peak memory then.</summary>
internal sealed record ServerStart(double[] Seconds, double[] MebiBytes)
{
    public static async Task<ServerStart> MeasureAsync(string dll, int runs, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-start-").FullName;
        try
        {
            // The first start plays the demo study; the ones measured find it.
            var spec = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "randomization-specs", "oxy-bpd-multisite", "spec.yaml"));
            await StartAsync(dll, folder, TimeSpan.FromMinutes(5), cancellation, "--demo", spec);
            var starts = new List<(double Seconds, double MebiBytes)>();
            for (var run = 0; run < runs; run++)
            {
                starts.Add(await StartAsync(dll, folder, TimeSpan.FromMinutes(1), cancellation));
            }

            return new ServerStart([.. starts.Select(start => start.Seconds).Order()], [.. starts.Select(start => start.MebiBytes).Order()]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public string ToMarkdown() => string.Create(CultureInfo.InvariantCulture,
        $"| server with the demo study, lower median of {Seconds.Length} starts | figure | range |\n|---|---|---|\n| seconds from process start to the first answer | {Seconds[(Seconds.Length - 1) / 2]:0.00} | {Seconds[0]:0.00}–{Seconds[^1]:0.00} |\n| peak resident memory, MiB | {MebiBytes[(MebiBytes.Length - 1) / 2]:0} | {MebiBytes[0]:0}–{MebiBytes[^1]:0} |\n");

    private static async Task<(double Seconds, double MebiBytes)> StartAsync(string dll, string folder, TimeSpan limit, CancellationToken cancellation, params string[] extra)
    {
        const string address = "http://127.0.0.1:18099";
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [dll, "serve", "--data", folder, "--urls", address, .. extra]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            using var client = new HttpClient();
            while (watch.Elapsed < limit)
            {
                try
                {
                    using var answer = await client.GetAsync(new Uri($"{address}/sign-in"), cancellation);
                    answer.EnsureSuccessStatusCode();
                    var seconds = watch.Elapsed.TotalSeconds;
                    return (seconds, PeakMebiBytes(process.Id));
                }
                catch (HttpRequestException) when (!process.HasExited)
                {
                    await Task.Delay(10, cancellation);
                }
            }

            throw new InvalidOperationException("The server did not answer in time.");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(cancellation);
        }
    }

    // VmHWM: the most memory that was resident at once.
    private static double PeakMebiBytes(int process) => File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024).Single();
}
