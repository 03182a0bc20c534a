using Microsoft.Data.Sqlite;

namespace OxyTrial.Journal.Sqlite;

/// <summary>The journal's reading side over one connection, its statements prepared once. For one thread at a time.</summary>
internal sealed class Reads(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>Every statement of this connection runs in this transaction.</summary>
    public SqliteTransaction? Transaction { get; set; }

    public List<JournalEntry> Stream(string study, string stream, long afterVersion) => List(
        Statement(
            $"SELECT {Rows.EntryColumns} FROM event WHERE study = $1 AND stream = $2 AND version > $3 ORDER BY version",
            study, stream, afterVersion),
        Rows.Entry);

    public List<JournalEntry> All(string study, long afterPosition, int take) => List(
        Statement(
            $"SELECT {Rows.EntryColumns} FROM event WHERE study = $1 AND position > $2 ORDER BY position LIMIT $3",
            study, afterPosition, take),
        Rows.Entry);

    public JournalEntry? Newest(string study) => List(
        Statement($"SELECT {Rows.EntryColumns} FROM event WHERE study = $1 ORDER BY position DESC LIMIT 1", study),
        Rows.Entry).SingleOrDefault();

    public JournalHead Head(string study) => List(
        Statement("SELECT position, hash, epoch, last_utc FROM head WHERE study = $1", study),
        row => Rows.Head(row, study)).SingleOrDefault() ?? JournalHead.Empty(study);

    public List<string> Studies() => List(Statement("SELECT study FROM head ORDER BY study"), row => row.GetString(0));

    public StoredCommand? Command(string study, string commandId) => List(
        Statement(
            "SELECT request_digest, first_position, event_count, result FROM command WHERE study = $1 AND command_id = $2",
            study, commandId),
        row => Rows.Command(row, study, commandId, Claims(study, commandId))).SingleOrDefault();

    public long VersionOf(string study, string stream) => List(
        Statement("SELECT coalesce(max(version), 0) FROM event WHERE study = $1 AND stream = $2", study, stream),
        row => row.GetInt64(0)).Single();

    public bool IsClaimed(string study, Claim claim) => List(
        Statement("SELECT 1 FROM claim WHERE study = $1 AND kind = $2 AND key = $3", study, claim.Kind, claim.Key),
        row => true).Count > 0;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    /// <summary>The prepared statement with its parameters $1, $2 … set.</summary>
    public SqliteCommand Statement(string sql, params ReadOnlySpan<object> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this project; values are parameters.
            statement.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++)
            {
                statement.Parameters.Add(new SqliteParameter($"${i}", null));
            }
        }

        statement.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            statement.Parameters[i].Value = values[i];
        }

        return statement;
    }

    private List<Claim> Claims(string study, string commandId) => List(
        Statement("SELECT kind, key FROM claim WHERE study = $1 AND command_id = $2 ORDER BY kind, key", study, commandId),
        row => new Claim(row.GetString(0), row.GetString(1)));

    private static List<T> List<T>(SqliteCommand statement, Func<SqliteDataReader, T> read)
    {
        var rows = new List<T>();
        using var reader = statement.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
