using Dapper;
using Microsoft.Data.Sqlite;

namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// Opens connections: one that writes and checkpoints, and any number that only read. Two writing connections would meet
/// the WAL-reset fault of SQLite before 3.50.7, and would contend for nothing.
/// </summary>
internal static class Connections
{
    public static SqliteConnection OpenWriter(string path) => Open(path, SqliteOpenMode.ReadWriteCreate, connection =>
    {
        var mode = connection.ExecuteScalar<string>("PRAGMA journal_mode = WAL");
        if (mode != "wal")
        {
            throw new JournalUnavailableException($"{path} can not have a write-ahead log here (mode {mode}); is it on a network drive?");
        }

        // FULL, because NORMAL loses acknowledged commits when the power fails.
        connection.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
        Schema.EnsureCreated(connection);
    });

    public static SqliteConnection OpenReader(string path) => Open(path, SqliteOpenMode.ReadOnly, connection =>
    {
        connection.Execute("PRAGMA query_only = ON");
        Schema.EnsureKnown(connection);
    });

    private static SqliteConnection Open(string path, SqliteOpenMode mode, Action<SqliteConnection> prepare)
    {
        // Pooling would keep the writer's connection open behind our back after a fault.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            connection.Execute("PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
            prepare(connection);
            return connection;
        }
        catch (SqliteException cause)
        {
            connection.Dispose();
            throw new JournalUnavailableException($"The journal {path} can not be opened: {cause.Message}", cause);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
