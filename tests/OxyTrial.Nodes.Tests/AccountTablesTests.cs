using Microsoft.EntityFrameworkCore;
using Npgsql;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using OxyTrial.Server.Accounts;
using Shouldly;

namespace OxyTrial.Nodes.Tests;

/// <summary>The accounts' tables in PostgreSQL.</summary>
public sealed class AccountTablesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tables_written_out_are_those_that_the_models_map()
    {
        var store = new PostgreSqlAccountStore(PostgreSqlAccountStore.Pool("Host=nowhere"));
        await using var accounts = new AccountDbContext(Options<AccountDbContext>(store));
        await using var keys = new ProtectionKeyContext(Options<ProtectionKeyContext>(store));
        var mapped = Statements(accounts.Database.GenerateCreateScript()).Concat(Statements(keys.Database.GenerateCreateScript()));

        Statements(store.Schema).Where(statement => !statement.StartsWith("CREATE TABLE alert", StringComparison.Ordinal)).ShouldBe(mapped, ignoreOrder: true);
    }

    [Theory]
    [InlineData("UPDATE account_change SET \"Detail\" = 'nothing'")]
    [InlineData("DELETE FROM account_change")]
    [InlineData("TRUNCATE account_change")]
    [InlineData("DELETE FROM account")]
    [InlineData("TRUNCATE account CASCADE")]
    public async Task The_log_of_changes_is_append_only_and_accounts_are_never_deleted(string statement)
    {
        await using var database = PostgreSqlAccountStore.Pool(await MigratedAsync());
        await using (var insert = database.CreateCommand(
            """
            INSERT INTO account ("Id", "PrintedName", "Disabled", "EmailConfirmed", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnabled", "AccessFailedCount") VALUES ('1', 'One', false, false, false, false, true, 0);
            INSERT INTO account_change ("Utc", "Actor", "AccountName", "Change", "Detail") VALUES ('now', 'console', 'one', 'created', '')
            """))
        {
            await insert.ExecuteNonQueryAsync(Stop);
        }

#pragma warning disable CA2100 // The test's own statements.
        await using var change = database.CreateCommand(statement);
#pragma warning restore CA2100
        (await Should.ThrowAsync<PostgresException>(() => change.ExecuteNonQueryAsync(Stop))).MessageText.ShouldContain("kept for ever");
    }

    [Fact]
    public async Task A_database_without_the_accounts_tables_is_refused_with_what_makes_them()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var store = new PostgreSqlAccountStore(PostgreSqlAccountStore.Pool(await server.NewDatabaseAsync()));
        (await Should.ThrowAsync<JournalUnavailableException>(() => store.PrepareAsync(Stop))).Message.ShouldContain("oxytrial journal migrate");
    }

    private static async Task<string> MigratedAsync()
    {
        var address = await (await PostgreSqlServer.SharedAsync()).NewDatabaseAsync();
        await PostgreSqlMigrator.RunAsync(address, new JournalRoles(), TimeProvider.System, Stop);
        await AccountMigrator.RunAsync(address, new JournalRoles(), Stop);
        return address;
    }

    private static DbContextOptions<TContext> Options<TContext>(AccountStore store) where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        store.Configure(options);
        return options.Options;
    }

    private static string[] Statements(string script) =>
    [
        .. string.Join('\n', script.ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal)))
            .Split(";\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(statement => string.Join(' ', statement.Split(' ', '\n').Where(word => word.Length > 0)))
            .Where(statement => statement.StartsWith("CREATE TABLE", StringComparison.Ordinal) || statement.Contains("INDEX", StringComparison.Ordinal)),
    ];
}
