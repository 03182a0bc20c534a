using System.Collections.Concurrent;

namespace OxyTrial.Journal.Sqlite;

/// <summary>
/// Read-only connections, opened when all are in use and kept for the next reader. Reads of SQLite are short and do not
/// wait for the writer, so they run on the caller's thread.
/// </summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int Kept = 8;
    private readonly ConcurrentBag<Reads> _idle = [];
    private volatile bool _disposed;

    public T Read<T>(Func<Reads, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteJournal));
        if (!_idle.TryTake(out var reads))
        {
            reads = new Reads(Connections.OpenReader(path));
        }

        try
        {
            return read(reads);
        }
        finally
        {
            Return(reads);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var reads))
        {
            reads.Dispose();
        }
    }

    private void Return(Reads reads)
    {
        if (_disposed || _idle.Count >= Kept)
        {
            reads.Dispose();
            return;
        }

        _idle.Add(reads);
        if (_disposed)
        {
            Dispose();
        }
    }
}
