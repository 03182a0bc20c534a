using System.Diagnostics;
using System.Globalization;
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
    private const int WarmUpRounds = 5;

    private static readonly string[] Contestants =
    [
        "raw PostgreSQL, 32 rows a commit, 1 client (rows)",
        "raw PostgreSQL, a row a commit, 16 clients",
        "raw PostgreSQL, a row a commit, 64 clients",
        "raw PostgreSQL, the rows of 32 appends a commit, 1 client (appends)",
        "raw PostgreSQL, an append's rows a commit, 16 clients of a study each",
        "journal append, 1 caller",
        "journal append, 1 study, 32 callers",
        "journal append, 1 study, 64 callers",
        "journal append, 64 studies, 64 callers",
    ];

    private readonly NpgsqlDataSource raw;
    private readonly PostgreSqlJournal journal;
    private readonly byte[] row = new byte[400];
    private int number;

    private PostgreSqlAppends(NpgsqlDataSource raw, PostgreSqlJournal journal) => (this.raw, this.journal) = (raw, journal);

    public static async Task<Measured> MeasureAsync(string connectionString, int rounds, CancellationToken cancellation)
    {
        await using var appends = await OpenAsync(connectionString, cancellation);
        var measured = new Measured(Contestants, "per second");
        for (var round = 0; round < WarmUpRounds; round++)
        {
            await appends.RoundAsync();
        }

        await appends.AnalyzeAsync();
        for (var round = 1; round <= rounds; round++)
        {
            measured.Add(await appends.RoundAsync());
            Console.Error.WriteLine($"round {round} of {rounds}");
        }

        return measured;
    }

    public static string ToMarkdown(Measured measured) => measured.ToMarkdown((6, 0), (7, 0), (8, 1), (8, 2), (6, 3), (7, 3), (8, 4));

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
        await RateAsync(3200, () => InsertAppendsAsync(3200, clients: 1, perTransaction: 32)),
        await RateAsync(1600, () => InsertAppendsAsync(1600, Clients, perTransaction: 1)),
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
                batch.BatchCommands.Add(Statement("INSERT INTO raw (body) VALUES ($1)", row));
            }

            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
    })));

    // The rows that so many appends of one event with one claim have, each client in a study of its own; by many rows a statement, and the head once a commit.
    private Task InsertAppendsAsync(int appends, int clients, int perTransaction) => Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
    {
        var study = string.Create(CultureInfo.InvariantCulture, $"raw-{clients}-{client}");
        await using var connection = await raw.OpenConnectionAsync();
        await using var head = new NpgsqlBatch(connection) { BatchCommands = { Statement("INSERT INTO journal.head VALUES ($1, 0, $2, 1, '') ON CONFLICT DO NOTHING", study, new byte[32]) } };
        await head.ExecuteNonQueryAsync();

        for (var done = 0; done < appends / clients; done += perTransaction)
        {
            string[] ids = [.. Enumerable.Range(0, perTransaction).Select(_ => Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture))];
            long[] positions = Array.ConvertAll(ids, id => long.Parse(id, CultureInfo.InvariantCulture));
            var bodies = Array.ConvertAll(ids, _ => JournalAppends.Body);
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(Statement("INSERT INTO journal.command SELECT $1, id, $2, position, 1, $3 FROM unnest($4, $5) AS given (id, position)", study, new byte[32], new byte[64], ids, positions));
            batch.BatchCommands.Add(Statement(
                "INSERT INTO journal.event SELECT $1, position, 1, id, 1, 'Benched', 1, '1970-01-01T00:00:00.0000000Z', 'bench', id, $2, body, $2 FROM unnest($3, $4, $5) AS given (id, position, body)",
                study, new byte[32], ids, positions, bodies));
            batch.BatchCommands.Add(Statement("INSERT INTO journal.claim SELECT $1, 'kit', id, id FROM unnest($2) AS given (id)", study, ids));
            batch.BatchCommands.Add(Statement("UPDATE journal.head SET position = $2, hash = $3, last_utc = '1970-01-01T00:00:00.0000000Z' WHERE study = $1", study, positions[^1], new byte[32]));
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
    })));

    private static NpgsqlBatchCommand Statement(string sql, params object[] values)
    {
        var statement = new NpgsqlBatchCommand(sql);
        statement.Parameters.AddRange(Array.ConvertAll(values, value => new NpgsqlParameter { Value = value }));
        return statement;
    }

    private Task AppendAsync(int appends, int callers, int studies) => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
    {
        var study = string.Create(CultureInfo.InvariantCulture, $"bench-{studies}-{caller % studies}");
        for (var i = 0; i < appends / callers; i++)
        {
            var id = Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture);
            if (await journal.AppendAsync(JournalAppends.Request(study, id)) is not AppendOutcome.Written)
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
