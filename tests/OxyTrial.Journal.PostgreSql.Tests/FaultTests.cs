using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

/// <summary>Connections cut, pools empty, locks held, servers killed.</summary>
public sealed class FaultTests
{
    // As a statement of its own: READ COMMITTED has the word in it.
    private const string Commit = "COMMIT\0";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_cut_at_the_commit_is_unknown_and_the_same_command_id_finds_out(bool done)
    {
        var database = await Database.NewAsync();
        await using var proxy = new CuttingProxy((await PostgreSqlServer.SharedAsync()).Port);
        await using var journal = await Database.OpenAsync(Database.With(database.Writer, s => s.Port = proxy.Port));
        proxy.CutNext(Commit, done ? Cut.BeforeTheAnswer : Cut.BeforeTheServer);

        var unknown = await Should.ThrowAsync<AppendOutcomeUnknownException>(() => journal.AppendAsync(Randomize(1), Stop));
        var retried = await journal.AppendAsync(Randomize(1), Stop);

        unknown.CommandId.ShouldBe("randomize-1");
        retried.ShouldBeOfType(done ? typeof(AppendOutcome.AlreadyDone) : typeof(AppendOutcome.Written));
        (await database.CheckAsync()).Lines.ShouldContain(l => l.Contains("1 events, 1 commands, 2 claims, chain intact", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_cut_among_the_rows_is_unknown_and_nothing_is_stored()
    {
        var database = await Database.NewAsync();
        await using var proxy = new CuttingProxy((await PostgreSqlServer.SharedAsync()).Port);
        await using var journal = await Database.OpenAsync(Database.With(database.Writer, s => s.Port = proxy.Port));

        // So much that it does not go at once.
        var request = Randomize(1) with { Events = [Randomize(1).Events[0] with { Body = System.Text.Encoding.UTF8.GetBytes($"\"{new string('x', 1_000_000)}\"") }] };
        proxy.CutNext("INSERT INTO journal.event", Cut.BeforeTheServer);

        await Should.ThrowAsync<AppendOutcomeUnknownException>(() => journal.AppendAsync(request, Stop));

        (await journal.HeadAsync(Study, Stop)).Position.ShouldBe(0);
        (await journal.AppendAsync(request, Stop)).ShouldBeOfType<AppendOutcome.Written>().FirstPosition.ShouldBe(1);
    }

    [Fact]
    public async Task An_error_of_the_commit_itself_is_unknown_and_one_of_the_rows_is_not()
    {
        var database = await Database.NewAsync();
        await using var journal = await Database.OpenAsync(database.Writer);
        await journal.AppendAsync(Randomize(1), Stop);
        await RefuseAsync(database, "DEFERRABLE INITIALLY DEFERRED");

        await Should.ThrowAsync<AppendOutcomeUnknownException>(() => journal.AppendAsync(Randomize(2), Stop));
        await RefuseAsync(database, "NOT DEFERRABLE");
        await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Randomize(2), Stop));

        await PostgreSqlServer.ExecuteAsync(database.Owner, "DROP TRIGGER refused ON journal.event");
        (await journal.AppendAsync(Randomize(2), Stop)).ShouldBeOfType<AppendOutcome.Written>().FirstPosition.ShouldBe(2);
    }

    // A trigger that refuses every event: at the commit when it is deferred, at the statement when not.
    private static Task RefuseAsync(Database database, string when) => PostgreSqlServer.ExecuteAsync(
        database.Owner,
        $"""
        CREATE OR REPLACE FUNCTION journal.refused() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused here''; END';
        DROP TRIGGER IF EXISTS refused ON journal.event;
        CREATE CONSTRAINT TRIGGER refused AFTER INSERT ON journal.event {when} FOR EACH ROW EXECUTE FUNCTION journal.refused();
        """);

    [Fact]
    public async Task A_connection_cut_before_the_commit_is_sent_is_unavailable_and_nothing_is_stored()
    {
        var database = await Database.NewAsync();
        await using var proxy = new CuttingProxy((await PostgreSqlServer.SharedAsync()).Port);
        await using var journal = await Database.OpenAsync(Database.With(database.Writer, s => s.Port = proxy.Port));
        proxy.CutNext("FOR UPDATE", Cut.BeforeTheAnswer);

        await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Randomize(1), Stop));

