using System.Diagnostics;

namespace OxyTrial.Bench;

/// <summary>All contestants once a round, in turn, so that a machine that slows down slows all of them.</summary>
internal sealed class Interleaved
{
    private static readonly string[] Contestants =
    [
        "raw SQLite, one row a commit",
        "raw SQLite, 32 rows a commit (rows)",
        "raw SQLite group commit, 32 callers",
        "journal append, 1 caller",
        "journal append, 32 callers",
        "HTTP randomization, 1 client",
        "HTTP randomization, 32 clients",
    ];

    public static async Task<Table> RunAsync(int rounds, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-bench-").FullName;
        try
        {
            using var raw = new RawSqlite(folder);
            await using var journal = new JournalAppends(folder);
            await using var http = await HttpRandomizations.StartAsync(folder, cancellation);
            var measured = new Measured(Contestants, "per second");
            await RoundAsync(raw, journal, http, cancellation);
            for (var round = 1; round <= rounds; round++)
            {
                measured.Add(await RoundAsync(raw, journal, http, cancellation));
                Console.Error.WriteLine($"round {round} of {rounds}");
            }

            return new Table(measured);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double[]> RoundAsync(RawSqlite raw, JournalAppends journal, HttpRandomizations http, CancellationToken cancellation)
    {
        var alone = await http.PrepareAsync(96, cancellation);
        var crowd = await http.PrepareAsync(640, cancellation);
        return
        [
            await RateAsync(200, () => { raw.Insert(200, 1); return Task.CompletedTask; }),
            await RateAsync(3200, () => { raw.Insert(3200, 32); return Task.CompletedTask; }),
            await RateAsync(3200, () => raw.InsertGroupedAsync(3200, callers: 32)),
            await RateAsync(200, () => journal.AppendAsync(200, callers: 1)),
            await RateAsync(3200, () => journal.AppendAsync(3200, callers: 32)),
            await RateAsync(alone.Length, () => http.RandomizeAsync(alone, clients: 1, cancellation)),
            await RateAsync(crowd.Length, () => http.RandomizeAsync(crowd, clients: 32, cancellation)),
        ];
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
    public string ToMarkdown() => Measured.ToMarkdown((3, 0), (4, 2), (5, 0), (6, 2));
}
