using Npgsql;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Journal.Tests;

public sealed class MigrationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_without_tables_is_refused_by_the_journal_which_makes_none()
    {
        var empty = await (await PostgreSqlServer.SharedAsync()).NewDatabaseAsync();

        var refused = await Should.ThrowAsync<JournalUnavailableException>(() => Database.OpenAsync(empty));
        await Should.ThrowAsync<JournalUnavailableException>(() => PostgreSqlJournalSnapshot.OpenAsync(empty, Stop));
        var check = await PostgreSqlMigrator.CheckAsync(empty, Stop);

        refused.Message.ShouldContain("oxytrial journal migrate");
        check.IsCurrent.ShouldBeFalse();
        check.Pending.ShouldBe(["0001-journal.sql"]);
        await using var reader = new PostgreSqlJournalReader(empty);
        (await Should.ThrowAsync<JournalUnavailableException>(async () => await reader.StudiesAsync(Stop))).Message.ShouldContain("oxytrial journal migrate");
    }

    [Fact]
    public async Task A_migration_is_applied_once_however_often_and_from_however_many_places_it_is_run()
    {
        var empty = await (await PostgreSqlServer.SharedAsync()).NewDatabaseAsync();
        var roles = new JournalRoles("trial owner", "trial writer", "trial\"reader");

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PostgreSqlMigrator.RunAsync(empty, roles, TimeProvider.System, Stop))));

        reports.Count(report => report.Pending.Count == 1).ShouldBe(1);
        reports.ShouldAllBe(report => report.IsCurrent && report.Advice.Count == 0);
        (await PostgreSqlMigrator.CheckAsync(empty, Stop)).IsCurrent.ShouldBeTrue();
        await using var journal = await Database.OpenAsync(await Database.AccountAsync(empty, "\"trial writer\""));
        (await journal.AppendAsync(Requests.Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.Written>();
    }

    [Fact]
    public async Task An_owner_who_is_no_superuser_migrates_his_own_database()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var database = await server.NewDatabaseAsync();
        var account = await Database.AccountAsync(database, "pg_monitor");
        var name = new NpgsqlConnectionStringBuilder(account).Username;
        await PostgreSqlServer.ExecuteAsync(database, $"ALTER ROLE {name} CREATEROLE; ALTER DATABASE {new NpgsqlConnectionStringBuilder(database).Database} OWNER TO {name}");

        (await PostgreSqlMigrator.RunAsync(account, new JournalRoles($"{name}_owner", $"{name}_writer", $"{name}_reader"), TimeProvider.System, Stop)).Applied.ShouldBeTrue();

        await using var journal = await Database.OpenAsync(await Database.AccountAsync(database, $"{name}_writer"));
        (await journal.AppendAsync(Requests.Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.Written>();
    }

    [Theory]
    [InlineData("INSERT INTO journal.migration VALUES (2, '0002-more.sql', sha256(''), 'x')", "version 2, and this program knows version 1")]
    [InlineData("UPDATE journal.migration SET sha256 = sha256('x')", "made by another 0001-journal.sql")]
    public async Task Tables_of_another_program_are_refused_and_left_as_they_are(string change, string words)
    {
        var database = await Database.NewAsync();
        await database.TamperAsync(change);

        (await Should.ThrowAsync<JournalUnavailableException>(() => PostgreSqlMigrator.RunAsync(database.Owner, new JournalRoles(), TimeProvider.System, Stop))).Message.ShouldContain(words);
        (await Should.ThrowAsync<JournalUnavailableException>(() => database.OpenAsync())).Message.ShouldContain(words);
        (await Should.ThrowAsync<JournalUnavailableException>(() => PostgreSqlMigrator.CheckAsync(database.Reader, Stop))).Message.ShouldContain(words);
    }

    [Fact]
    public async Task A_writer_can_not_migrate()
    {
        var database = await Database.NewAsync();

        await Should.ThrowAsync<JournalUnavailableException>(() => PostgreSqlMigrator.RunAsync(database.Writer, new JournalRoles(), TimeProvider.System, Stop));
    }

    [Fact]
    public async Task A_database_in_another_encoding_is_refused()
    {
        var server = await PostgreSqlServer.SharedAsync();
        await PostgreSqlServer.ExecuteAsync(server.AdministratorConnectionString, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");

        (await Should.ThrowAsync<JournalUnavailableException>(() => PostgreSqlMigrator.RunAsync(server.ConnectionString("latin"), new JournalRoles(), TimeProvider.System, Stop)))
            .Message.ShouldContain("LATIN1");
    }

    [Fact]
    public async Task A_server_that_does_not_flush_is_advised_against()
    {
        await using var server = await PostgreSqlServer.StartAsync(fsync: false);
        var database = await Database.NewAsync(server);

        (await PostgreSqlMigrator.CheckAsync(database.Reader, Stop)).Lines.ShouldContain(line => line.Contains("fsync is off", StringComparison.Ordinal));
        (await database.CheckAsync()).Lines.ShouldContain(line => line.Contains("fsync is off", StringComparison.Ordinal));
    }
}
