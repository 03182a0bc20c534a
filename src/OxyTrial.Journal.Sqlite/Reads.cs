using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace OxyTrial.Journal.Sqlite;

/// <summary>The journal's reading side over one connection, its statements prepared once. For one thread at a time.</summary>
internal sealed class Reads(SqliteConnection connection) : IDisposable
{
    private readonly List<Statement> _prepared = [];
    private Statement? _stream, _all, _newest, _head, _heads, _studies, _command, _claims, _version, _claimed;

    public SqliteConnection Connection => connection;

    /// <summary>What everything on this connection runs in.</summary>
    public SqliteTransaction? Transaction { get; set; }

    public List<JournalEntry> Stream(string study, string stream, long afterVersion) =>
        Prepared(ref _stream, $"SELECT {Rows.EntryColumns} FROM event WHERE study = $1 AND stream = $2 AND version > $3 ORDER BY version")
            .With(study).With(stream).With(afterVersion).List(Rows.Entry);

    public List<JournalEntry> All(string study, long afterPosition, int take) =>
        Prepared(ref _all, $"SELECT {Rows.EntryColumns} FROM event WHERE study = $1 AND position > $2 ORDER BY position LIMIT $3")
            .With(study).With(afterPosition).With(take).List(Rows.Entry);

    public JournalEntry? Newest(string study) =>
        Prepared(ref _newest, $"SELECT {Rows.EntryColumns} FROM event WHERE study = $1 ORDER BY position DESC LIMIT 1").With(study).First(Rows.Entry);

    public JournalHead Head(string study) =>
        Prepared(ref _head, "SELECT position, hash, epoch, last_utc FROM head WHERE study = $1")
            .With(study).First(row => Rows.Head(row, study)) ?? JournalHead.Empty(study);

    public List<string> Studies() => Prepared(ref _studies, "SELECT study FROM head ORDER BY study").List(row => row.Text(0));

    public List<JournalHead> Heads() =>
        Prepared(ref _heads, "SELECT position, hash, epoch, last_utc, study FROM head ORDER BY study").List(row => Rows.Head(row, row.Text(4)));

    public StoredCommand? Command(string study, string commandId) =>
        Prepared(ref _command, "SELECT request_digest, first_position, event_count, result FROM command WHERE study = $1 AND command_id = $2")
            .With(study).With(commandId).First(row => Rows.Command(row, study, commandId, Claims(study, commandId)));

    public long VersionOf(string study, string stream) =>
        Prepared(ref _version, "SELECT version FROM event WHERE study = $1 AND stream = $2 ORDER BY version DESC LIMIT 1")
            .With(study).With(stream).First(row => row.Integer(0));

    public bool IsClaimed(string study, Claim claim) =>
        Prepared(ref _claimed, "SELECT 1 FROM claim WHERE study = $1 AND kind = $2 AND key = $3").With(study).With(claim.Kind).With(claim.Key).Any();

    /// <summary>The statement, compiled at its first use and kept as long as the connection.</summary>
    public Statement Prepared([NotNull] ref Statement? statement, string sql)
    {
        if (statement is null)
        {
            _prepared.Add(statement = new Statement(connection, sql));
        }

        return statement;
    }

    public void Dispose()
    {
        _prepared.ForEach(statement => statement.Dispose());
        connection.Dispose();
    }

    private List<Claim> Claims(string study, string commandId) =>
        Prepared(ref _claims, "SELECT kind, key FROM claim WHERE study = $1 AND command_id = $2 ORDER BY kind, key")
            .With(study).With(commandId).List(row => new Claim(row.Text(0), row.Text(1)));
}
