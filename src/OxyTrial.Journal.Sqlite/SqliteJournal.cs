namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// A journal in one SQLite file for all studies: write-ahead log, every commit flushed, one writer with group commit,
/// readers beside it. A file is open for writing in one process at a time.
/// </summary>
public sealed class SqliteJournal : SqliteReads, IJournal
{
    private readonly ProcessLock _lock;
    private readonly Writer _writer;
    private readonly NewsBoard _board = new();

    private SqliteJournal(string path, ProcessLock processLock, Action<CommitMoment>? fault, Action<int>? committed)
        : base(path)
    {
        _lock = processLock;
        _writer = new Writer(path, _board, fault, committed);
    }

    /// <summary>Opens the journal in this file, and makes it if there is none. The folder must exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="committed">Told after each commit how many appends it held; null = nobody is.</param>
    /// <exception cref="JournalUnavailableException">
    /// Another process has it open; or the file is not a journal, or one of another schema version; or it can not be written.
    /// </exception>
    public static SqliteJournal Open(string path, Action<int>? committed = null) => Open(path, fault: null, committed);

    internal static SqliteJournal Open(string path, Action<CommitMoment>? fault, Action<int>? committed = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // The lock goes by the file's true name, or a symbolic link would be a way round it.
        var file = new FileInfo(path);
        var full = (file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) : null)?.FullName ?? file.FullName;
        var processLock = ProcessLock.Take(full);
        try
        {
            return new SqliteJournal(full, processLock, fault, committed);
        }
        catch
        {
            processLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        AppendRules.Ensure(request);
        return _writer.AppendAsync(request, cancellationToken);
    }

    /// <inheritdoc />
    public Task<long> WaitForNewsAsync(long after, CancellationToken cancellationToken = default) => _board.WaitForAsync(after, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Readers first: the last connection to close is then the writer's, which empties the write-ahead log.
        Pool.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }
}
