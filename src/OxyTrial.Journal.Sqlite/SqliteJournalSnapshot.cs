using Dapper;

namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// A journal file as it is at the moment of opening, only to be read: for <c>journal check</c> and export, whether or not
/// a server has it open. It takes no lock and changes nothing. For one caller at a time.
/// </summary>
public sealed class SqliteJournalSnapshot : IJournalAudit, IDisposable
{
    private readonly Reads _reads;

    private SqliteJournalSnapshot(Reads reads) => _reads = reads;

    /// <summary>Opens a file that exists.</summary>
    /// <exception cref="JournalUnavailableException">It can not be opened, is no journal, or one of another schema version.</exception>
    public static SqliteJournalSnapshot Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var reads = new Reads(Connections.OpenReader(Path.GetFullPath(path)));
        try
        {
            reads.Transaction = reads.Connection.BeginTransaction(deferred: true);

            // The transaction's view of the file is fixed by its first read, not by its beginning.
            reads.Studies();
            return new SqliteJournalSnapshot(reads);
        }
        catch
        {
            reads.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        new(_reads.Command(study, commandId));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        new(_reads.Stream(study, stream, afterVersion));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        new(_reads.All(study, afterPosition, take));

    /// <inheritdoc />
    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => new(_reads.Head(study));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => new(_reads.Studies());

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StudiesInAnyTableAsync(CancellationToken cancellationToken = default) => new(
        Query<string>("SELECT study FROM head UNION SELECT study FROM event UNION SELECT study FROM command UNION SELECT study FROM claim ORDER BY 1"));

    /// <inheritdoc />
    public ValueTask<RowCounts> CountAsync(string study, CancellationToken cancellationToken = default) => new(
        new RowCounts(Count("event", study), Count("command", study), Count("claim", study)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoreCheck>> CheckStoreAsync(CancellationToken cancellationToken = default) =>
        new([Integrity(), Tables(), References()]);

    /// <inheritdoc />
    public void Dispose() => _reads.Dispose();

    private StoreCheck Integrity()
    {
        var answer = string.Join("; ", Query<string>("PRAGMA integrity_check"));
        return new StoreCheck("PRAGMA integrity_check", answer == "ok", answer);
    }

    private StoreCheck Tables()
    {
        var difference = Schema.Difference(_reads.Connection);
        return new StoreCheck("tables", difference is null, difference ?? "ok");
    }

    private StoreCheck References()
    {
        var dangling = Query<object>("PRAGMA foreign_key_check").Count;
        return new StoreCheck("PRAGMA foreign_key_check", dangling == 0, dangling == 0 ? "ok" : $"{dangling} rows name a command that is not there");
    }

    private long Count(string table, string study) =>
        _reads.Connection.ExecuteScalar<long>($"SELECT count(*) FROM {table} WHERE study = $study", new { study }, _reads.Transaction);

    private List<T> Query<T>(string sql) => _reads.Connection.Query<T>(sql, transaction: _reads.Transaction).AsList();
}
