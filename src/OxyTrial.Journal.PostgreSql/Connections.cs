using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>Opens the pool of connections, with the settings an append rests on, and puts the database's faults into the journal's words.</summary>
internal static class Connections
{
    private const int LibraryTimeoutSeconds = 15;
    private const int TimeoutSeconds = 5;

    /// <summary>A pool for the address. What it says itself stays, except that commits are flushed. Nothing is connected yet.</summary>
    /// <exception cref="JournalUnavailableException">The text is no address of a PostgreSQL database.</exception>
    public static NpgsqlDataSource Pool(string connectionString) => Source(connectionString, settings =>
    {
        LastingSessions.Keep(settings);
        settings.Options = Session(settings.Options);

        // Whether it was the commit that failed decides what its caller is told.
        settings.IncludeFailedBatchedCommand = true;
    });

    /// <summary>For connections that are closed after use: what lasts long, or changes its session.</summary>
    /// <exception cref="JournalUnavailableException">The text is no address of a PostgreSQL database.</exception>
    public static NpgsqlDataSource Single(string connectionString) => Source(connectionString, settings =>
    {
        settings.Pooling = false;
        settings.CommandTimeout = 0;
    });

    /// <summary>Host, port and database: what may be shown of an address.</summary>
    public static string Name(NpgsqlDataSource pool) => Name(new NpgsqlConnectionStringBuilder(pool.ConnectionString));

    /// <inheritdoc cref="Name(NpgsqlDataSource)" />
    public static string Name(NpgsqlConnectionStringBuilder settings) => $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";

    /// <summary>Does something with a connection, and tells a fault of the database in the journal's words.</summary>
    /// <exception cref="JournalUnavailableException">There is no connection, it was lost, or a time limit was reached.</exception>
    /// <exception cref="JournalDamagedException">The database itself says that stored data are damaged.</exception>
    public static async Task<T> UseAsync<T>(NpgsqlDataSource pool, Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await pool.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await use(connection).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            throw Told(pool, fault);
        }
    }

    /// <summary>A fault in the journal's words.</summary>
    public static Exception Told(NpgsqlDataSource pool, Exception fault) => (fault as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            new JournalDamagedException(new JournalDifference(null, null, "database", Cause(fault))),
        PostgresErrorCodes.UndefinedTable => new JournalUnavailableException(
            $"The database {Name(pool)} has no journal's tables: run 'oxytrial journal migrate' with the owner's account.", fault),
        PostgresErrorCodes.InsufficientPrivilege => new JournalUnavailableException(
            $"The database {Name(pool)} refuses the account: {Cause(fault)}. The server needs the writer's role, everything else the reader's.", fault),
        _ => new JournalUnavailableException($"The PostgreSQL database {Name(pool)} does not answer: {Cause(fault)}", fault),
    };

    private static NpgsqlDataSource Source(string connectionString, Action<NpgsqlConnectionStringBuilder> set)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            settings.ApplicationName ??= "OxyTrial journal";

            // How long to wait for a connection, new or from an exhausted pool.
            settings.Timeout = settings.Timeout == LibraryTimeoutSeconds ? TimeoutSeconds : settings.Timeout;
            settings.TcpKeepAlive = true;

            // Every name of the journal is written with its schema; nothing else is to be found by chance.
            settings.SearchPath = "pg_catalog";
            set(settings);
            return NpgsqlDataSource.Create(settings);
        }
        catch (ArgumentException wrong)
        {
            throw new JournalUnavailableException($"The address of the PostgreSQL database can not be understood: {wrong.Message}", wrong);
        }
    }

    private static string Cause(Exception fault) => fault is PostgresException told ? $"{told.MessageText} ({told.SqlState})" : fault.Message;

    // One plan for each statement: all of them find rows by keys whatever the values, and planning them anew costs more than running them.
    //
    // Given at the start of each session, so that no reset takes them away. The last one wins: an address may set its own time limits,
    // but not give up the flush; a setting that waits for a standby too is stronger and stays.
    private static string Session(string? own)
    {
        const string Limits = "-c lock_timeout=5s -c statement_timeout=20s -c idle_in_transaction_session_timeout=20s -c plan_cache_mode=force_generic_plan";
        var flush = own?.Contains("synchronous_commit=remote_apply", StringComparison.Ordinal) == true ? "remote_apply" : "on";
        return $"{Limits} {own} -c synchronous_commit={flush}";
    }
}
