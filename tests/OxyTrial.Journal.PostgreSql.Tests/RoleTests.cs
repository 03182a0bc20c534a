using Npgsql;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

/// <summary>What each account may not do, and what the tables refuse to everybody.</summary>
public sealed class RoleTests
{
    private static readonly string[] Changes =
    [
        "UPDATE journal.event SET actor = 'x'", "UPDATE journal.command SET result = ''", "UPDATE journal.claim SET key = 'x'",
        "DELETE FROM journal.event", "DELETE FROM journal.command", "DELETE FROM journal.claim", "DELETE FROM journal.head",
        "TRUNCATE journal.claim", "TRUNCATE journal.event", "TRUNCATE journal.command CASCADE", "TRUNCATE journal.head",
        "UPDATE journal.migration SET name = 'x'", "DELETE FROM journal.migration", "TRUNCATE journal.migration",
    ];

    private static readonly string[] OwnersStatements =
    [
        "UPDATE journal.head SET study = 'x'", "INSERT INTO journal.migration VALUES (9, 'x', sha256(''), 'x')",
        "DROP TABLE journal.event", "ALTER TABLE journal.event DISABLE TRIGGER ALL", "CREATE TABLE journal.more (n int)",
        "CREATE INDEX more ON journal.event (type)", "DROP SCHEMA journal CASCADE", "ALTER TABLE journal.claim DROP CONSTRAINT claim_pkey",
        "SET session_replication_role = replica", "CREATE OR REPLACE FUNCTION journal.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET ROLE oxytrial_owner",
    ];

    private static readonly string[] WritersStatements =
    [
        "INSERT INTO journal.head VALUES ('x', 0, sha256(''), 1, 'x')", "INSERT INTO journal.claim VALUES ('OXY-1', 'x', 'x', 'randomize-1')",
        "INSERT INTO journal.command VALUES ('OXY-1', 'x', sha256(''), 1, 1, '')", "INSERT INTO journal.event SELECT * FROM journal.event",
        "UPDATE journal.head SET position = position + 1", "SELECT * FROM journal.head FOR UPDATE",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_writer_may_append_and_nothing_else()
    {
        var database = await FilledAsync();

        await RefusedAsync(database.Writer, [.. Changes, .. OwnersStatements]);
        (await database.CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task The_reader_may_read_and_nothing_else()
    {
        var database = await FilledAsync();
        await using var reader = new PostgreSqlJournalReader(database.Reader);

        (await reader.ReadAllAsync(Study, 0, 10, Stop)).Count.ShouldBe(1);
        await RefusedAsync(database.Reader, [.. Changes, .. OwnersStatements, .. WritersStatements]);
        (await database.CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_journal_opened_by_a_reader_appends_nothing_and_says_which_role_it_needs()
    {
        var database = await FilledAsync();
        await using var journal = await Database.OpenAsync(database.Reader);

        var refused = await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Randomize(2), Stop));

        refused.Message.ShouldContain("the writer's role");
    }

    [Fact]
    public async Task An_account_in_no_role_sees_nothing()
    {
        var database = await FilledAsync();
        var stranger = await Database.AccountAsync(database.Owner, "pg_monitor");

        await RefusedAsync(stranger, ["SELECT * FROM journal.event", "SELECT * FROM journal.head"]);
        (await Should.ThrowAsync<JournalUnavailableException>(() => Database.OpenAsync(stranger))).Message.ShouldContain("refuses the account");
    }

    [Fact]
    public async Task The_tables_themselves_refuse_a_change_even_to_their_owner()
    {
        var database = await FilledAsync();
        foreach (var change in (string[])[.. Changes, "UPDATE journal.head SET position = 1", "UPDATE journal.head SET study = 'x', position = 9"])
        {
            var refused = await Should.ThrowAsync<PostgresException>(() => PostgreSqlServer.ExecuteAsync(database.Owner, change), change);
            refused.MessageText.ShouldContain("append-only", Case.Sensitive, change);
        }

        (await database.CheckAsync()).IsIntact.ShouldBeTrue();
    }

    private static async Task<Database> FilledAsync()
    {
        var database = await Database.NewAsync();
        await using var journal = await database.OpenAsync();
        await journal.AppendAsync(Randomize(1), Stop);
        return database;
    }

    private static async Task RefusedAsync(string account, string[] statements)
    {
        foreach (var statement in statements)
        {
            var refused = await Should.ThrowAsync<PostgresException>(() => PostgreSqlServer.ExecuteAsync(account, statement), statement);
            refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
        }
    }
}
