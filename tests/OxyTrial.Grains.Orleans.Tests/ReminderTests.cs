using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using OxyTrial.Grains.Duties;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Grains.Orleans.Tests;

/// <summary>Each study's duties are run by reminders, which any silo may hold.</summary>
public sealed class ReminderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_duty_of_every_study_comes_again_by_a_reminder_of_its_own()
    {
        await using var journal = new InMemoryJournal();
        await using var world = await new TrialWorld(journal).RegisterAsync();
        var (visits, kits) = (new CountedDuty("visit-windows"), new CountedDuty("expiring-kits"));
        await using var cluster = await StartAsync(journal, world, visits, kits);

        await WaitAsync(() => visits.Runs.Count >= 2 && kits.Runs.Count >= 2);

        visits.Runs.ShouldAllBe(run => run.Study == world.Spec.Id);
        visits.Runs.First().Utc.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_duty_that_fails_comes_again_and_does_not_hold_up_the_others()
    {
        await using var journal = new InMemoryJournal();
        await using var world = await new TrialWorld(journal).RegisterAsync();
        var (failing, other) = (new CountedDuty("visit-windows", fails: true), new CountedDuty("expiring-kits"));
        await using var cluster = await StartAsync(journal, world, failing, other);

        await WaitAsync(() => failing.Runs.Count >= 2 && other.Runs.Count >= 2);
    }

    [Fact]
    public async Task To_be_watched_again_moves_no_reminder_and_makes_none()
    {
        await using var journal = new InMemoryJournal();
        await using var world = await new TrialWorld(journal).RegisterAsync();
        var duty = new CountedDuty("visit-windows", TimeSpan.FromMinutes(10));
        await using var cluster = await StartAsync(journal, world, duty);
        var watch = cluster.Client.GetGrain<IStudyWatchGrain>(world.Spec.Id.Value);
        await WaitAsync(() => duty.Runs.Count == 1);

        for (var times = 0; times < 3; times++)
        {
            await watch.WatchAsync(Stop);
            await Task.Delay(TimeSpan.FromSeconds(1), Stop);
        }

        duty.Runs.Count.ShouldBe(1, "it is due in ten minutes, however often it is named");
    }

    [Fact]
    public async Task A_reminder_of_another_version_is_let_pass()
    {
        await using var journal = new InMemoryJournal();
        await using var world = await new TrialWorld(journal).RegisterAsync();
        var duty = new CountedDuty("visit-windows", TimeSpan.FromMinutes(10));
        await using var cluster = await StartAsync(journal, world, duty);
        await WaitAsync(() => duty.Runs.Count == 1);

        var watch = cluster.Client.GetGrain<IStudyWatchGrain>(world.Spec.Id.Value).AsReference<IRemindable>();
        await watch.ReceiveReminder("of-a-later-version", default, Stop);
        duty.Runs.Count.ShouldBe(1);

        await watch.ReceiveReminder(duty.Name, default, Stop);
        duty.Runs.Count.ShouldBe(2);
    }

    private static Task<global::Orleans.TestingHost.InProcessTestCluster> StartAsync(IJournal journal, TrialWorld world, params IStudyDuty[] duties) =>
        Cluster.StartAsync(1, _ => journal, world.Vault, silo =>
        {
            silo.Services.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
            foreach (var duty in duties)
            {
                silo.Services.AddSingleton(duty);
            }
        });

    private static async Task WaitAsync(Func<bool> happened)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!happened())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience, "the reminder did not come");
            await Task.Delay(TimeSpan.FromMilliseconds(50), Stop);
        }
    }

    private sealed class CountedDuty(string name, TimeSpan? period = null, bool fails = false) : IStudyDuty
    {
        public ConcurrentQueue<(StudyId Study, DateTimeOffset Utc)> Runs { get; } = new();

        public string Name => name;

        public TimeSpan Period => period ?? TimeSpan.FromMilliseconds(500);

        public Task RunAsync(StudyId study, DateTimeOffset utc, CancellationToken cancellation)
        {
            Runs.Enqueue((study, utc));
            return fails ? Task.FromException(new IOException("the disk is full")) : Task.CompletedTask;
        }
    }
}
