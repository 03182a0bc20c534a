using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>Reads a journal in PostgreSQL, whoever writes it; sees each append as soon as it is committed. Every member may refuse with <see cref="JournalUnavailableException"/>.</summary>
public abstract class PostgreSqlReads : IJournalReader
{
    private protected PostgreSqlReads(NpgsqlDataSource pool) => Pool = pool;

    private protected NpgsqlDataSource Pool { get; }

    /// <inheritdoc />
    public async ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        (await UseAsync(c => Queries.CommandsAsync(c, study, [commandId], cancellationToken), cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        await UseAsync(c => Queries.StreamAsync(c, study, stream, afterVersion, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadStreamsAsync(
        string study, IReadOnlyCollection<StreamVersion> after, CancellationToken cancellationToken = default) =>
        await UseAsync(c => Queries.StreamsAsync(c, study, after, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(take);
        return await UseAsync(c => Queries.AllAsync(c, study, afterPosition, take, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        IReadOnlyCollection<JournalHead> after, int take, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(take);
        return await UseAsync(c => Queries.AllAsync(c, after, take, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) =>
        await UseAsync(c => Queries.HeadAsync(c, study, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => await UseAsync(
        c => Queries.StudiesAsync(c, Queries.SelectStudies, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) =>
        await UseAsync(c => Queries.HeadsAsync(c, cancellationToken), cancellationToken).ConfigureAwait(false);

    private Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) =>
        Connections.UseAsync(Pool, read, cancellationToken);
}
