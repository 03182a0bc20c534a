using OxyTrial.Simulation.Scheduling;
using Shouldly;

namespace OxyTrial.Simulation.Tests;

public sealed class SchedulerTests
{
    [Fact]
    public void Time_passes_only_by_what_is_due()
    {
        var scheduler = new Scheduler(new Chance(1));
        var clock = new SimulatedClock(scheduler, DateTimeOffset.UnixEpoch);
        var moments = new List<long>();
        scheduler.RunToRest(async () =>
        {
            await Task.Delay(TimeSpan.FromDays(40), clock);
            moments.Add(scheduler.Now);
            await Task.Yield();
            moments.Add(scheduler.Now);
        });

        scheduler.Failure.ShouldBeNull();
        moments.ShouldBe([40L * 86_400 * 1_000_000, 40L * 86_400 * 1_000_000]);
        clock.GetUtcNow().ShouldBe(DateTimeOffset.UnixEpoch.AddDays(40));
    }

    [Fact]
    public void Of_what_is_due_at_once_chance_picks_and_every_seed_picks_alike()
    {
        var orders = Enumerable.Range(1, 20).Select(seed => Order((ulong)seed)).ToArray();
        orders.Distinct().Count().ShouldBeGreaterThan(4);
        orders.ShouldBe(Enumerable.Range(1, 20).Select(seed => Order((ulong)seed)));

        static string Order(ulong seed)
        {
            var scheduler = new Scheduler(new Chance(seed));
            var order = string.Empty;
            foreach (var letter in "abcd")
            {
                scheduler.After(0, () => order += letter);
            }

            scheduler.RunToRest(() => Task.CompletedTask);
            return order;
        }
    }

    [Fact]
    public void What_comes_back_from_another_thread_is_a_failure_and_no_other_order()
    {
        var scheduler = new Scheduler(new Chance(1));

        // The other thread is held back until its task is awaited: one that has ended before comes back nowhere.
        using var awaited = new ManualResetEventSlim();
        scheduler.After(0, () =>
        {
            awaited.Set();
            SpinWait.SpinUntil(() => scheduler.Failure is not null, TimeSpan.FromSeconds(10));
        });
        scheduler.RunToRest(async () => await Task.Run(() => awaited.Wait(TestContext.Current.CancellationToken)));
        scheduler.Failure.ShouldNotBeNull().Message.ShouldContain("another thread");
    }

    [Fact]
    public void What_waits_for_something_that_never_happens_is_a_failure()
    {
        var scheduler = new Scheduler(new Chance(1));
        scheduler.RunToRest(() => new TaskCompletionSource().Task);
        scheduler.Failure!.Message.ShouldContain("never happens");
    }
}
