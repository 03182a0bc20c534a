using System.Collections.Concurrent;
using OxyTrial.Samples;

namespace OxyTrial.Grains.Orleans.Tests;

/// <summary>A cluster whose members and reminders stand in PostgreSQL.</summary>
public sealed class AdoNetTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_takes_over_from_one_that_was_killed_and_reminders_are_kept()
    {
        const int Participants = 8;
        var membership = await MembershipDatabase.NewAsync();
        await using var cluster = await ClusterProcesses.PrepareAsync(Participants, null, "--membership", membership);
        var (first, second) = (ClusterProcesses.FreePorts(), ClusterProcesses.FreePorts());
        var silo = await cluster.SiloAsync(first.Silo, first.Gateway);
        var client = await cluster.WebAsync("web", first.Silo, first.Gateway);
        var told = new ConcurrentDictionary<int, string>();
        for (var number = 1; number <= Participants / 2; number++)
        {
            told[number] = (await ClusterProcesses.RandomizeAsync(client, number, Stop)).ShouldNotBeNull();
        }

        await silo.KillAsync();

        // The journal file is one process's; the next silo has other ports, and the web node finds it by the table of members.
        var next = await cluster.SiloAsync(second.Silo, second.Gateway);
        for (var number = 1; number <= Participants; number++)
        {
            string? kit;
            while ((kit = await ClusterProcesses.RandomizeAsync(client, number, Stop)) is null)
            {
            }

            told.GetOrAdd(number, kit).ShouldBe(kit, $"participant {number} under the same key");
        }

        (await cluster.AllocatedAsync()).OrderBy(one => one.Key).ShouldBe(told.OrderBy(one => one.Key));
        (await MembershipDatabase.ReadAsync(membership, "SELECT DISTINCT ReminderName FROM OrleansRemindersTable ORDER BY 1")).ShouldBe(["checkpoints", "expiring-kits", "visit-windows"]);

        // Asked to stop, it leaves; killed, it was found dead. No member is left.
        (await next.StopAsync()).ShouldBe(0, next.Printed());
        const int Dead = 6;
        (await MembershipDatabase.ReadAsync(membership, "SELECT Status FROM OrleansMembershipTable")).ShouldAllBe(status => status == $"{Dead}");
    }

    [Fact]
    public async Task Of_two_silos_over_one_PostgreSQL_journal_one_is_killed_and_nothing_answered_is_lost_or_doubled()
    {
        const int Participants = 40;
        var membership = await MembershipDatabase.NewAsync();
        var database = await (await PostgreSqlServer.SharedAsync()).NewDatabaseAsync();
        await using var cluster = await ClusterProcesses.PrepareAsync(Participants, database, "--membership", membership);
        var (first, second) = (ClusterProcesses.FreePorts(), ClusterProcesses.FreePorts());
        var silo = await cluster.SiloAsync(first.Silo, first.Gateway);
        await cluster.SiloAsync(second.Silo, second.Gateway);
        var client = await cluster.WebAsync("web", first.Silo, first.Gateway);
        var told = new ConcurrentDictionary<int, string>();

        async Task AskAsync(int number)
        {
            if (await ClusterProcesses.RandomizeAsync(client, number, Stop) is { } kit)
            {
                told[number] = kit;
            }
        }

        await Task.WhenAll(Enumerable.Range(1, Participants / 4).Select(AskAsync));
        var underWay = Task.WhenAll(Enumerable.Range(1, Participants).Except(told.Keys).Select(AskAsync));
        await silo.KillAsync();
        await underWay;
        var answered = told.ToDictionary();

        // The other silo is alive and takes over; nobody starts anything.
        foreach (var number in Enumerable.Range(1, Participants))
        {
            string? kit;
            while ((kit = await ClusterProcesses.RandomizeAsync(client, number, Stop)) is null)
            {
            }

            answered.GetValueOrDefault(number, kit).ShouldBe(kit, $"participant {number} under the same key");
            told[number] = kit;
        }

        (await cluster.AllocatedAsync()).OrderBy(one => one.Key).ShouldBe(told.OrderBy(one => one.Key));
    }
}
