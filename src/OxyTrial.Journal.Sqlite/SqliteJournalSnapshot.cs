using Dapper;

namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// A journal file as it is at the moment of opening, only to be read: for <c>journal check</c> and export, whether or not
/// a server has it open. It takes no lock and changes nothing. For one caller at a time.
/// </summary>
public sealed class SqliteJournalSnapshot : IJournalSnapshot, IDisposable
{
    private readonly Reads _reads;

    private SqliteJournalSnapshot(Reads reads) => _reads = reads;

    /// <summary>
    /// Checks a file that exists. Whatever its bytes are, the answer is a report: a file that can not even be read as a journal
    /// is a damaged one.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The file is held, or the machine does not give it out.</exception>
    public static async Task<JournalCheckReport> CheckAsync(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var snapshot = Open(path);
            return await JournalCheck.RunAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalDamagedException damaged)
        {
            return Unreadable(damaged.Message);
        }
        catch (JournalUnavailableException unavailable) when (unavailable.InnerException is null || Damage.IsIn(unavailable.InnerException))
        {
            return Unreadable(unavailable.Message);
        }
    }

    /// <summary>Opens a file that exists.</summary>
    /// <exception cref="JournalUnavailableException">It can not be opened, is no journal, or one of another schema version.</exception>
    /// <exception cref="JournalDamagedException">It opens, but can not be read.</exception>
    public static SqliteJournalSnapshot Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var reads = new Reads(Connections.OpenReader(Path.GetFullPath(path)));
        try
        {
            reads.Transaction = reads.Connection.BeginTransaction(deferred: true);

            // The transaction's view of the file is fixed by its first read, not by its beginning.
            Damage.Told(reads.Studies);
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
        new(Damage.Told(() => _reads.Command(study, commandId)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        new(Damage.Told(() => _reads.Stream(study, stream, afterVersion)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        new(Damage.Told(() => _reads.All(study, afterPosition, take)));

    /// <inheritdoc />
    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => new(Damage.Told(() => _reads.Head(study)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => new(Damage.Told(_reads.Studies));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) => new(Damage.Told(_reads.Heads));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StudiesInAnyTableAsync(CancellationToken cancellationToken = default) => new(
        Query<string?>("SELECT study FROM head UNION SELECT study FROM event UNION SELECT study FROM command UNION SELECT study FROM claim ORDER BY 1").OfType<string>().ToList());

    /// <inheritdoc />
    public ValueTask<RowCounts> CountAsync(string study, CancellationToken cancellationToken = default) => new(
        new RowCounts(Count("event", study), Count("command", study), Count("claim", study)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<StoreCheck>> CheckStoreAsync(CancellationToken cancellationToken = default) =>
        new([Integrity(), Tables(), References()]);

    /// <inheritdoc />
    public void Dispose() => _reads.Dispose();

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static JournalCheckReport Unreadable(string detail) => new([new StoreCheck("journal", false, detail)], []);

    private StoreCheck Integrity() => Check("PRAGMA integrity_check", () => string.Join("; ", Query<string>("PRAGMA integrity_check")));

    private StoreCheck Tables() => Check("tables", () => Damage.Told(() => Schema.Difference(_reads.Connection)) ?? "ok");

    private StoreCheck References() => Check("PRAGMA foreign_key_check", () =>
        Query<object>("PRAGMA foreign_key_check") is { Count: > 0 and var dangling } ? $"{dangling} rows name a command that is not there" : "ok");

    private static StoreCheck Check(string name, Func<string> ask)
    {
        try
        {
            var answer = ask();
            return new StoreCheck(name, answer == "ok", answer);
        }
        catch (JournalDamagedException damaged)
        {
            return new StoreCheck(name, false, damaged.Message);
        }
    }

    private long Count(string table, string study) => Damage.Told(() =>
        _reads.Connection.ExecuteScalar<long>($"SELECT count(*) FROM {table} WHERE study = $study", new { study }, _reads.Transaction));

    private List<T> Query<T>(string sql) => Damage.Told(() => _reads.Connection.Query<T>(sql, transaction: _reads.Transaction).AsList());
}
