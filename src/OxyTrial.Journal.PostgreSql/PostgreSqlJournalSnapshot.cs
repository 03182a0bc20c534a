using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// A journal in PostgreSQL as it is at the moment of opening, only to be read: one REPEATABLE READ, READ ONLY transaction. For checks and
/// exports beside a running server; the account needs the reader's role. For one caller at a time.
/// </summary>
public sealed class PostgreSqlJournalSnapshot : IJournalSnapshot
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private PostgreSqlJournalSnapshot(NpgsqlDataSource source, NpgsqlConnection connection) => (_source, _connection) = (source, connection);

    /// <summary>Checks the journal as it is now. That the database can not read its own pages is damage, and an answer.</summary>
    /// <inheritdoc cref="OpenAsync" />
    public static async Task<JournalCheckReport> CheckAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        try
        {
            var snapshot = await OpenAsync(connectionString, cancellationToken).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                return await JournalCheck.RunAsync(snapshot, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (JournalDamagedException damaged)
        {
            return new JournalCheckReport([new StoreCheck("journal", false, damaged.Message)], []);
        }
    }

    /// <summary>Opens a snapshot of the journal in this database.</summary>
    /// <param name="connectionString">Keywords and values as Npgsql takes them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">
    /// The database does not answer, or refuses the account; or its tables are missing, or of another version than this program's.
    /// </exception>
    public static async Task<PostgreSqlJournalSnapshot> OpenAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        var source = Connections.Single(connectionString);
        try
        {
            await Migrations.EnsureAppliedAsync(source, cancellationToken).ConfigureAwait(false);
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            var snapshot = new PostgreSqlJournalSnapshot(source, connection);

            // The view is fixed by the first statement that reads, not by the beginning.
            await Queries.ListAsync(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", _ => 0, cancellationToken).ConfigureAwait(false);
            await snapshot.StudiesAsync(cancellationToken).ConfigureAwait(false);
            return snapshot;
        }
        catch (NpgsqlException fault)
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw Connections.Told(source, fault);
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        (await ReadAsync(() => Queries.CommandsAsync(_connection, study, [commandId], cancellationToken)).ConfigureAwait(false)).SingleOrDefault();

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        await ReadAsync(() => Queries.StreamAsync(_connection, study, stream, afterVersion, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        await ReadAsync(() => Queries.AllAsync(_connection, study, afterPosition, take, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) =>
        await ReadAsync(() => Queries.HeadAsync(_connection, study, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) =>
        await ReadAsync(() => Queries.StudiesAsync(_connection, Queries.SelectStudies, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) =>
        await ReadAsync(() => Queries.HeadsAsync(_connection, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<string>> StudiesInAnyTableAsync(CancellationToken cancellationToken = default) => await ReadAsync(
        () => Queries.StudiesAsync(
            _connection,
            $"{Queries.SelectStudies} UNION SELECT study FROM journal.event UNION SELECT study FROM journal.command UNION SELECT study FROM journal.claim",
            cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<RowCounts> CountAsync(string study, CancellationToken cancellationToken = default) => (await ReadAsync(() => Queries.ListAsync(
        _connection,
        """
        SELECT (SELECT count(*) FROM journal.event WHERE study = $1), (SELECT count(*) FROM journal.command WHERE study = $1),
            (SELECT count(*) FROM journal.claim WHERE study = $1)
        """,
        row => new RowCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken, study)).ConfigureAwait(false)).Single();

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<StoreCheck>> CheckStoreAsync(CancellationToken cancellationToken = default)
    {
        var advice = await ReadAsync(() => ServerSettings.AdviceAsync(_connection, cancellationToken)).ConfigureAwait(false);
        var difference = await ReadAsync(() => TablesCheck.DifferenceAsync(_connection, cancellationToken)).ConfigureAwait(false);
        return
        [
            new StoreCheck("tables", difference is null, difference ?? "ok"),
            new StoreCheck("server settings", true, advice.Count == 0 ? "ok" : $"advice: {string.Join("; ", advice)}"),
        ];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            throw Connections.Told(_source, fault);
        }
    }
}
