using System.Globalization;
using Npgsql;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// The groups that accounts are put into. They can not log in themselves; an operator makes accounts and grants them one
/// (deployment/postgresql).
/// </summary>
/// <param name="Owner">Owns the tables, and can do everything with them. For migrations only.</param>
/// <param name="Writer">Appends: inserts and selects, and moves the head on. For the server.</param>
/// <param name="Reader">Selects. For the vault's process, checks, exports and reports.</param>
public sealed record JournalRoles(string Owner = "oxytrial_owner", string Writer = "oxytrial_writer", string Reader = "oxytrial_reader");

/// <summary>What a migration found and did.</summary>
/// <param name="Database">Host, port and database.</param>
/// <param name="Pending">Files that were missing before.</param>
/// <param name="Applied">Whether they are there now.</param>
/// <param name="Advice">Settings of the server on which acknowledged appends may be lost, one sentence each.</param>
public sealed record MigrationReport(string Database, IReadOnlyList<string> Pending, bool Applied, IReadOnlyList<string> Advice)
{
    /// <summary>Whether the tables are now as this program needs them.</summary>
    public bool IsCurrent => Applied || Pending.Count == 0;

    /// <summary>One line per finding, for a terminal or a log.</summary>
    public IEnumerable<string> Lines =>
    [
        .. Pending.Select(name => $"{Database}: {name} {(Applied ? "applied" : "is missing")}"),
        .. Pending.Count == 0 ? [string.Create(CultureInfo.InvariantCulture, $"{Database}: the journal's tables are of version {Migrations.Known.Count}, nothing to do")] : Array.Empty<string>(),
        .. Advice.Select(sentence => $"{Database}: advice: {sentence}"),
    ];
}

/// <summary>
/// Makes and updates the journal's tables, forward only: numbered SQL files, each applied once and remembered with its hash. The journal
/// itself never does; its account could not.
/// </summary>
public static class PostgreSqlMigrator
{
    // "OxyJ", as in the SQLite file.
    private const long AdvisoryLock = 0x4F78794A;

    /// <summary>Says what is missing, and changes nothing. Any account that may read the journal will do.</summary>
    /// <exception cref="JournalUnavailableException">The database does not answer, or has a step that this program does not know.</exception>
    public static Task<MigrationReport> CheckAsync(string connectionString, CancellationToken cancellationToken = default) => UseAsync(
        connectionString,
        async (connection, name) => new MigrationReport(
            name, [.. (await Migrations.PendingAsync(connection, cancellationToken).ConfigureAwait(false)).Select(m => m.Name)], Applied: false,
            await ServerSettings.AdviceAsync(connection, cancellationToken).ConfigureAwait(false)),
        cancellationToken);

