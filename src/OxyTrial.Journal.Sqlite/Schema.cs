using Dapper;
using Microsoft.Data.Sqlite;

namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// The tables. The unique constraints are the guarantee of exactly-once; what the writer checks before inserting only
/// makes for a better answer. Rows are never changed or deleted, except that the head moves on.
/// </summary>
internal static class Schema
{
    /// <summary>Marks the file as ours: "OxyJ".</summary>
    public const int ApplicationId = 0x4F78794A;

    /// <summary>Stored as user_version.</summary>
    public const int Version = 1;

    private static readonly (string Name, string Sql)[] Objects =
    [
        ("head", """
            CREATE TABLE head (
                study TEXT NOT NULL PRIMARY KEY,
                position INTEGER NOT NULL CHECK (position >= 1),
                hash BLOB NOT NULL CHECK (length(hash) = 32),
                epoch INTEGER NOT NULL CHECK (epoch >= 1),
                last_utc TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """),
        ("command", """
            CREATE TABLE command (
                study TEXT NOT NULL,
                command_id TEXT NOT NULL,
                request_digest BLOB NOT NULL CHECK (length(request_digest) = 32),
                first_position INTEGER NOT NULL CHECK (first_position >= 1),
                event_count INTEGER NOT NULL CHECK (event_count >= 1),
                result BLOB NOT NULL,
                PRIMARY KEY (study, command_id)
            ) STRICT, WITHOUT ROWID
            """),
        ("event", """
            CREATE TABLE event (
                study TEXT NOT NULL,
                position INTEGER NOT NULL CHECK (position >= 1),
                epoch INTEGER NOT NULL CHECK (epoch >= 1),
                stream TEXT NOT NULL,
                version INTEGER NOT NULL CHECK (version >= 1),
                type TEXT NOT NULL,
                schema_version INTEGER NOT NULL CHECK (schema_version >= 1),
                utc TEXT NOT NULL,
                actor TEXT NOT NULL,
                command_id TEXT NOT NULL,
                command_digest BLOB NOT NULL CHECK (length(command_digest) = 32),
                body BLOB NOT NULL,
                hash BLOB NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (study, position),
                UNIQUE (study, stream, version),
                FOREIGN KEY (study, command_id) REFERENCES command (study, command_id)
            ) STRICT, WITHOUT ROWID
            """),
        ("claim", """
            CREATE TABLE claim (
                study TEXT NOT NULL,
                kind TEXT NOT NULL,
                key TEXT NOT NULL,
                command_id TEXT NOT NULL,
                PRIMARY KEY (study, kind, key),
                FOREIGN KEY (study, command_id) REFERENCES command (study, command_id)
            ) STRICT, WITHOUT ROWID
            """),
        ("claim_of_command", "CREATE INDEX claim_of_command ON claim (study, command_id)"),
        Kept("event", "UPDATE"), Kept("event", "DELETE"),
        Kept("command", "UPDATE"), Kept("command", "DELETE"),
        Kept("claim", "UPDATE"), Kept("claim", "DELETE"),
        Kept("head", "DELETE"),
    ];

    /// <summary>Makes the tables of a new file, or refuses a file that is not a journal of this version.</summary>
    public static void EnsureCreated(SqliteConnection connection)
    {
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") > 0)
        {
            EnsureKnown(connection);
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var (_, sql) in Objects)
        {
            connection.Execute(sql, transaction: transaction);
        }

        connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}", transaction: transaction);
        transaction.Commit();
    }

    /// <summary>Refuses a file that is not a journal, or one of another version.</summary>
    public static void EnsureKnown(SqliteConnection connection)
    {
        if (connection.ExecuteScalar<long>("PRAGMA application_id") != ApplicationId)
        {
            throw new JournalUnavailableException($"{connection.DataSource} is a database, but not an OxyTrial journal.");
        }

        var version = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (version != Version)
        {
            throw new JournalUnavailableException(
                $"{connection.DataSource} is an OxyTrial journal of schema version {version}; this program knows version {Version}.");
        }
    }

    /// <summary>What differs between the file's tables and these, or null.</summary>
    public static string? Difference(SqliteConnection connection)
    {
        // Indices that a constraint makes for itself have no text of their own.
        var stored = connection
            .Query<(string Name, string Sql)>("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").ToList();
        var changed = Objects.Except(stored).Select(o => o.Name).Union(stored.Except(Objects).Select(o => o.Name)).ToList();
        return changed.Count == 0 ? null : $"not as this version makes them: {string.Join(", ", changed)}";
    }

    private static (string Name, string Sql) Kept(string table, string operation)
    {
        var name = $"{table}_allows_no_{operation.ToLowerInvariant()}";
        return (name, $"CREATE TRIGGER {name} BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END");
    }
}
