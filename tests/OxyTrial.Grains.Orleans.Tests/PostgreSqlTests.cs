using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Orleans.Tests;

/// <summary>Silos that each write one PostgreSQL journal over connections of their own.</summary>
public sealed class PostgreSqlTests
{
    private const int Participants = 60;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_live_activations_of_every_grain_never_allocate_twice()
    {
        var database = await (await PostgreSqlServer.SharedAsync()).NewDatabaseAsync();
        await PostgreSqlMigrator.RunAsync(database, new JournalRoles(), TimeProvider.System, cancellationToken: Stop);
        await using var journal = await PostgreSqlJournal.OpenAsync(database, TimeProvider.System, cancellationToken: Stop);
        var spec = TrialSamples.Spec();
        await using var world = await (await new TrialWorld(journal, spec with { Kits = spec.Kits with { Sets = 3 * Participants } }).BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 2 * Participants);
        for (var number = 1; number <= Participants; number++)
        {
            await world.EligibleAsync(number);
        }

        // Two clusters that do not know of each other, each with a journal of its own over the one database.
        await using var ofOne = await PostgreSqlJournal.OpenAsync(database, TimeProvider.System, cancellationToken: Stop);
        await using var ofOther = await PostgreSqlJournal.OpenAsync(database, TimeProvider.System, cancellationToken: Stop);
        await using var one = await Cluster.StartAsync(1, _ => ofOne, world.Vault);
        await using var other = await Cluster.StartAsync(1, _ => ofOther, world.Vault);
        OrleansTrialHost[] hosts = [new(one.Client, ofOne), new(other.Client, ofOther)];

        var asked = await Task.WhenAll(Enumerable.Range(1, Participants).SelectMany(number => hosts.Select(async (host, index) =>
            (Number: number, Outcome: await AnsweredAsync(() => world.RandomizeAsync(number, id: number % 2 == 0 ? $"{number}" : $"{number}-{index}", host: host))))));

        foreach (var answers in asked.GroupBy(answer => answer.Number, answer => answer.Outcome))
        {
            answers.OfType<CommandOutcome.Completed>().Count().ShouldBe(answers.Key % 2 == 0 ? 2 : 1, $"participant {answers.Key}");
            answers.OfType<CommandOutcome.Completed>().Select(done => done.Reply).Distinct().ShouldHaveSingleItem();
        }

        var events = (await world.EntriesAsync()).Select(entry => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)).ToList();
        events.OfType<SlotAllocated>().Select(slot => slot.Slot.Sequence).ShouldBe(Enumerable.Range(1, Participants));
        events.OfType<SlotAllocated>().Select(slot => slot.Participant).ShouldBeUnique();
        events.OfType<KitAssigned>().Select(assigned => assigned.Kit).ShouldBeUnique();
        foreach (var cluster in new[] { one, other })
        {
            await cluster.KillSiloAsync(cluster.Silos[0], Stop);
        }
    }

    // All wait for one list, some for longer than a client does.
    private static async Task<CommandOutcome> AnsweredAsync(Func<Task<CommandOutcome>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (AppendOutcomeUnknownException)
            {
            }
        }
    }
}
