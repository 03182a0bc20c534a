namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// Reads a journal file that another process writes; sees each append as soon as it is committed. It opens the file when it is first
/// asked, so that it may be made later, and takes no lock.
/// </summary>
public sealed class SqliteJournalReader : IJournalReader, IDisposable
{
    private readonly ReaderPool _readers;

    /// <summary>For the journal in this file.</summary>
    public SqliteJournalReader(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _readers = new ReaderPool(Path.GetFullPath(path));
    }

    /// <inheritdoc />
    public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        new(_readers.Read(r => r.Command(study, commandId)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(
        string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        new(_readers.Read(r => r.Stream(study, stream, afterVersion)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(
        string study, long afterPosition, int take, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(take);
        return new(_readers.Read(r => r.All(study, afterPosition, take)));
    }

    /// <inheritdoc />
    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) =>
        new(_readers.Read(r => r.Head(study)));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) =>
        new(_readers.Read(r => r.Studies()));

    /// <inheritdoc />
    public void Dispose() => _readers.Dispose();
}
