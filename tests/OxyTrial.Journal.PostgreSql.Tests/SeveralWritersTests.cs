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
    public async Task Who_waits_for_news_at_one_journal_is_told_of_an_append_made_through_another()
    {
        var database = await Database.NewAsync();
        await using var one = await database.OpenAsync();
        await using var two = await database.OpenAsync();
        var news = await one.WaitForNewsAsync(0, Stop);
        for (var position = 0; position < 5; position++)
        {
            await two.AppendAsync(Randomize(position), Stop);

            news = await UntilAsync(one, news, position + 1);
        }
    }

    [Fact]
    public async Task An_announcement_wakes_long_before_the_look_that_needs_none()
    {
        var database = await Database.NewAsync();
        await using var one = await PostgreSqlJournal.OpenAsync(database.Writer, new StoppedClock(), cancellationToken: Stop);
        await using var two = await database.OpenAsync();
        var listening = await one.WaitForNewsAsync(await one.WaitForNewsAsync(0, Stop), Stop);
        await two.AppendAsync(Randomize(1), Stop);

        // Its own second never passes: only being told can wake it.
        await UntilAsync(one, listening, 1);
    }

    [Fact]
    public async Task Without_an_announcement_of_another_there_is_a_look_every_second_whatever_the_journal_announces_itself()
    {
        var database = await Database.NewAsync();
        await using var journal = await database.OpenAsync();
        var news = await journal.WaitForNewsAsync(await journal.WaitForNewsAsync(0, Stop), Stop);
        for (var position = 0; position < 6; position++)
        {
            // At other moments within the second, so that what is left of it is never a round number.
            await Task.Delay(TimeSpan.FromMilliseconds(137 * position), Stop);
            await journal.AppendAsync(Randomize(position), Stop);
            news = await journal.WaitForNewsAsync(news, Stop);

            news = await journal.WaitForNewsAsync(news, Stop).WaitAsync(TimeSpan.FromSeconds(20), Stop);
        }
    }

    [Fact]
    public async Task Who_waits_is_told_even_though_the_listening_connection_was_ended()
    {
        var database = await Database.NewAsync();
        await using var one = await database.OpenAsync();
        await using var two = await database.OpenAsync();
        var news = await one.WaitForNewsAsync(0, Stop);
        await PostgreSqlServer.ExecuteAsync(
            database.Owner, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        // The pools find out that their connections are gone, at the first use.
        while (await Attempt(() => two.AppendAsync(Randomize(1), Stop)) is null)
        {
        }

        await UntilAsync(one, news, 1);
    }

    [Fact]
    public async Task A_forged_announcement_wakes_and_brings_nothing_that_is_not_there()
    {
        var database = await Database.NewAsync();
        await using var journal = await database.OpenAsync();
        var news = await journal.WaitForNewsAsync(0, Stop);
        await PostgreSqlServer.ExecuteAsync(database.Owner, $"NOTIFY oxytrial_journal, 'somebody {Study}'; NOTIFY oxytrial_journal, ''");
        news = await journal.WaitForNewsAsync(news, Stop);

        (await journal.HeadsAsync(Stop)).ShouldBeEmpty();
        await journal.AppendAsync(Randomize(1), Stop);
        await UntilAsync(journal, news, 1);
    }

    // As a follower does: waits for news and then looks, for no longer than 30 seconds.
    private static async Task<long> UntilAsync(PostgreSqlJournal journal, long news, long position)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        do
        {
            news = await journal.WaitForNewsAsync(news, patience.Token);
        }
        while (await Attempt(() => journal.HeadAsync(Study, Stop).AsTask()) is not { } head || head.Position < position);

        return news;
    }

    private static async Task<T?> Attempt<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is JournalUnavailableException or AppendOutcomeUnknownException)
        {
            return null;
        }
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
