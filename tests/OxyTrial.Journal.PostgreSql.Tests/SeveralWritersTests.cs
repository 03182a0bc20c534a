using System.Text;
using Npgsql;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

/// <summary>Several journals over one database, as several servers are.</summary>
public sealed class SeveralWritersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_command_from_three_journals_at_once_is_stored_once_and_all_get_its_answer()
    {
        var database = await Database.NewAsync();
        await using var one = await database.OpenAsync();
        await using var two = await database.OpenAsync();
        await using var three = await database.OpenAsync();
        IJournal[] journals = [one, two, three];
        for (var participant = 0; participant < 40; participant++)
        {
            var outcomes = await Task.WhenAll(journals.Select(journal => Task.Run(() => journal.AppendAsync(Randomize(participant), Stop))));

            outcomes.OfType<AppendOutcome.Written>().Count().ShouldBe(1);
            outcomes.OfType<AppendOutcome.AlreadyDone>().Select(done => Encoding.UTF8.GetString(done.Command.Result))
                .ShouldBe([$"answer to randomize-{participant}", $"answer to randomize-{participant}"]);
        }

        (await one.HeadAsync(Study, Stop)).Position.ShouldBe(40);
        (await database.CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_journals_append_to_one_study_from_both_sides_and_no_conflict_is_lost()
    {
        var database = await Database.NewAsync();
        await using var one = await database.OpenAsync();
        await using var two = await database.OpenAsync();

        // Everybody counts one stream up; whoever is overtaken decides again, with the version told.
        async Task<int> Caller(IJournal journal, string name)
        {
            var conflicts = 0;
            var version = 0L;
            for (var turn = 0; turn < 12; turn++)
            {
                while (await journal.AppendAsync(Write($"{name}-{turn}", ("count", version), ($"own-{name}", turn)), Stop) is AppendOutcome.Conflict conflict)
                {
                    version = conflict.Actual.Single().Version;
                    conflicts++;
                }

                version++;
            }

            return conflicts;
        }

        var conflicts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Caller(i % 2 == 0 ? one : two, $"caller-{i}"))));

        conflicts.Sum().ShouldBeGreaterThan(0);
        (await one.ReadStreamAsync(Study, "count", 0, Stop)).Select(e => e.Version).ShouldBe(Enumerable.Range(1, 96).Select(i => (long)i));
        (await database.CheckAsync()).Lines.ShouldContain(l => l.Contains("192 events, 96 commands, 0 claims, chain intact", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_journals_that_begin_the_same_new_studies_at_once_both_go_on()
    {
        var database = await Database.NewAsync();
        await using var one = await database.OpenAsync();
        await using var two = await database.OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).AppendAsync(Randomize(i) with { Study = $"OXY-{i / 2}" }, Stop))));

        outcomes.ShouldAllBe(outcome => outcome is AppendOutcome.Written);
        (await one.StudiesAsync(Stop)).Count.ShouldBe(20);
        (await database.CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_waits_at_one_journal_is_told_of_an_append_made_through_another()
    {
        var database = await Database.NewAsync();
        await using var one = await database.OpenAsync();
        await using var two = await database.OpenAsync();
        for (var position = 0; position < 5; position++)
        {
            var waiting = one.WaitForAsync(Study, position, Stop);
            waiting.IsCompleted.ShouldBeFalse();
            await two.AppendAsync(Randomize(position), Stop);

            (await waiting).ShouldBe(position + 1);
        }
    }

    [Fact]
    public async Task Who_waits_is_told_even_though_the_listening_connection_was_ended()
    {
        var database = await Database.NewAsync();
        await using var one = await database.OpenAsync();
        await using var two = await database.OpenAsync();
        var waiting = one.WaitForAsync(Study, 0, Stop);
        await PostgreSqlServer.ExecuteAsync(
            database.Owner, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        waiting.IsCompleted.ShouldBeFalse();

        // The pools find out that their connections are gone, at the first use.
        while (await Attempt(() => two.AppendAsync(Randomize(1), Stop)) is null)
        {
        }

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30), Stop)).ShouldBe(1);
    }

    [Fact]
    public async Task A_forged_announcement_brings_no_position_that_is_not_there()
    {
        var database = await Database.NewAsync();
        await using var journal = await database.OpenAsync();
        var waiting = journal.WaitForAsync(Study, 0, Stop);
        await PostgreSqlServer.ExecuteAsync(database.Owner, $"NOTIFY oxytrial_journal, 'somebody {Study}'; NOTIFY oxytrial_journal, ''");
        await Task.Delay(100, Stop);

        waiting.IsCompleted.ShouldBeFalse();
        await journal.AppendAsync(Randomize(1), Stop);
        (await waiting).ShouldBe(1);
    }

    private static async Task<AppendOutcome?> Attempt(Func<Task<AppendOutcome>> append)
    {
        try
        {
            return await append();
        }
        catch (Exception fault) when (fault is JournalUnavailableException or AppendOutcomeUnknownException)
        {
            return null;
        }
    }
}
