using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// A journal in a PostgreSQL database for all studies, which any number of processes may write at once: each append is decided under the
/// lock of its study's head. Appends of one study are committed in groups, those of different studies side by side.
/// </summary>
public sealed class PostgreSqlJournal : PostgreSqlReads, IJournal
{
    // What an index row of 2,704 bytes holds, with room for the lengths of three texts.
    private const int MaximumClaimBytes = 2600;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, StudyWriter> _writers = new(StringComparer.Ordinal);
    private readonly NewsBoard _board = new();
    private readonly Announcer _announcer;
    private readonly Listener _listener;
    private readonly Action<CommitMoment>? _fault;
    private readonly Action<int>? _committed;
    private bool _disposed;

    private PostgreSqlJournal(NpgsqlDataSource pool, NpgsqlDataSource single, TimeProvider time, Action<CommitMoment>? fault, Action<int>? committed)
        : base(pool)
    {
        var node = RandomNumberGenerator.GetHexString(16, lowercase: true);
        (_fault, _committed) = (fault, committed);
        _announcer = new Announcer(pool, node, time);
        _listener = new Listener(single, node, _board, time);
    }

    /// <summary>
    /// Opens the journal in this database, whose tables must be there already: <c>oxytrial journal migrate</c> makes them, with another
    /// account. The account needs the writer's role and no more.
    /// </summary>
    /// <param name="connectionString">Keywords and values as Npgsql takes them. Session time limits may be set by <c>Options</c>.</param>
    /// <param name="time">The clock for pauses between looks at the database.</param>
    /// <param name="committed">Told after each commit how many appends it held; null = nobody is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">
    /// The database does not answer, or refuses the account; or its tables are missing, or of another version than this program's.
    /// </exception>
    public static Task<PostgreSqlJournal> OpenAsync(
        string connectionString, TimeProvider time, Action<int>? committed = null, CancellationToken cancellationToken = default) =>
        OpenAsync(connectionString, time, fault: null, committed, cancellationToken);

    /// <summary>Host, port and database: what may be shown of an address.</summary>
    /// <exception cref="JournalUnavailableException">The text is no address of a PostgreSQL database.</exception>
    public static string NameOf(string connectionString)
    {
        using var source = Connections.Single(connectionString);
        return Connections.Name(source);
    }

    internal static async Task<PostgreSqlJournal> OpenAsync(
        string connectionString, TimeProvider time, Action<CommitMoment>? fault, Action<int>? committed, CancellationToken cancellationToken)
    {
        var pool = Connections.Pool(connectionString);
        try
        {
            await Migrations.EnsureAppliedAsync(pool, cancellationToken).ConfigureAwait(false);
            return new PostgreSqlJournal(pool, Connections.Single(connectionString), time, fault, committed);
        }
        catch
        {
            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    /// <exception cref="JournalUnavailableException">The database does not answer in time; nothing was stored by this attempt.</exception>
    public Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        AppendRules.Ensure(request);
        EnsureClaimsFit(request);
        return Writer(request.Study).AppendAsync(request, cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>Tells of every process's appends: at once of this one's, of another's within a second at most.</remarks>
    public Task<long> WaitForNewsAsync(long after, CancellationToken cancellationToken = default) => _listener.WaitForAsync(after, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        List<StudyWriter> writers;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            writers = [.. _writers.Values];
        }

        await _listener.DisposeAsync().ConfigureAwait(false);
        foreach (var writer in writers)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
        }

        await _announcer.DisposeAsync().ConfigureAwait(false);
        await Pool.DisposeAsync().ConfigureAwait(false);
    }

    private StudyWriter Writer(string study)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_writers.TryGetValue(study, out var writer))
            {
                _writers[study] = writer = new StudyWriter(study, new GroupTransaction(Pool, study, _fault), Moved, _committed);
            }

            return writer;
        }
    }

    private void Moved(JournalHead head)
    {
        _board.Publish();
        _announcer.Announce(head.Study);
    }

    private static void EnsureClaimsFit(AppendRequest request)
    {
        var study = Encoding.UTF8.GetByteCount(request.Study);
        foreach (var claim in request.Claims)
        {
            if (study + Encoding.UTF8.GetByteCount(claim.Kind) + Encoding.UTF8.GetByteCount(claim.Key) > MaximumClaimBytes)
            {
                throw new ArgumentException($"Append refused by rule: study, kind and key of a claim have at most {MaximumClaimBytes} bytes together in PostgreSQL.");
            }
        }
    }
}
