using System.Data;
using Npgsql;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Server.Accounts;

namespace OxyTrial.Server.Backups;

/// <summary>
/// The accounts' tables of a database as files, one a table, in the comma-separated form of PostgreSQL's COPY with the columns' names first.
/// Beside accounts: the keys that protect sign-ins, and the alerts.
/// </summary>
internal sealed class AccountTables : IAsyncDisposable
{
    private readonly string name;
    private readonly NpgsqlDataSource pool;

    public AccountTables(string connectionString)
    {
        name = PostgreSqlJournal.NameOf(connectionString);
        pool = PostgreSqlAccountStore.Pool(connectionString);
    }

    /// <summary>All of them; each after those that it refers to.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["account", "account_change", "account_grant", "AspNetUserLogins", "AspNetUserTokens", "protection_key", "alert", "alert_follow"];

    // Those whose key the database counts up.
    private static IEnumerable<string> Counted => ["account_change", "account_grant", "protection_key"];

    /// <summary>Name of a table's file below the folder.</summary>
    public static string FileOf(string table) => $"accounts/{table}.csv";

    /// <summary>Writes every table as it is at one moment.</summary>
    /// <exception cref="JournalUnavailableException">The database does not answer, has no such tables, or refuses the account.</exception>
    public Task WriteAsync(string folder, CancellationToken cancellation) => UseAsync(IsolationLevel.RepeatableRead, async (connection, _) =>
    {
        foreach (var table in Names)
        {
            await using var file = File.CreateText(Path.Combine(folder, FileOf(table)));
            using var rows = await connection.BeginTextExportAsync($"COPY {Quoted(table)} TO STDOUT (FORMAT csv, HEADER)", cancellation);
            await CopyAsync(rows, file, cancellation);
        }
    }, cancellation);

    /// <summary>Fills the tables, all of which must be empty; committed after <paramref name="beforeCommit"/>, all or nothing.</summary>
    /// <param name="folder">With the files.</param>
    /// <param name="beforeCommit">What has to be done before anybody can sign in.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="BackupException">A table is not empty, or has other columns than its file.</exception>
    /// <exception cref="JournalUnavailableException">The database does not answer, has no such tables, or refuses the account or a row.</exception>
    public Task ReadAsync(string folder, Func<Task> beforeCommit, CancellationToken cancellation) => UseAsync(IsolationLevel.ReadCommitted, async (connection, transaction) =>
    {
        foreach (var table in Names)
        {
            // Until the end nobody else fills it.
            await ExecuteAsync(connection, $"LOCK TABLE {Quoted(table)} IN EXCLUSIVE MODE", cancellation);
            if (await ScalarAsync(connection, $"SELECT EXISTS (SELECT FROM {Quoted(table)})", cancellation) is true)
            {
                throw new BackupException($"the database {name} is not empty, it has rows in accounts.{table}; a restore needs a new one, made by 'oxytrial journal migrate'.");
            }
        }

        foreach (var table in Names)
        {
            await FillAsync(connection, table, Path.Combine(folder, FileOf(table)), cancellation);
        }

        // Moved on outside the transaction, and harmless if that is not committed. No row leaves the sequence as it is.
        foreach (var table in Counted)
        {
            await ScalarAsync(connection, $"SELECT setval(pg_get_serial_sequence('{table}', 'Id'), (SELECT max(\"Id\") FROM {table}))", cancellation);
        }

        await beforeCommit();
        await transaction.CommitAsync(cancellation);
    }, cancellation);

    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private static async Task FillAsync(NpgsqlConnection connection, string table, string path, CancellationToken cancellation)
    {
        var columns = (string)(await ScalarAsync(
            connection,
            $"SELECT string_agg(quote_ident(attname), ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '{Quoted(table)}'::regclass AND attnum > 0 AND NOT attisdropped",
            cancellation))!;
        using var rows = File.OpenText(path);
        if (await rows.ReadLineAsync(cancellation) is var first && first != columns.Replace("\"", "", StringComparison.Ordinal))
        {
            throw new BackupException($"the archive is of another version: accounts.{table} has the columns {columns} here.");
        }

        await using var into = await connection.BeginTextImportAsync($"COPY {Quoted(table)} ({columns}) FROM STDIN (FORMAT csv)", cancellation);
        await CopyAsync(rows, into, cancellation);
    }

    private static async Task CopyAsync(TextReader from, TextWriter to, CancellationToken cancellation)
    {
        var buffer = new char[16 * 1024];
        while (await from.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }

    private async Task UseAsync(IsolationLevel isolation, Func<NpgsqlConnection, NpgsqlTransaction, Task> use, CancellationToken cancellation)
    {
        await new PostgreSqlAccountStore(pool).PrepareAsync(cancellation);
        try
        {
            await using var connection = await pool.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(isolation, cancellation);

            // The same text whatever the server's settings; and a journal may take longer than an idle transaction is allowed.
            await ExecuteAsync(connection, "SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'; SET LOCAL idle_in_transaction_session_timeout = 0", cancellation);
            await use(connection, transaction);
        }
        catch (NpgsqlException failed)
        {
            throw new JournalUnavailableException($"The accounts in {name} cannot be backed up or restored: {failed.Message}", failed);
        }
    }

#pragma warning disable CA2100 // Texts of this class, and names that the database itself quotes.
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }
#pragma warning restore CA2100

    private static string Quoted(string table) => $"\"{table}\"";
}
