using OxyTrial.Journal.Sqlite;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

/// <summary>The writer fails, or the machine stops, right before or right after a commit.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.PathOf("trial.journal");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_lost_after_the_commit_is_unknown_and_the_same_command_id_finds_it_done()
    {
        await using var journal = SqliteJournal.Open(Path, FailOnce(CommitMoment.AfterButUnacknowledged));
        var waiting = journal.WaitForNewsAsync(await journal.WaitForNewsAsync(0, Stop), Stop);

        var unknown = await Should.ThrowAsync<AppendOutcomeUnknownException>(() => journal.AppendAsync(Randomize(1), Stop));
        var retried = await journal.AppendAsync(Randomize(1), Stop);

        unknown.CommandId.ShouldBe("randomize-1");
        retried.ShouldBeOfType<AppendOutcome.AlreadyDone>().Command.FirstPosition.ShouldBe(1);
        await waiting;
        (await journal.AppendAsync(Randomize(2), Stop)).ShouldBeOfType<AppendOutcome.Written>().FirstPosition.ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_before_the_commit_leaves_nothing_and_the_same_command_id_is_written()
    {
        await using var journal = SqliteJournal.Open(Path, FailOnce(CommitMoment.Before));

        await Should.ThrowAsync<AppendOutcomeUnknownException>(() => journal.AppendAsync(Randomize(1), Stop));

        (await journal.HeadAsync(Study, Stop)).Position.ShouldBe(0);
        (await journal.AppendAsync(Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.Written>().FirstPosition.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_machine_that_stops_at_the_commit_has_either_all_of_the_append_or_nothing(int moment, bool done)
    {
        var copy = "";
        await using (var journal = SqliteJournal.Open(Path, fault: at => copy = (int)at == moment ? _folder.CopyAsIs(Path, "after-crash") : copy))
        {
            (await journal.AppendAsync(Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.Written>();
        }

        await using var restarted = SqliteJournal.Open(copy);
        var retried = await restarted.AppendAsync(Randomize(1), Stop);

        retried.ShouldBeOfType(done ? typeof(AppendOutcome.AlreadyDone) : typeof(AppendOutcome.Written));
        using var snapshot = SqliteJournalSnapshot.Open(copy);
        (await JournalCheck.RunAsync(snapshot, Stop)).Lines.ShouldContain(l => l.Contains("1 events, 1 commands, 2 claims, chain intact", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_caller_of_a_failed_group_repeats_and_each_command_is_stored_once()
    {
        var commits = 0;
        await using var journal = SqliteJournal.Open(Path, fault: at =>
        {
            if (++commits % 3 == 0)
            {
                throw new IOException($"planted at {at}");
            }
        });

        async Task<int> Caller(int participant)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await journal.AppendAsync(Randomize(participant), Stop);
                    return attempt;
                }
                catch (AppendOutcomeUnknownException)
                {
                    // What a caller does: the same command id again.
                }
            }
        }

        var attempts = await Task.WhenAll(Enumerable.Range(0, 200).Select(p => Task.Run(() => Caller(p))));

        attempts.Max().ShouldBeGreaterThan(1);
        (await journal.HeadAsync(Study, Stop)).Position.ShouldBe(200);
        using var snapshot = SqliteJournalSnapshot.Open(Path);
        (await JournalCheck.RunAsync(snapshot, Stop)).IsIntact.ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();

    private static Action<CommitMoment> FailOnce(CommitMoment moment)
    {
        var failed = false;
        return at =>
        {
            if (at == moment && !failed)
            {
                failed = true;
                throw new IOException("planted");
            }
        };
    }
}
