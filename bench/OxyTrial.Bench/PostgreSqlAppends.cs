using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;

namespace OxyTrial.Bench;

/// <summary>
/// The PostgreSQL store against plain inserts into the same database, all contestants once a round. The database may be any empty one; its
/// account makes tables and roles.
/// </summary>
internal sealed class PostgreSqlAppends : IAsyncDisposable
{
    private const int Clients = 16;
    private const int Studies = 64;

    private static readonly string[] Contestants =
    [
        "raw PostgreSQL, 32 rows a commit, 1 client (rows)",
        "raw PostgreSQL, a row a commit, 16 clients",
        "raw PostgreSQL, a row a commit, 64 clients",
        "journal append, 1 caller",
        "journal append, 1 study, 32 callers",
        "journal append, 1 study, 64 callers",
        "journal append, 64 studies, 64 callers",
    ];

    private static readonly byte[] Body = Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', 300)}\"}}");

    private readonly NpgsqlDataSource raw;
    private readonly PostgreSqlJournal journal;
    private readonly byte[] row = new byte[400];
    private int number;

    private PostgreSqlAppends(NpgsqlDataSource raw, PostgreSqlJournal journal) => (this.raw, this.journal) = (raw, journal);

    public static async Task<Measured> MeasureAsync(string connectionString, int rounds, CancellationToken cancellation)
    {
        await using var appends = await OpenAsync(connectionString, cancellation);
        var measured = new Measured(Contestants, "per second");
        await appends.RoundAsync();
        await appends.AnalyzeAsync();
        for (var round = 1; round <= rounds; round++)
        {
            measured.Add(await appends.RoundAsync());
            Console.Error.WriteLine($"round {round} of {rounds}");
        }

        return measured;
    }

    public static string ToMarkdown(Measured measured) => measured.ToMarkdown((4, 0), (5, 0), (6, 1), (6, 2));

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        await raw.DisposeAsync();
    }

    private static async Task<PostgreSqlAppends> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        await PostgreSqlMigrator.RunAsync(connectionString, new JournalRoles(), TimeProvider.System, cancellation);
        var raw = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 8, AutoPrepareMinUsages = 2, NoResetOnClose = true });
        await using var create = raw.CreateCommand("CREATE TABLE IF NOT EXISTS raw (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea NOT NULL)");
        await create.ExecuteNonQueryAsync(cancellation);
        return new PostgreSqlAppends(raw, await PostgreSqlJournal.OpenAsync(connectionString, TimeProvider.System, null, cancellation));
    }

    private async Task<double[]> RoundAsync() =>
    [
        await RateAsync(3200, () => InsertAsync(3200, clients: 1, perTransaction: 32)),
        await RateAsync(1600, () => InsertAsync(1600, Clients, perTransaction: 1)),
        await RateAsync(3200, () => InsertAsync(3200, Studies, perTransaction: 1)),
        await RateAsync(200, () => AppendAsync(200, callers: 1, studies: 1)),
        await RateAsync(3200, () => AppendAsync(3200, callers: 32, studies: 1)),
        await RateAsync(6400, () => AppendAsync(6400, callers: 64, studies: 1)),
        await RateAsync(3200, () => AppendAsync(3200, callers: Studies, Studies)),
    ];

    // A database learns of its tables' sizes by itself after a while; a measurement begins after that.
    private async Task AnalyzeAsync()
    {
        await using var analyze = raw.CreateCommand("ANALYZE");
        await analyze.ExecuteNonQueryAsync();
    }

    private Task InsertAsync(int rows, int clients, int perTransaction) => Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
    {
        await using var connection = await raw.OpenConnectionAsync();
        for (var done = 0; done < rows / clients; done += perTransaction)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection);
            for (var i = 0; i < perTransaction; i++)
            {
                var insert = new NpgsqlBatchCommand("INSERT INTO raw (body) VALUES ($1)");
                insert.Parameters.Add(new NpgsqlParameter { Value = row });
                batch.BatchCommands.Add(insert);
            }

            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
    })));

    private Task AppendAsync(int appends, int callers, int studies) => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
    {
        var study = string.Create(CultureInfo.InvariantCulture, $"bench-{studies}-{caller % studies}");
        for (var i = 0; i < appends / callers; i++)
        {
            var id = Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture);
            var request = new AppendRequest(
                study, id, new byte[32], "bench", DateTimeOffset.UnixEpoch, [new StreamVersion(id, 0)], [new NewEvent(id, "Benched", 1, Body)], [new Claim("kit", id)], new byte[64]);
            if (await journal.AppendAsync(request) is not AppendOutcome.Written)
            {
                throw new InvalidOperationException("A benchmark append was not written.");
            }
        }
    })));

    private static async Task<double> RateAsync(int count, Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return count / watch.Elapsed.TotalSeconds;
    }
}
