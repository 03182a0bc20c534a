using System.Globalization;

namespace OxyTrial.Bench;

/// <summary>A server process: seconds until it is ready, and its peak memory then.</summary>
internal sealed record ServerStart(string What, double[] Seconds, double[] MebiBytes)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Starts with the demo study.</summary>
    public static async Task<string> MeasureDemoAsync(string dll, int runs, CancellationToken cancellation)
    {
        // The first start plays the demo study; the ones measured find it.
        var spec = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "randomization-specs", "oxy-bpd-multisite", "spec.yaml"));
        return await InFolderAsync(async folder =>
        {
            await StartAsync(dll, folder, TimeSpan.FromMinutes(5), cancellation, "--demo", spec);
            return (await MeasureAsync("server with the demo study", runs, () => StartAsync(dll, folder, Longest, cancellation))).ToMarkdown();
        });
    }

    /// <summary>Starts with a journal of so many events: from the first event, and from a snapshot.</summary>
    public static Task<string> MeasureLargeAsync(string dll, int events, int runs, CancellationToken cancellation) => InFolderAsync(async folder =>
    {
        await LargeJournal.WriteAsync(folder, events, cancellation);
        var snapshots = Path.Combine(folder, "snapshots");
        var what = string.Create(CultureInfo.InvariantCulture, $"server with a journal of {events:#,0} events");
        var folded = await MeasureAsync($"{what}, from the first", runs, async () =>
        {
            if (Directory.Exists(snapshots))
            {
                Directory.Delete(snapshots, recursive: true);
            }

            return await StartAsync(dll, folder, Longest, cancellation);
        });
        await KeepAsync(dll, folder, snapshots, cancellation);
        var read = await MeasureAsync($"{what}, from a snapshot", runs, () => StartAsync(dll, folder, Longest, cancellation));
        return folded.ToMarkdown() + read.ToMarkdown();
    });

    public string ToMarkdown() => string.Create(CultureInfo.InvariantCulture,
        $"| {What}, lower median of {Seconds.Length} starts | figure | range |\n|---|---|---|\n| seconds from process start until it is ready | {Seconds[(Seconds.Length - 1) / 2]:0.00} | {Seconds[0]:0.00}–{Seconds[^1]:0.00} |\n| peak resident memory, MiB | {MebiBytes[(MebiBytes.Length - 1) / 2]:0} | {MebiBytes[0]:0}–{MebiBytes[^1]:0} |\n");

    private static async Task<ServerStart> MeasureAsync(string what, int runs, Func<Task<(double Seconds, double MebiBytes)>> start)
    {
        var starts = new List<(double Seconds, double MebiBytes)>();
        for (var run = 0; run < runs; run++)
        {
            starts.Add(await start());
        }

        return new ServerStart(what, [.. starts.Select(one => one.Seconds).Order()], [.. starts.Select(one => one.MebiBytes).Order()]);
    }

    // A server that has its time writes the snapshot by itself.
    private static async Task KeepAsync(string dll, string folder, string snapshots, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        using var process = Server(dll, folder);
        await process.ReadyAsync(client, Longest, cancellation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        while (!Directory.Exists(snapshots) || !Directory.EnumerateFiles(snapshots, "*.snapshot").Any())
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private static async Task<(double Seconds, double MebiBytes)> StartAsync(string dll, string folder, TimeSpan limit, CancellationToken cancellation, params string[] extra)
    {
        using var client = new HttpClient();
        using var process = Server(dll, folder, extra);
        return (await process.ReadyAsync(client, limit, cancellation), process.PeakMebiBytes());
    }

    private static ServerProcess Server(string dll, string folder, params string[] extra) => new(dll, folder, new Uri("http://127.0.0.1:18099"), extra);

    private static async Task<string> InFolderAsync(Func<string, Task<string>> measure)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-start-").FullName;
        try
        {
            return await measure(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
