using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// Reads a journal in PostgreSQL that other processes write; the account needs no more than the reader's role. It connects when it is first
/// asked, so that the database may come up later.
/// </summary>
public sealed class PostgreSqlJournalReader : PostgreSqlReads, IAsyncDisposable, IDisposable
{
    /// <summary>For the journal in this database.</summary>
    /// <param name="connectionString">Keywords and values as Npgsql takes them.</param>
    /// <exception cref="JournalUnavailableException">The text is no address of a PostgreSQL database.</exception>
    public PostgreSqlJournalReader(string connectionString)
        : base(Connections.Pool(connectionString))
    {
    }

    /// <inheritdoc />
    public void Dispose() => Pool.Dispose();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Pool.DisposeAsync();
}
