using System.Collections.Concurrent;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;
using Shouldly;

namespace OxyTrial.Grains.Orleans.Tests;

public sealed class KilledSiloTests
{
    private const int Participants = 6;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_silo_killed_at_the_append_neither_loses_nor_doubles_an_allocation(bool afterCommit)
    {
        await using var journal = new InMemoryJournal();
        await using var world = await (await new TrialWorld(journal).BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 2 * Participants);
        for (var number = 1; number <= Participants; number++)
        {
            await world.EligibleAsync(number, gender: "F");
        }

        var silos = new ConcurrentDictionary<string, StallingJournal>();
        await using var cluster = await Cluster.StartAsync(2, silo => silos.GetOrAdd(silo, _ => new StallingJournal(journal)), world.Vault);
        var host = new OrleansTrialHost(cluster.Client, journal);
        TrialWorld.Done(await world.RandomizeAsync(1, id: "1", host: host));

        foreach (var silo in silos.Values)
        {
            silo.Stall(afterCommit);
        }

        var asked = Enumerable.Range(2, Participants - 1).ToDictionary(number => number, number => world.RandomizeAsync(number, id: $"{number}", host: host));
        var stalled = await Task.WhenAny(silos.Values.Select(silo => silo.Stalled)).WaitAsync(Stop);
        var killed = silos.Single(silo => silo.Value.Stalled == stalled);
        foreach (var silo in silos.Values)
        {
            silo.Resume();
        }

        await cluster.KillSiloAsync(cluster.Silos.Single(silo => silo.Name == killed.Key), Stop);
        var lost = 0;
        foreach (var (number, first) in asked)
        {
            var outcome = await AnswerAsync(first);
            while (outcome is null)
            {
                lost++;
                outcome = await AnswerAsync(world.RandomizeAsync(number, id: $"{number}", host: host));
            }

            TrialWorld.Done(outcome);
        }

        lost.ShouldBePositive("the killed silo owed an answer");
        (await killed.Value.LetGoAsync()).ShouldBeOfType(afterCommit ? typeof(AppendOutcome.Written) : typeof(AppendOutcome.AlreadyDone), "what the dead silo had begun comes too late");
        var events = (await world.EntriesAsync()).Select(entry => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)).ToList();
        events.OfType<SlotAllocated>().Select(slot => slot.Slot.Sequence).ShouldBe(Enumerable.Range(1, Participants));
        events.OfType<SlotAllocated>().Select(slot => slot.Participant).ShouldBe(Enumerable.Range(1, Participants).Select(TrialSamples.Participant), ignoreOrder: true);
        events.OfType<KitAssigned>().Select(assigned => assigned.Kit).ShouldBeUnique();
    }

    // Null: not known.
    private static async Task<CommandOutcome?> AnswerAsync(Task<CommandOutcome> asked)
    {
        try
        {
            return await asked;
        }
        catch (AppendOutcomeUnknownException)
        {
            return null;
        }
    }
}
