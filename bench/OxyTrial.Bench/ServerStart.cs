using System.Globalization;

namespace OxyTrial.Bench;

/// <summary>A server process: seconds until it is ready, and its peak memory then.</summary>
internal sealed record ServerStart(string What, double[] Seconds, double[] MebiBytes)
{
    /// <summary>Starts with the demo study.</summary>
    public static Task<ServerStart> MeasureDemoAsync(string dll, int runs, CancellationToken cancellation)
    {
        // The first start plays the demo study; the ones measured find it.
        var spec = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "randomization-specs", "oxy-bpd-multisite", "spec.yaml"));
        return MeasureAsync("server with the demo study", dll, runs, folder => StartAsync(dll, folder, TimeSpan.FromMinutes(5), cancellation, "--demo", spec), cancellation);
    }

    /// <summary>Starts with a journal of so many events.</summary>
    public static Task<ServerStart> MeasureLargeAsync(string dll, int events, int runs, CancellationToken cancellation) => MeasureAsync(
        string.Create(CultureInfo.InvariantCulture, $"server with a journal of {events:#,0} events"), dll, runs, folder => LargeJournal.WriteAsync(folder, events, cancellation), cancellation);

    private static async Task<ServerStart> MeasureAsync(string what, string dll, int runs, Func<string, Task> prepare, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-start-").FullName;
        try
        {
            await prepare(folder);
            var starts = new List<(double Seconds, double MebiBytes)>();
            for (var run = 0; run < runs; run++)
            {
                starts.Add(await StartAsync(dll, folder, TimeSpan.FromMinutes(1), cancellation));
            }

            return new ServerStart(what, [.. starts.Select(start => start.Seconds).Order()], [.. starts.Select(start => start.MebiBytes).Order()]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public string ToMarkdown() => string.Create(CultureInfo.InvariantCulture,
        $"| {What}, lower median of {Seconds.Length} starts | figure | range |\n|---|---|---|\n| seconds from process start until it is ready | {Seconds[(Seconds.Length - 1) / 2]:0.00} | {Seconds[0]:0.00}–{Seconds[^1]:0.00} |\n| peak resident memory, MiB | {MebiBytes[(MebiBytes.Length - 1) / 2]:0} | {MebiBytes[0]:0}–{MebiBytes[^1]:0} |\n");

    private static async Task<(double Seconds, double MebiBytes)> StartAsync(string dll, string folder, TimeSpan limit, CancellationToken cancellation, params string[] extra)
    {
        using var client = new HttpClient();
        using var process = new ServerProcess(dll, folder, new Uri("http://127.0.0.1:18099"), extra);
        return (await process.ReadyAsync(client, limit, cancellation), process.PeakMebiBytes());
    }
}
