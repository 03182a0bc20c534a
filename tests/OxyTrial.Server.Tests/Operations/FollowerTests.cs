using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Server.Operations;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;

namespace OxyTrial.Server.Tests.Operations;

public sealed class FollowerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_within_half_a_second_is_taken_in_by_one_look_at_the_journal()
    {
        var journal = new LookedAtJournal();
        var clock = new FakeTimeProvider();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var follower = new JournalFollower(journal, new TrialViews(journal), services.GetRequiredService<IMeterFactory>(), clock, NullLogger<JournalFollower>.Instance);
        await follower.StartAsync(Stop);
        await UntilAsync(() => follower.HasCaughtUp);
        journal.Looks.ShouldBe(1);

        for (var number = 0; number < 3; number++)
        {
            journal.Tell();
            await Task.Delay(30, Stop);
        }

        clock.Advance(TimeSpan.FromMilliseconds(499));
        await Task.Delay(30, Stop);
        journal.Looks.ShouldBe(1);

        // More than the one millisecond that is left, should the pause have begun late.
        await UntilAsync(() => journal.Looks == 2, () => clock.Advance(TimeSpan.FromMilliseconds(1)));

        // Nothing new, no look, however much time goes by.
        clock.Advance(TimeSpan.FromSeconds(10));
        await Task.Delay(30, Stop);
        journal.Looks.ShouldBe(2);
        await follower.StopAsync(Stop);
    }

    [Fact]
    public async Task A_server_decides_from_what_it_reads_of_anothers_work()
    {
        await using var server = await TestServer.StartAsync();
        var scenario = await TrialScenario.RecruitingAsync(server, "shared");
        await scenario.ConsentedAsync("P-1");
        var (states, participant) = (server.Services.GetRequiredService<StreamCache>(), Participant.StreamOf(ParticipantId.FromTrusted("P-1")));
        var version = states.Find(scenario.Study, participant)!.Version;
        var other = new InProcessTrialHost(server.Services.GetRequiredService<IJournal>(), server.Services.GetRequiredService<IAllocator>());
        var done = await other.ExecuteAsync(
            scenario.Study, new ExcludeParticipant(ParticipantId.FromTrusted("P-1"), TrialScenario.Site("HD"), ExclusionReason.Declined, "no time"), scenario.NextContext("elsewhere"), Stop);

        await server.Services.GetRequiredService<TrialViews>().StudyAsync(scenario.Study, Stop);

        done.ShouldBeOfType<CommandOutcome.Completed>();
        states.Find(scenario.Study, participant)!.Version.ShouldBe(version + 1);
    }

    private static async Task UntilAsync(Func<bool> holds, Action? meanwhile = null)
    {
        for (var tries = 0; !holds(); tries++)
        {
            tries.ShouldBeLessThan(1000);
            meanwhile?.Invoke();
            await Task.Delay(10, Stop);
        }
    }

    /// <summary>A journal without studies that counts how often somebody asks for their heads, and has news when it is told.</summary>
    private sealed class LookedAtJournal() : DelegatingJournal(new InMemoryJournal())
    {
        private readonly NewsBoard board = new();
        private int looks;

        public int Looks => Volatile.Read(ref looks);

        public void Tell() => board.Publish();

        public override ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref looks);
            return base.HeadsAsync(cancellationToken);
        }

        public override Task<long> WaitForNewsAsync(long after, CancellationToken cancellationToken = default) => board.WaitForAsync(after, cancellationToken);
    }
}
