using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace OxyTrial.Bench;

/// <summary>What the disk and SQLite give without a journal: WAL, synchronous=FULL, one small row a commit or 32.</summary>
internal sealed class RawSqlite : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly byte[] row = new byte[400];

    public RawSqlite(string folder)
    {
        connection = new SqliteConnection($"Data Source={Path.Combine(folder, "raw.db")};Pooling=False");
        connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;");
    }

    /// <summary>Inserts rows, that many a transaction.</summary>
    public void Insert(int rows, int perTransaction)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO row(body) VALUES ($body)";
        insert.Parameters.AddWithValue("$body", row);
        for (var done = 0; done < rows; done += perTransaction)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < perTransaction; i++)
            {
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    /// <summary>
    /// Group commit: 32 callers hand in a row each, and again when they are answered; one writer puts what is waiting into one transaction and
    /// answers after it.
    /// </summary>
    public async Task InsertGroupedAsync(int rows, int callers)
    {
        var queue = Channel.CreateUnbounded<TaskCompletionSource>(new UnboundedChannelOptions { SingleReader = true });
        var writer = Task.Run(() => WriteGroupsAsync(queue.Reader));
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < rows / callers; i++)
            {
                var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                queue.Writer.TryWrite(written);
                await written.Task;
            }
        })));
        queue.Writer.Complete();
        await writer;
    }

    public void Dispose() => connection.Dispose();

    private async Task WriteGroupsAsync(ChannelReader<TaskCompletionSource> waiting)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO row(body) VALUES ($body)";
        insert.Parameters.AddWithValue("$body", row);
        var group = new List<TaskCompletionSource>();
        while (await waiting.WaitToReadAsync())
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            while (waiting.TryRead(out var next))
            {
                insert.ExecuteNonQuery();
                group.Add(next);
            }

            transaction.Commit();
            group.ForEach(written => written.SetResult());
            group.Clear();
        }
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