        (await journal.HeadAsync(Study, Stop)).Position.ShouldBe(0);
        (await journal.AppendAsync(Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.Written>().FirstPosition.ShouldBe(1);
    }

    [Fact]
    public async Task Thirty_two_callers_over_a_connection_that_is_cut_again_and_again_store_each_command_once()
    {
        var database = await Database.NewAsync();
        await using var proxy = new CuttingProxy((await PostgreSqlServer.SharedAsync()).Port);
        await using var journal = await Database.OpenAsync(Database.With(database.Writer, s => (s.Port, s.AutoPrepareMinUsages) = (proxy.Port, int.MaxValue)));

        // Nothing is prepared on these connections: what is prepared is sent by its number, and the proxy looks for a text.
        proxy.CutEvery(3, Commit);

        var attempts = await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            var most = 0;
            for (var turn = 0; turn < 5; turn++)
            {
                most = Math.Max(most, await AttemptsAsync(journal, Randomize((caller * 10) + turn)));
            }

            return most;
        })));

        attempts.Max().ShouldBeGreaterThan(1);
        (await database.CheckAsync()).Lines.ShouldContain(l => l.Contains("160 events, 160 commands, 320 claims, chain intact", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lock_that_somebody_holds_is_unavailable_after_its_time_limit_and_nothing_is_stored()
    {
        var database = await Database.NewAsync();
        await using var journal = await Database.OpenAsync(Database.With(database.Writer, s => s.Options = "-c lock_timeout=300ms"));
        await journal.AppendAsync(Randomize(1), Stop);
        await using (await HoldHeadAsync(database))
        {
            var unavailable = await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Randomize(2), Stop));
            unavailable.Message.ShouldContain("lock timeout");
        }

        (await journal.AppendAsync(Randomize(2), Stop)).ShouldBeOfType<AppendOutcome.Written>().FirstPosition.ShouldBe(2);
    }

    [Fact]
    public async Task An_exhausted_pool_is_unavailable_soon_and_not_a_hang()
    {
        var database = await Database.NewAsync();
        await using var journal = await Database.OpenAsync(Database.With(database.Writer, s => (s.MaxPoolSize, s.Timeout, s.Options) = (1, 1, "-c lock_timeout=4s")));
        await journal.AppendAsync(Randomize(1), Stop);
        Task<AppendOutcome> first;
        await using (await HoldHeadAsync(database))
        {
            first = journal.AppendAsync(Randomize(2), Stop);
            await Task.Delay(100, Stop);
            var began = Stopwatch.StartNew();
            await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Randomize(1) with { Study = "OXY-2" }, Stop));

            began.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
        }

        (await first).ShouldBeOfType<AppendOutcome.Written>();
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_in_plain_words_without_the_password()
    {
        await using var proxy = new CuttingProxy(9);
        var address = $"Host=127.0.0.1;Port={proxy.Port};Database=trial;Username=server;Password=not-to-be-shown;Timeout=2";

        var unavailable = await Should.ThrowAsync<JournalUnavailableException>(() => Database.OpenAsync(address));

        unavailable.Message.ShouldContain($"127.0.0.1:{proxy.Port}/trial");
        unavailable.ToString().ShouldNotContain("not-to-be-shown");
        await Should.ThrowAsync<JournalUnavailableException>(() => Database.OpenAsync("Host=x;Elephant=3"));
    }

    [Fact]
    public async Task A_flush_that_an_account_has_given_up_is_asked_for_all_the_same()
    {
        var database = await Database.NewAsync();
        await PostgreSqlServer.ExecuteAsync(database.Owner, $"ALTER ROLE {new NpgsqlConnectionStringBuilder(database.Writer).Username} SET synchronous_commit = off");
        await using var pool = Connections.Pool(Database.With(database.Writer, s => s.Options = "-c synchronous_commit=off"));

        (await SettingAsync(pool, "synchronous_commit")).ShouldBe("on");
        (await SettingAsync(pool, "lock_timeout")).ShouldBe("5s");
        (await SettingAsync(pool, "statement_timeout")).ShouldBe("20s");
        (await SettingAsync(pool, "idle_in_transaction_session_timeout")).ShouldBe("20s");
    }

    [Fact]
    public async Task An_append_that_a_standby_has_not_confirmed_is_not_answered_when_a_time_limit_passes()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var database = await Database.NewAsync(server);
        await using var journal = await Database.OpenAsync(Database.With(database.Writer, s => s.Options = "-c statement_timeout=300ms"));
        await journal.AppendAsync(Randomize(1), Stop);
        await StandbyAsync(server, "'nobody'");

        var waiting = journal.AppendAsync(Randomize(2), Stop);
        await Task.Delay(1500, Stop);
        waiting.IsCompleted.ShouldBeFalse();
        await StandbyAsync(server, "''");

        (await waiting).ShouldBeOfType<AppendOutcome.Written>();
    }

    [Fact]
    public async Task A_server_killed_again_and_again_has_every_acknowledged_command_once()
    {
        const int Kills = 3;
        await using var server = await PostgreSqlServer.StartAsync();
        var database = await Database.NewAsync(server);
        await using var journal = await database.OpenAsync();
        var acknowledged = new ConcurrentDictionary<string, long>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        async Task<int> Caller(int caller)
        {
            var unanswered = 0;
            for (var turn = 0; !over.IsCancellationRequested; turn++)
            {
                var request = Randomize((caller * 100_000) + turn);
                unanswered += await AttemptsAsync(journal, request, at => acknowledged[request.CommandId] = at) - 1;
            }

            return unanswered;
        }

        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(() => Caller(caller))).ToList();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = acknowledged.Count;
            await UntilAsync(() => acknowledged.Count > before + 50);
            server.Kill();
            await server.StartAgainAsync();
        }

        var last = acknowledged.Count;
        await UntilAsync(() => acknowledged.Count > last + 50);
        await over.CancelAsync();
        (await Task.WhenAll(callers)).Sum().ShouldBeGreaterThan(0);

        var stored = await journal.ReadAllAsync(Study, 0, int.MaxValue, Stop);
        stored.ToDictionary(e => e.CommandId, e => e.Position).ShouldBe(acknowledged, ignoreOrder: true);
        (await database.CheckAsync()).IsIntact.ShouldBeTrue();
    }

    // What a caller does: the same command id again, until there is an answer.
    private static async Task<int> AttemptsAsync(PostgreSqlJournal journal, AppendRequest request, Action<long>? acknowledged = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await journal.AppendAsync(request, Stop);
                acknowledged?.Invoke(outcome is AppendOutcome.AlreadyDone done ? done.Command.FirstPosition : outcome.ShouldBeOfType<AppendOutcome.Written>().FirstPosition);
                return attempt;
            }
            catch (Exception fault) when (fault is JournalUnavailableException or AppendOutcomeUnknownException)
            {
                await Task.Delay(5, Stop);
            }
        }
    }

    private static async Task StandbyAsync(PostgreSqlServer server, string names)
    {
        await PostgreSqlServer.ExecuteAsync(server.AdministratorConnectionString, $"ALTER SYSTEM SET synchronous_standby_names = {names}");
        await PostgreSqlServer.ExecuteAsync(server.AdministratorConnectionString, "SELECT pg_reload_conf(), pg_sleep(0.2)");
    }

    private static async Task<NpgsqlConnection> HoldHeadAsync(Database database)
    {
        var connection = new NpgsqlConnection(Database.With(database.Owner, s => s.Pooling = false));
        await connection.OpenAsync(Stop);
        await Queries.ListAsync(connection, "BEGIN", _ => 0, Stop);
        await Queries.ListAsync(connection, $"{Queries.SelectHead} FOR UPDATE", _ => 0, Stop, Study);
        return connection;
    }

    private static async Task<string> SettingAsync(NpgsqlDataSource pool, string setting) => (await Connections.UseAsync(
        pool, c => Queries.ListAsync(c, $"SHOW {setting}", row => row.GetString(0), Stop), Stop)).Single();

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10, Stop);
        }
    }
}
