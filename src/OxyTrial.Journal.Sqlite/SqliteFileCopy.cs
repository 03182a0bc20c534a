using Microsoft.Data.Sqlite;

namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// Copies a SQLite database as it is at one moment, while another process may write it: over a read-only connection, by SQLite's own
/// backup. A copy of the file's bytes could tear a commit apart.
/// </summary>
public static class SqliteFileCopy
{
    /// <summary>Copies a database into a new file.</summary>
    /// <exception cref="JournalUnavailableException">It is not there, is none, or cannot be read now.</exception>
    /// <exception cref="IOException">The new file is there already.</exception>
    public static void Copy(string from, string to)
    {
        if (File.Exists(to))
        {
            throw new IOException($"{to} is there already.");
        }

        try
        {
            using var source = Open(from, SqliteOpenMode.ReadOnly);
            using var copy = Open(to, SqliteOpenMode.ReadWriteCreate);
            source.BackupDatabase(copy);
        }
        catch (SqliteException cause)
        {
            throw new JournalUnavailableException($"{from} cannot be copied: {cause.Message}", cause);
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 5000";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
