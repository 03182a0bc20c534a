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

    public void Dispose() => connection.Dispose();

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
