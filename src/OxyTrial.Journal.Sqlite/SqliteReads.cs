namespace OxyTrial.Journal.Sqlite;

/// <summary>Reads a journal file over read-only connections, whoever writes it; sees each append as soon as it is committed.</summary>
public abstract class SqliteReads : IJournalReader
{
    private protected SqliteReads(string path) => Pool = new ReaderPool(path);

    private protected ReaderPool Pool { get; }

    /// <inheritdoc />
    public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        new(Pool.Read(r => r.Command(study, commandId)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        new(Pool.Read(r => r.Stream(study, stream, afterVersion)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(take);
        return new(Pool.Read(r => r.All(study, afterPosition, take)));
    }

    /// <inheritdoc />
    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) =>
        new(Pool.Read(r => r.Head(study)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) =>
        new(Pool.Read(r => r.Studies()));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) =>
        new(Pool.Read(r => r.Heads()));
}
