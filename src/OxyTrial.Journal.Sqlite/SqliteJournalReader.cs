namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// Reads a journal file that another process writes. It opens the file when it is first asked, so that it may be made later, and takes no
/// lock.
/// </summary>
public sealed class SqliteJournalReader : SqliteReads, IJournalConnection, IDisposable
{
    /// <summary>For the journal in this file.</summary>
    /// <param name="path">The file.</param>
    public SqliteJournalReader(string path)
        : base(Path.GetFullPath(path))
    {
    }

    /// <inheritdoc />
    public void Dispose() => Pool.Dispose();

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
