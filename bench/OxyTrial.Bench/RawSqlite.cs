using System.Globalization;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using OxyTrial.Journal.Sqlite;

namespace OxyTrial.Bench;

/// <summary>What the disk and SQLite give without a journal: WAL, synchronous=FULL, plain statements; one unit of work a commit, or 32.</summary>
internal sealed class RawSqlite : IDisposable
{
    // Parameters that are another number each time.
    private static readonly string[] Counted = ["$number", "$id"];

    private readonly SqliteConnection connection;
    private readonly SqliteCommand[] unit;
    private readonly SqliteCommand? atCommit;
    private int number;

    private RawSqlite(string path, Func<SqliteConnection, (SqliteCommand[] Unit, SqliteCommand? AtCommit)> prepare)
    {
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Command(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON").ExecuteNonQuery();
        (unit, atCommit) = prepare(connection);
    }

    /// <summary>A unit is a row of 400 bytes in one table.</summary>
    public static RawSqlite OfRows(string folder) => new(Path.Combine(folder, "raw.db"), connection =>
    {
        Command(connection, "CREATE TABLE row(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT").ExecuteNonQuery();
        return ([Command(connection, "INSERT INTO row(body) VALUES ($body)", ("$body", new byte[400]))], null);
    });

    /// <summary>A unit is the rows of an append of one event with one claim, in the journal's own tables; the head moves once a commit.</summary>
    public static async Task<RawSqlite> OfAppendsAsync(string folder)
    {
        var path = Path.Combine(folder, "rows.db");
        await using (SqliteJournal.Open(path))
        {
        }

        return new RawSqlite(path, connection =>
        {
            var (digest, result, body) = (new byte[32], new byte[64], JournalAppends.Body);
            Command(connection, "INSERT INTO head VALUES ('raw', 1, $hash, 1, '')", ("$hash", digest)).ExecuteNonQuery();
            return (
                [
                    Command(connection, "INSERT INTO command VALUES ('raw', $id, $digest, $number, 1, $result)", ("$digest", digest), ("$result", result)),
                    Command(connection, "INSERT INTO claim VALUES ('raw', 'kit', $id, $id)"),
                    Command(
                        connection, "INSERT INTO event VALUES ('raw', $number, 1, $id, 1, 'Benched', 1, '1970-01-01T00:00:00.0000000Z', 'bench', $id, $digest, $body, $digest)",
                        ("$digest", digest), ("$body", body)),
                ],
                Command(connection, "UPDATE head SET position = $number, hash = $hash, last_utc = '1970-01-01T00:00:00.0000000Z' WHERE study = 'raw'", ("$hash", digest)));
        });
    }

    /// <summary>Does so many units, that many a transaction.</summary>
    public void Insert(int units, int perTransaction)
    {
        for (var done = 0; done < units; done += perTransaction)
        {
            Commit(transaction =>
            {
                for (var i = 0; i < perTransaction; i++)
                {
                    Run(transaction);
                }
            });
        }
    }

    /// <summary>
    /// Group commit: 32 callers hand in a unit each, and again when they are answered; one writer puts what is waiting into one transaction and
    /// answers after it.
    /// </summary>
    public async Task InsertGroupedAsync(int units, int callers)
    {
        var queue = Channel.CreateUnbounded<TaskCompletionSource>(new UnboundedChannelOptions { SingleReader = true });
        var writer = Task.Run(() => WriteGroupsAsync(queue.Reader));
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < units / callers; i++)
            {
                var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                queue.Writer.TryWrite(written);
                await written.Task;
            }
        })));
        queue.Writer.Complete();
        await writer;
    }

    public void Dispose()
    {
        foreach (var statement in unit)
        {
            statement.Dispose();
        }

        atCommit?.Dispose();
        connection.Dispose();
    }

    private async Task WriteGroupsAsync(ChannelReader<TaskCompletionSource> waiting)
    {
        var group = new List<TaskCompletionSource>();
        while (await waiting.WaitToReadAsync())
        {
            // Also what comes in while the others are inserted.
            Commit(transaction =>
            {
                while (waiting.TryRead(out var next))
                {
                    Run(transaction);
                    group.Add(next);
                }
            });
            group.ForEach(written => written.SetResult());
            group.Clear();
        }
    }

    private void Commit(Action<SqliteTransaction> insert)
    {
        using var transaction = connection.BeginTransaction();
        insert(transaction);
        if (atCommit is { } last)
        {
            Run(last, transaction);
        }

        transaction.Commit();
    }

    private void Run(SqliteTransaction transaction)
    {
        number++;
        foreach (var statement in unit)
        {
            Run(statement, transaction);
        }
    }

    private void Run(SqliteCommand statement, SqliteTransaction transaction)
    {
        statement.Transaction = transaction;
        Set(statement, "$number", number);
        Set(statement, "$id", number.ToString(CultureInfo.InvariantCulture));
        statement.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand statement, string name, object value)
    {
        if (statement.Parameters.Contains(name))
        {
            statement.Parameters[name].Value = value;
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        foreach (var name in Counted.Where(name => sql.Contains(name, StringComparison.Ordinal)))
        {
            command.Parameters.AddWithValue(name, DBNull.Value);
        }

        return command;
    }
}
