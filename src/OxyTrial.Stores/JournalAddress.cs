using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Journal.Sqlite;

namespace OxyTrial.Stores;

/// <summary>
/// Where a journal is, as one writes it on a command line: the path of a SQLite file, or the address of a PostgreSQL database. Closed: the two
/// nested cases are all there are. Its text never has a password.
/// </summary>
public abstract class JournalAddress
{
    private JournalAddress()
    {
    }

    /// <summary>Reads an address. Nothing is opened, and a file need not be there.</summary>
    /// <param name="text">
    /// <c>postgresql://account@host:port/database?sslmode=verify-full</c> or <c>Host=…;Database=…;Username=…</c>; every other text is a path.
    /// A password is better left out: it is then taken from PGPASSWORD or the password file.
    /// </param>
    /// <exception cref="JournalUnavailableException">It begins like the address of a database, and is none.</exception>
    public static JournalAddress Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return PostgreSqlUri.Is(text) ? new PostgreSql(PostgreSqlUri.ToConnectionString(text))
            : IsKeyValues(text) ? new PostgreSql(text)
            : new File(text);
    }

    /// <summary>Opens the journal for appending. The tables of a database must be there; a file is made when it is missing.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="committed">Told after each commit how many appends it held; null = nobody is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">It can not be opened; the message says why, and what to do.</exception>
    public abstract Task<IJournal> OpenAsync(TimeProvider time, Action<int>? committed = null, CancellationToken cancellationToken = default);

    /// <summary>A reader beside the process that writes; it opens the store when it is first asked.</summary>
    public abstract IJournalConnection OpenReader();

    /// <summary>The journal as it is now, for a check, an export or a copy.</summary>
    /// <exception cref="JournalUnavailableException">It can not be opened.</exception>
    /// <exception cref="JournalDamagedException">It opens, but can not be read.</exception>
    public abstract Task<IJournalSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken = default);

    /// <summary>Checks the whole store as it is now.</summary>
    /// <exception cref="JournalUnavailableException">It can not be opened.</exception>
    public abstract Task<JournalCheckReport> CheckAsync(CancellationToken cancellationToken = default);

    // The first keyword decides: a path seldom begins with "Host =".
    private static bool IsKeyValues(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign && text[..sign].Trim().ToUpperInvariant() is "HOST" or "SERVER";

    /// <summary>A SQLite file.</summary>
    public sealed class File : JournalAddress
    {
        internal File(string path) => Path = path;

        /// <summary>The path as it was given.</summary>
        public string Path { get; }

        /// <inheritdoc />
        public override Task<IJournal> OpenAsync(TimeProvider time, Action<int>? committed = null, CancellationToken cancellationToken = default) =>
            Task.FromResult<IJournal>(SqliteJournal.Open(Path, committed));

        /// <inheritdoc />
        public override IJournalConnection OpenReader() => new SqliteJournalReader(Path);

        /// <inheritdoc />
        public override Task<IJournalSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult<IJournalSnapshot>(SqliteJournalSnapshot.Open(Path));

        /// <inheritdoc />
        public override Task<JournalCheckReport> CheckAsync(CancellationToken cancellationToken = default) =>
            SqliteJournalSnapshot.CheckAsync(Path, cancellationToken);

        /// <inheritdoc />
        public override string ToString() => Path;
    }

    /// <summary>A PostgreSQL database.</summary>
    public sealed class PostgreSql : JournalAddress
    {
        private readonly string _name;

        internal PostgreSql(string connectionString)
        {
            _name = PostgreSqlJournal.NameOf(connectionString);
            ConnectionString = connectionString;
        }

        /// <summary>Keywords and values as Npgsql takes them. May hold the password: not to be shown.</summary>
        public string ConnectionString { get; }

        /// <inheritdoc />
        public override async Task<IJournal> OpenAsync(TimeProvider time, Action<int>? committed = null, CancellationToken cancellationToken = default) =>
            await PostgreSqlJournal.OpenAsync(ConnectionString, time, committed, cancellationToken).ConfigureAwait(false);

        /// <inheritdoc />
        public override IJournalConnection OpenReader() => new PostgreSqlJournalReader(ConnectionString);

        /// <inheritdoc />
        public override async Task<IJournalSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken = default) =>
            await PostgreSqlJournalSnapshot.OpenAsync(ConnectionString, cancellationToken).ConfigureAwait(false);

        /// <inheritdoc />
        public override Task<JournalCheckReport> CheckAsync(CancellationToken cancellationToken = default) =>
            PostgreSqlJournalSnapshot.CheckAsync(ConnectionString, cancellationToken);

        /// <summary>Host, port and database.</summary>
        public override string ToString() => _name;
    }
}
