using Npgsql;
using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Cli.Tests;

/// <summary>The journal's commands over both stores, as an operator moves a trial from a file to a database and back.</summary>
public sealed class JournalCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("journal-commands-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_trial_moves_from_a_file_to_a_database_and_through_an_export_back_with_the_same_fingerprint()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var database = Uri(await server.NewDatabaseAsync());
        await FillAsync(PathOf("first.db"));

        var missing = await RunAsync("journal", "migrate", database, "--check");
        missing.ExitCode.ShouldBe(1, missing.Error);
        missing.Output.ShouldContain("0001-journal.sql is missing");
        var early = await RunAsync("journal", "copy", PathOf("first.db"), database);
        early.ExitCode.ShouldBe(2);
        early.Error.ShouldContain("oxytrial journal migrate");

        (await DoneAsync("journal", "migrate", database)).ShouldContain("0001-journal.sql applied");
        (await DoneAsync("journal", "migrate", database, "--check")).ShouldContain("nothing to do");
        var copied = await DoneAsync("journal", "copy", PathOf("first.db"), database);
        (await DoneAsync("journal", "check", database)).ShouldContain("3 events, 3 commands, 0 claims, chain intact");
        await DoneAsync("journal", "export", database, "OXY-1", "--out", PathOf("whole.ndjson"));
        await DoneAsync("journal", "export", database, "OXY-1", "--events-only", "--out", PathOf("events.ndjson"));
        (await DoneAsync("journal", "check", PathOf("whole.ndjson"))).ShouldContain("chain intact");
        (await DoneAsync("journal", "check", PathOf("events.ndjson"))).ShouldContain("chain intact");
        (await DoneAsync("journal", "import", PathOf("whole.ndjson"), PathOf("last.db"))).ShouldBe(copied);
        (await DoneAsync("journal", "check", PathOf("last.db"))).ShouldContain("3 events, 3 commands, 0 claims, chain intact");
        (await RunAsync("journal", "import", PathOf("events.ndjson"), PathOf("last.db"))).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_database_that_has_the_journals_tables_and_not_those_of_accounts_is_not_said_to_be_current()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var connection = await server.NewDatabaseAsync();
        var database = Uri(connection);
        (await DoneAsync("journal", "migrate", database)).ShouldContain("tables of accounts and alerts made");
        await PostgreSqlServer.ExecuteAsync(connection, "DROP SCHEMA accounts CASCADE");

        var missing = await RunAsync("journal", "migrate", database, "--check");
        missing.ExitCode.ShouldBe(1);
        missing.Output.ShouldContain("tables of accounts and alerts are missing");
        (await DoneAsync("journal", "migrate", database)).ShouldContain("tables of accounts and alerts made");
        (await DoneAsync("journal", "migrate", database, "--check")).ShouldNotContain("missing");
    }

    [Theory]
    [InlineData("journal", "check", "postgresql://a:not-to-be-shown@127.0.0.1:1/trial")]
    [InlineData("journal", "migrate", "Host=127.0.0.1;Port=1;Username=a;Password=not-to-be-shown;Database=trial")]
    [InlineData("journal", "migrate", "journal.db")]
    [InlineData("journal", "copy", "nowhere.db", "elsewhere.db")]
    public async Task A_store_that_is_not_there_is_told_in_one_line_without_the_password(params string[] command)
    {
        var refused = await RunAsync(command);

        refused.ExitCode.ShouldBe(2);
        refused.Error.Trim().ShouldNotContain('\n');
        refused.Error.ShouldNotContain("not-to-be-shown");
    }

    private static async Task FillAsync(string path)
    {
        await using var journal = Journal.Sqlite.SqliteJournal.Open(path);
        for (var i = 0; i < 3; i++)
        {
            await journal.AppendAsync(new Journal.AppendRequest(
                "OXY-1", $"command-{i}", new byte[32], "coordinator", new DateTimeOffset(2026, 3, 1, 9, i, 0, TimeSpan.Zero), [new("study", i)],
                [new("study", "noted", 1, "{}"u8.ToArray())], [], "answer"u8.ToArray()));
        }
    }

    private static string Uri(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgresql://{settings.Username}:{settings.Password}@{settings.Host}:{settings.Port}/{settings.Database}";
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private Task<CommandResult> RunAsync(params string[] command) => CommandRun.OxyTrialInAsync(folder.FullName, command);

    private async Task<string> DoneAsync(params string[] command)
    {
        var result = await RunAsync(command);
        result.ExitCode.ShouldBe(0, $"{string.Join(' ', command)}: {result.Error}{result.Output}");
        return result.Output;
    }
}
