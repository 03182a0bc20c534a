using System.Diagnostics;

namespace OxyTrial.Bench;

/// <summary>All contestants once a round, in turn, so that a machine that slows down slows all of them.</summary>
internal sealed class Interleaved
{
    // So many rounds before the first one measured: a server runs for months, and what the runtime compiles in its first minute is not its speed.
    private const int WarmUpRounds = 25;

    private static readonly string[] Contestants =
    [
        "file: append of 4 KiB and fsync",
        "raw SQLite, one row a commit",
        "raw SQLite, 32 rows a commit (rows)",
        "raw SQLite group commit of a row, 32 callers",
        "raw SQLite, an append's rows a commit",
        "raw SQLite group commit of an append's rows, 32 callers",
        "journal append, 1 caller",
        "journal append, 32 callers",
        "HTTP: is the server alive, 32 clients",
        "HTTP randomization, 1 client",
        "HTTP randomization, 32 clients",
    ];

    public static async Task<Table> RunAsync(int rounds, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-bench-").FullName;
        try
        {
            using var file = new FileStream(Path.Combine(folder, "appended"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            using var rows = RawSqlite.OfRows(folder);
            using var appends = await RawSqlite.OfAppendsAsync(folder);
            await using var journal = new JournalAppends(folder);
            await using var http = await HttpRandomizations.StartAsync(folder, cancellation);
            var measured = new Measured(Contestants, "per second");
            for (var round = -WarmUpRounds; round < rounds; round++)
            {
                var figures = await RoundAsync(file, rows, appends, journal, http, cancellation);
                Console.Error.WriteLine($"round {round + 1} of {rounds}");
                if (round >= 0)
                {
                    measured.Add(figures);
                }
            }

            return new Table(measured);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double[]> RoundAsync(FileStream file, RawSqlite rows, RawSqlite appends, JournalAppends journal, HttpRandomizations http, CancellationToken cancellation)
    {
        var alone = await http.PrepareAsync(96, cancellation);
        var crowd = await http.PrepareAsync(640, cancellation);
        return
        [
            await RateAsync(200, () => { Append(file, 200); return Task.CompletedTask; }),
            await RateAsync(200, () => { rows.Insert(200, 1); return Task.CompletedTask; }),
            await RateAsync(3200, () => { rows.Insert(3200, 32); return Task.CompletedTask; }),
            await RateAsync(3200, () => rows.InsertGroupedAsync(3200, callers: 32)),
            await RateAsync(200, () => { appends.Insert(200, 1); return Task.CompletedTask; }),
            await RateAsync(3200, () => appends.InsertGroupedAsync(3200, callers: 32)),
            await RateAsync(200, () => journal.AppendAsync(200, callers: 1)),
            await RateAsync(3200, () => journal.AppendAsync(3200, callers: 32)),
            await RateAsync(3200, () => http.AskAsync(3200, clients: 32, cancellation)),
            await RateAsync(alone.Length, () => http.RandomizeAsync(alone, clients: 1, cancellation)),
            await RateAsync(crowd.Length, () => http.RandomizeAsync(crowd, clients: 32, cancellation)),
        ];
    }

    private static void Append(FileStream file, int times)
    {
        var page = new byte[4096];
        for (var i = 0; i < times; i++)
        {
            file.Write(page);
            file.Flush(flushToDisk: true);
        }
    }

    private static async Task<double> RateAsync(int count, Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return count / watch.Elapsed.TotalSeconds;
    }
}

/// <summary>The figures with the ratios that matter.</summary>
internal sealed record Table(Measured Measured)
{
    public string ToMarkdown() => Measured.ToMarkdown((6, 1), (7, 3), (6, 4), (7, 5), (8, 3), (9, 1), (10, 3), (10, 5), (10, 8));
}