    /// <summary>
    /// Makes the roles that are missing, applies the files that are missing, and grants each role what it may. All or nothing, except that
    /// roles once made stay. Safe to repeat, and to run from two places at once.
    /// </summary>
    /// <param name="connectionString">
    /// An account that may create a schema in the database and set the owner's role: the first time it also creates the roles.
    /// </param>
    /// <param name="roles">Names of the roles.</param>
    /// <param name="time">The clock for the record of what was applied when.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalUnavailableException">
    /// The database does not answer, is not in UTF-8, or refuses the account; or it has a step that this program does not know, or another
    /// content of one. Nothing was changed.
    /// </exception>
    public static Task<MigrationReport> RunAsync(
        string connectionString, JournalRoles roles, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roles);
        ArgumentNullException.ThrowIfNull(time);
        return UseAsync(connectionString, (connection, name) => RunAsync(connection, name, roles, time, cancellationToken), cancellationToken);
    }

    private static async Task<MigrationReport> RunAsync(
        NpgsqlConnection connection, string name, JournalRoles roles, TimeProvider time, CancellationToken cancellationToken)
    {
        await ServerSettings.EnsureUtf8Async(connection, cancellationToken).ConfigureAwait(false);
        foreach (var role in new[] { roles.Owner, roles.Writer, roles.Reader })
        {
            await EnsureRoleAsync(connection, role, cancellationToken).ConfigureAwait(false);
        }

        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({AdvisoryLock})", cancellationToken).ConfigureAwait(false);
            var pending = await Migrations.PendingAsync(connection, cancellationToken).ConfigureAwait(false);
            await ActAsOwnerAsync(connection, roles.Owner, cancellationToken).ConfigureAwait(false);
            foreach (var migration in pending)
            {
                await ApplyAsync(connection, migration, time, cancellationToken).ConfigureAwait(false);
            }

            await GrantAsync(connection, roles, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new MigrationReport(
                name, [.. pending.Select(m => m.Name)], Applied: true, await ServerSettings.AdviceAsync(connection, cancellationToken).ConfigureAwait(false));
        }
    }

    // Not in the migration's transaction: roles belong to the whole cluster, and another database's migration may make the same at once.
    private static async Task EnsureRoleAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        var found = await Queries.ListAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", _ => 1, cancellationToken, role).ConfigureAwait(false);
        if (found.Count > 0)
        {
            return;
        }

        try
        {
            await ExecuteAsync(connection, $"CREATE ROLE {Quoted(role)} NOLOGIN", cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exists) when (exists.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
        }
    }

    private static async Task ActAsOwnerAsync(NpgsqlConnection connection, string owner, CancellationToken cancellationToken)
    {
        var member = await Queries.ListAsync(
            connection, "SELECT pg_has_role(current_user, $1, 'MEMBER')", row => row.GetBoolean(0), cancellationToken, owner).ConfigureAwait(false);
        if (!member.Single())
        {
            await ExecuteAsync(connection, $"GRANT {Quoted(owner)} TO CURRENT_USER", cancellationToken).ConfigureAwait(false);
        }

        await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS journal AUTHORIZATION {Quoted(owner)}", cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SET LOCAL ROLE {Quoted(owner)}", cancellationToken).ConfigureAwait(false);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, TimeProvider time, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, migration.Sql, cancellationToken).ConfigureAwait(false);
        await Queries.ListAsync(
            connection, "INSERT INTO journal.migration (version, name, sha256, applied_utc) VALUES ($1, $2, $3, $4)", _ => 0, cancellationToken,
            migration.Version, migration.Name, migration.Sha256, UtcText.Format(time.GetUtcNow())).ConfigureAwait(false);
    }

    // Taken away first, so that what is granted here is all there is.
    private static Task GrantAsync(NpgsqlConnection connection, JournalRoles roles, CancellationToken cancellationToken)
    {
        var (writer, reader) = (Quoted(roles.Writer), Quoted(roles.Reader));
        return ExecuteAsync(
            connection,
            $"""
            REVOKE ALL ON SCHEMA journal FROM PUBLIC, {writer}, {reader};
            REVOKE ALL ON ALL TABLES IN SCHEMA journal FROM PUBLIC, {writer}, {reader};
            REVOKE ALL ON ALL FUNCTIONS IN SCHEMA journal FROM PUBLIC, {writer}, {reader};
            GRANT USAGE ON SCHEMA journal TO {writer}, {reader};
            GRANT SELECT ON ALL TABLES IN SCHEMA journal TO {writer}, {reader};
            GRANT INSERT ON journal.head, journal.command, journal.event, journal.claim TO {writer};
            GRANT UPDATE (position, hash, epoch, last_utc) ON journal.head TO {writer};
            """,
            cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Texts of this project; the only names from outside are quoted.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Quoted(string role) => $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<MigrationReport> UseAsync(
        string connectionString, Func<NpgsqlConnection, string, Task<MigrationReport>> use, CancellationToken cancellationToken)
    {
        var source = Connections.Single(connectionString);
        await using (source.ConfigureAwait(false))
        {
            return await Connections.UseAsync(source, connection => use(connection, Connections.Name(source)), cancellationToken).ConfigureAwait(false);
        }
    }
}
