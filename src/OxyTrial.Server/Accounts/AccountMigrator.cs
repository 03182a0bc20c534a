using Npgsql;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;

namespace OxyTrial.Server.Accounts;

/// <summary>Makes the tables of accounts, sign-in keys and alerts in a PostgreSQL database whose journal has been migrated. The server's own account could not.</summary>
public static class AccountMigrator
{
    // "OxyA".
    private const long AdvisoryLock = 0x4F787941;

    /// <summary>Makes the tables where they are missing, and grants the writer what a server needs. Safe to repeat.</summary>
    /// <param name="connectionString">An account that may create a schema in the database and set the owner's role.</param>
    /// <param name="roles">The roles of the journal.</param>
    /// <param name="cancellation">Gives up; nothing was changed.</param>
    /// <returns>Whether they were missing.</returns>
    /// <exception cref="JournalUnavailableException">The database does not answer, or refuses the account.</exception>
    public static async Task<bool> RunAsync(string connectionString, JournalRoles roles, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(roles);
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({AdvisoryLock})", cancellation);
            var missing = await MissingAsync(connection, cancellation);
            await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS accounts AUTHORIZATION {Quoted(roles.Owner)}; SET LOCAL ROLE {Quoted(roles.Owner)}; SET LOCAL search_path = accounts", cancellation);
            if (missing)
            {
                await ExecuteAsync(connection, PostgreSqlAccountStore.SchemaText, cancellation);
            }

            await ExecuteAsync(connection, $"GRANT USAGE ON SCHEMA accounts TO {Quoted(roles.Writer)}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA accounts TO {Quoted(roles.Writer)}", cancellation);
            await transaction.CommitAsync(cancellation);
            return missing;
        }
        catch (NpgsqlException failed)
        {
            throw new JournalUnavailableException($"The accounts' tables cannot be made: {failed.Message}", failed);
        }
    }

    /// <summary>Whether the tables are there; changes nothing.</summary>
    /// <exception cref="JournalUnavailableException">The database does not answer, or refuses the account.</exception>
    public static async Task<bool> IsCurrentAsync(string connectionString, CancellationToken cancellation = default)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return !await MissingAsync(connection, cancellation);
        }
        catch (NpgsqlException failed)
        {
            throw new JournalUnavailableException($"The accounts' tables cannot be looked for: {failed.Message}", failed);
        }
    }

    // In the catalogue, which any account may read.
    private static async Task<bool> MissingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'accounts' AND tablename = 'account')", connection);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Texts of this assembly; the only names from outside are quoted.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Quoted(string role) => $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
