using Orleans.Runtime;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Orleans.Tests;

public sealed class GrainTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_command_of_a_client_reaches_the_grain_of_its_study_site_participant_or_list()
    {
        await using var journal = new InMemoryJournal();
        await using var world = new TrialWorld(journal);
        await using var cluster = await Cluster.StartAsync(2, _ => journal, world.Vault);
        var host = new OrleansTrialHost(cluster.Client, journal);
        await (await world.BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 2);
        await world.EligibleAsync(1);

        TrialWorld.Done(await host.ExecuteAsync(world.Spec.Id, new ReleaseLot("L2", TrialSamples.Heidelberg, TrialSamples.Expiry, 1), world.Command(), Stop));
        TrialWorld.Done(await host.ExecuteAsync(world.Spec.Id, new ReceiveLot(TrialSamples.Heidelberg, "L2"), world.Command(), Stop));
        TrialWorld.Done(await world.RandomizeAsync(1, host: host));
        TrialWorld.Done(await host.ExecuteAsync(world.Spec.Id, new DispenseVisit(TrialSamples.Participant(1), TrialSamples.Heidelberg, "V1"), world.Command(), Stop));

        var grains = (await cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, null, Stop)).Select(one => one.GrainId.ToString()).Order(StringComparer.Ordinal).ToList();
        grains.ShouldContain("study/demo");
        grains.ShouldContain("site/demo/HD");
        grains.ShouldContain("participant/demo/P-001");
        grains.Where(grain => grain.StartsWith("randomizationblock/demo/", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Two_clusters_that_do_not_know_of_each_other_never_allocate_twice()
    {
        const int Participants = 40;
        await using var journal = new InMemoryJournal();
        await using var world = await (await new TrialWorld(journal, TrialSamples.Spec() with { Kits = TrialSamples.Spec().Kits with { Sets = 3 * Participants } }).BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 2 * Participants);
        for (var number = 1; number <= Participants; number++)
        {
            await world.EligibleAsync(number);
        }

        await using var one = await Cluster.StartAsync(1, _ => journal, world.Vault);
        await using var other = await Cluster.StartAsync(1, _ => journal, world.Vault);
        OrleansTrialHost[] hosts = [new(one.Client, journal), new(other.Client, journal)];

        // Each participant is asked for at both: under one id for the even ones, as a client would that changed over, and under two for the odd.
        var asked = await Task.WhenAll(Enumerable.Range(1, Participants).SelectMany(number => hosts.Select(async (host, index) =>
            (Number: number, Outcome: await world.RandomizeAsync(number, id: number % 2 == 0 ? $"{number}" : $"{number}-{index}", host: host)))));

        foreach (var answers in asked.GroupBy(answer => answer.Number, answer => answer.Outcome))
        {
            var kits = answers.OfType<CommandOutcome.Completed>().Select(done => done.Reply).ToList();
            kits.Count.ShouldBe(answers.Key % 2 == 0 ? 2 : 1, $"participant {answers.Key}");
            kits.Distinct().ShouldHaveSingleItem();
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

    [Fact]
    public async Task A_journal_out_of_reach_is_told_as_that_and_not_as_an_unknown_outcome()
    {
        await using var journal = new InMemoryJournal();
        await using var world = await new TrialWorld(journal).RegisterAsync();
        await using var cluster = await Cluster.StartAsync(1, _ => new UnreachableJournal(journal), world.Vault);
        var host = new OrleansTrialHost(cluster.Client, journal);

        await Should.ThrowAsync<JournalUnavailableException>(() => host.ExecuteAsync(world.Spec.Id, new OpenSite(TrialSamples.Heidelberg), world.Command(), Stop));
    }

    private sealed class UnreachableJournal(IJournal inner) : DelegatingJournal(inner)
    {
        public override ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
            throw new JournalUnavailableException("The database cannot be reached.", new IOException("connection refused"));

        public override ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
            throw new JournalUnavailableException("The database cannot be reached.", new IOException("connection refused"));
    }
}
