using System.Text;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault;
using Shouldly;

namespace OxyTrial.Grains.Tests;

/// <summary>What every host promises over every store. Both are given by the class that inherits.</summary>
public abstract class HostConformance : IAsyncLifetime
{
    private static readonly SiteId Heidelberg = TrialSamples.Heidelberg;
    private IJournal journal = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected abstract IJournal OpenJournal();

    /// <summary>A node of its own, with caches of its own, over a journal that other nodes may write too.</summary>
    private protected virtual ITrialHost OpenHost(IJournal over, TrialVault vault) => new InProcessTrialHost(over, vault);

    public ValueTask InitializeAsync()
    {
        journal = OpenJournal();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_node_whose_site_is_older_than_the_kit_a_participant_has_looks_again()
    {
        await using var world = await WorldAsync(sets: 6);
        var other = world.NewHost();
        await world.EligibleAsync(2);
        await TrialWorld.DoneAsync(world.RandomizeAsync(2, host: other));

        // Of the same expiry, and so opened before the lot that the other node knows.
        await world.SupplyAsync(Heidelberg, 6, "L0");
        await world.EligibleAsync(1);
        (await TrialWorld.DoneAsync(world.RandomizeAsync(1))).ShouldBeOfType<CommandReply.KitReady>().Lot.ShouldBe("L0");

        (await other.ExecuteAsync(world.Spec.Id, new AssignVisitKit(TrialSamples.Participant(1), Heidelberg, "V1"), world.Command(), Stop)).ShouldBeRefused(RefusalCode.KitAlreadyAssigned);
        await TrialWorld.DoneAsync(other.ExecuteAsync(world.Spec.Id, new AssignVisitKit(TrialSamples.Participant(1), Heidelberg, "V4"), world.Command(), Stop));
    }

    [Fact]
    public async Task A_whole_small_trial_runs_from_registration_to_unblinding()
    {
        await using var world = await WorldAsync(sets: 6);
        for (var number = 1; number <= 6; number++)
        {
            await world.EligibleAsync(number, gender: number % 2 == 0 ? "F" : "M");
            var ready = TrialWorld.Done(await world.RandomizeAsync(number)).ShouldBeOfType<CommandReply.KitReady>();
            ready.Visit.ShouldBe("V1");
            ready.Lot.ShouldBe("L1");
            await TrialWorld.DoneAsync(world.AskAsync(new DispenseVisit(TrialSamples.Participant(number), Heidelberg, "V1")));
        }

        (await world.AskAsync(new AssignVisitKit(TrialSamples.Participant(1), Heidelberg, "V4"))).ShouldBeRefused(RefusalCode.StockInsufficient);
        await world.SupplyAsync(Heidelberg, 1, "L2");
        var later = (await TrialWorld.DoneAsync(world.AskAsync(new AssignVisitKit(TrialSamples.Participant(1), Heidelberg, "V4")))).ShouldBeOfType<CommandReply.KitReady>();
        later.Lot.ShouldBe("L2");
        await world.UnblindAsync();

        var tables = await world.Vault.UnblindedTablesAsync(world.Spec.Id, Stop);
        tables.Allocations.Length.ShouldBe(6);
        var content = tables.Kits.ToDictionary(kit => kit.Kit, kit => kit.Arm);
        foreach (var allocation in tables.Allocations)
        {
            content[allocation.Kit].ShouldBe(allocation.Arm, "whoever is in an arm holds a kit of that arm");
        }

        content[later.Kit].ShouldBe(tables.Allocations.Single(one => one.Participant == TrialSamples.Participant(1)).Arm);
    }

    [Fact]
    public async Task One_command_sent_a_hundred_times_at_once_allocates_once_and_answers_alike()
    {
        await using var world = await WorldAsync(sets: 10);
        await world.EligibleAsync(1);
        var hosts = new[] { world.Host, world.NewHost(), world.NewHost() };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => world.RandomizeAsync(1, id: "once", host: hosts[n % 3]))));
        var replies = outcomes.Select(outcome => Encoding.UTF8.GetString(TrialWorld.Done(outcome).ToBytes())).Distinct().ToArray();
        replies.Length.ShouldBe(1);
        outcomes.OfType<CommandOutcome.Completed>().Count(done => !done.Repeated).ShouldBe(1);
        (await SlotsAsync(world)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_at_once_for_the_last_kit_one_gets_it_and_the_other_is_refused()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var world = await WorldAsync(sets: 1, study: $"last-kit-{round}");
            await world.EligibleAsync(1, gender: "F");
            await world.EligibleAsync(2, gender: "M");
            var other = world.NewHost();
            var outcomes = await Task.WhenAll(Task.Run(() => world.RandomizeAsync(1)), Task.Run(() => world.RandomizeAsync(2, host: other)));
            outcomes.Count(outcome => outcome is CommandOutcome.Completed).ShouldBe(1);
            outcomes.OfType<CommandOutcome.Refused>().Single().Refusal.Code.ShouldBe(RefusalCode.StockInsufficient);
            (await SlotsAsync(world)).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Two_live_activations_of_every_grain_never_give_a_slot_a_kit_or_a_participant_twice()
    {
        const int participants = 24;
        await using var world = await WorldAsync(sets: 2 * participants);
        for (var number = 1; number <= participants; number++)
        {
            await world.EligibleAsync(number, gender: number % 2 == 0 ? "F" : "M", cohort: number % 3 == 0 ? "healthy" : "BPD");
        }

        var hosts = new[] { world.NewHost(), world.NewHost() };
        var outcomes = await Task.WhenAll(
            from number in Enumerable.Range(1, participants)
            from host in hosts
            select Task.Run(() => world.RandomizeAsync(number, id: $"{number}-{Array.IndexOf(hosts, host)}", host: host)));

        var refused = outcomes.OfType<CommandOutcome.Refused>().Select(outcome => outcome.Refusal.Code.Name).Distinct();
        refused.ShouldBeSubsetOf([RefusalCode.AlreadyRandomized.Name, RefusalCode.TooManyConflicts.Name]);
        outcomes.OfType<CommandOutcome.Completed>().Select(done => ((CommandReply.KitReady)done.Reply).Kit).ShouldBeUnique();
        await ShouldBeExactlyOnceAsync(world, outcomes.Count(outcome => outcome is CommandOutcome.Completed));
        (await SlotsAsync(world)).Count.ShouldBe(participants, "what one activation lost the other won");
    }

    [Fact]
    public async Task A_crash_between_append_and_answer_is_healed_by_the_same_command_id()
    {
        await using var world = await WorldAsync(sets: 4);
        await world.EligibleAsync(1);
        var crashing = new CrashingJournal(journal) { Crashes = int.MaxValue };
        var crashed = world.NewHost(crashing);
        await Should.ThrowAsync<AppendOutcomeUnknownException>(() => world.RandomizeAsync(1, id: "mine", host: crashed));
        var written = (await SlotsAsync(world)).ShouldHaveSingleItem();
        var retried = await world.RandomizeAsync(1, id: "mine", host: world.NewHost());
        retried.ShouldBeOfType<CommandOutcome.Completed>().Repeated.ShouldBeTrue();
        (await SlotsAsync(world)).ShouldHaveSingleItem().ShouldBe(written);
        (await KitsAsync(world)).ShouldBe([((CommandReply.KitReady)TrialWorld.Done(retried)).Kit]);
    }

    [Fact]
    public async Task A_store_that_goes_away_after_an_unknown_outcome_leaves_it_unknown_and_not_undone()
    {
        await using var world = await WorldAsync(sets: 4);
        await world.EligibleAsync(1);
        var crashing = new CrashingJournal(journal) { Crashes = 1, GoesAway = true };
        await Should.ThrowAsync<AppendOutcomeUnknownException>(() => world.RandomizeAsync(1, id: "mine", host: world.NewHost(crashing)));
        (await world.RandomizeAsync(1, id: "mine", host: world.NewHost())).ShouldBeOfType<CommandOutcome.Completed>().Repeated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_refusal_that_may_not_have_seen_an_unanswered_commit_is_not_told()
    {
        await using var world = await WorldAsync(sets: 4);
        await world.EligibleAsync(1);
        var crashing = new CrashingJournal(journal) { Crashes = 1, Instead = () => world.RandomizeAsync(1, id: "other", host: world.NewHost()) };
        await Should.ThrowAsync<AppendOutcomeUnknownException>(() => world.RandomizeAsync(1, id: "mine", host: world.NewHost(crashing)));
        (await world.RandomizeAsync(1, id: "mine", host: world.NewHost())).ShouldBeOfType<CommandOutcome.Refused>();
        (await SlotsAsync(world)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_outcome_is_asked_again_under_the_same_id_and_never_reported_as_failed()
    {
        await using var world = await WorldAsync(sets: 4);
        await world.EligibleAsync(1);
        var crashing = new CrashingJournal(journal) { Crashes = 3 };
        var outcome = await world.RandomizeAsync(1, host: world.NewHost(crashing));
        outcome.ShouldBeOfType<CommandOutcome.Completed>().Repeated.ShouldBeTrue();
        (await SlotsAsync(world)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_that_rests_on_a_stale_cache_is_looked_up_again()
    {
        await using var world = await WorldAsync(sets: 1);
        await world.EligibleAsync(1);
        await world.EligibleAsync(2);
        var other = world.NewHost();
        TrialWorld.Done(await world.RandomizeAsync(1, host: other));
        (await world.RandomizeAsync(2, host: other)).ShouldBeRefused(RefusalCode.StockInsufficient);
        await world.SupplyAsync(Heidelberg, 1, "L2");
        TrialWorld.Done(await world.RandomizeAsync(2, host: other)).ShouldBeOfType<CommandReply.KitReady>().Lot.ShouldBe("L2");
    }

    [Fact]
    public async Task An_acceptance_that_would_rest_on_a_stale_cache_is_refused()
    {
        await using var world = await WorldAsync(sets: 4);
        await world.EligibleAsync(1);
        await world.EligibleAsync(2);
        var stale = world.NewHost();
        TrialWorld.Done(await world.RandomizeAsync(1, host: stale));
        await TrialWorld.DoneAsync(world.AskAsync(new SuspendSite(Heidelberg, "audit")));
        (await world.RandomizeAsync(2, host: stale)).ShouldBeRefused(RefusalCode.SiteSuspended);
        (await world.RandomizeAsync(1, host: stale)).ShouldBeRefused(RefusalCode.SiteSuspended);
    }

    [Fact]
    public async Task A_command_id_used_for_another_command_is_refused()
    {
        await using var world = await WorldAsync(sets: 4);
        await world.EligibleAsync(1);
        await world.EligibleAsync(2);
        TrialWorld.Done(await world.RandomizeAsync(1, id: "x"));
        (await world.RandomizeAsync(2, id: "x")).ShouldBeRefused(RefusalCode.CommandIdReused);
        (await world.RandomizeAsync(1, id: "x", actor: "grace")).ShouldBeRefused(RefusalCode.CommandIdReused);
        (await world.RandomizeAsync(99, id: "x")).ShouldBeRefused(RefusalCode.CommandIdReused);
    }

    [Theory]
    [InlineData("study")]
    [InlineData("cohort")]
    [InlineData("site")]
    public async Task A_limit_that_spans_several_lists_is_never_exceeded(string limit)
    {
        const int cap = 5;
        var spec = limit switch
        {
            "study" => TrialSamples.Spec().WithCaps(study: cap),
            "cohort" => TrialSamples.Spec().WithCaps(cohort: ("BPD", cap)),
            _ => TrialSamples.Spec().WithCaps(site: ("HD", cap)),
        };
        await using var world = await WorldAsync(sets: 20, spec: spec);
        await world.SupplyAsync(TrialSamples.Ulm, 20, "L2");

        // Each list at a site of its own, or the site's stream alone would keep the lists apart.
        SiteId SiteOf(int number) => limit == "site" || number % 2 == 0 ? Heidelberg : TrialSamples.Ulm;
        for (var number = 1; number <= 12; number++)
        {
            await world.EligibleAsync(number, SiteOf(number), number % 2 == 0 ? "F" : "M");
        }

        var hosts = new[] { world.NewHost(), world.NewHost() };
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 12).Select(number => Task.Run(() => world.RandomizeAsync(number, SiteOf(number), host: hosts[number / 2 % 2]))));
        outcomes.Count(outcome => outcome is CommandOutcome.Completed).ShouldBe(cap);
        await ShouldBeExactlyOnceAsync(world, cap);
    }

    [Fact]
    public async Task A_limit_counts_what_another_node_wrote_to_another_list_at_another_site()
    {
        await using var world = await WorldAsync(sets: 20, spec: TrialSamples.Spec().WithCaps(study: 2));
        await world.SupplyAsync(TrialSamples.Ulm, 20, "L2");
        await world.EligibleAsync(1, Heidelberg, "F");
        await world.EligibleAsync(2, TrialSamples.Ulm, "M");
        await world.EligibleAsync(3, Heidelberg, "F");
        var (one, other) = (world.NewHost(), world.NewHost());
        TrialWorld.Done(await world.RandomizeAsync(1, Heidelberg, host: one));
        TrialWorld.Done(await world.RandomizeAsync(2, TrialSamples.Ulm, host: other));
        (await world.RandomizeAsync(3, Heidelberg, host: one)).ShouldBeRefused(RefusalCode.StudyCapReached);
    }

    [Fact]
    public async Task A_refused_command_leaves_the_journals_head_where_it_was()
    {
        await using var world = await WorldAsync(sets: 1);
        await world.EligibleAsync(1);
        TrialWorld.Done(await world.RandomizeAsync(1));
        await world.EligibleAsync(2);
        var head = await journal.HeadAsync(world.Spec.Id.Value, Stop);
        var refusals = new List<Task<CommandOutcome>>
        {
            world.RandomizeAsync(1), world.RandomizeAsync(2), world.RandomizeAsync(99), world.RandomizeAsync(1, TrialSamples.Ulm), world.RandomizeAsync(1, TrialSamples.Nowhere),
            world.AskAsync(new ActivateStudy()),
            world.AskAsync(new ReleaseLot("L9", Heidelberg, TrialSamples.Expiry, 1000)),
            world.AskAsync(new OpenSite(Heidelberg)),
            world.AskAsync(new RecordConsent(TrialSamples.Participant(1), Heidelberg, "2.0")),
            world.AskAsync(new AssignVisitKit(TrialSamples.Participant(1), Heidelberg, "V4")),
            world.AskAsync(new RequestEmergencyUnblinding(TrialSamples.Participant(2), Heidelberg, "?")),
            world.Host.ExecuteAsync(StudyId.FromTrusted("unknown"), new ActivateStudy(), world.Command(), Stop),
        };
        (await Task.WhenAll(refusals)).ShouldAllBe(outcome => outcome is CommandOutcome.Refused);
        (await journal.HeadAsync(world.Spec.Id.Value, Stop)).Hash.ShouldBe(head.Hash);
        (await journal.StudiesAsync(Stop)).ShouldBe([world.Spec.Id.Value]);
    }

    [Fact]
    public async Task A_study_is_registered_under_its_own_identifier_only()
    {
        await using var world = new TrialWorld(journal, hosts: OpenHost);
        await Should.ThrowAsync<ArgumentException>(() => world.Host.ExecuteAsync(StudyId.FromTrusted("another"), new RegisterStudy(world.Spec, new string('0', 64)), world.Command(), Stop));
        (await journal.StudiesAsync(Stop)).ShouldBeEmpty();
    }

    private async Task<TrialWorld> WorldAsync(int sets, string? study = null, StudySpec? spec = null)
    {
        spec ??= TrialSamples.Spec();
        spec = spec with { Id = study is null ? spec.Id : StudyId.FromTrusted(study), Kits = spec.Kits with { Sets = 60 } };
        var world = new TrialWorld(journal, spec, hosts: OpenHost);
        await world.BeginAsync();
        return await world.SupplyAsync(Heidelberg, sets);
    }

    private static async Task ShouldBeExactlyOnceAsync(TrialWorld world, int allocations)
    {
        var slots = await SlotsAsync(world);
        slots.Count.ShouldBe(allocations);
        slots.Select(slot => slot.Participant).ShouldBeUnique();
        foreach (var list in slots.GroupBy(slot => slot.Slot.Scope))
        {
            list.Select(slot => slot.Slot.Sequence).ShouldBe(Enumerable.Range(1, list.Count()));
        }

        (await KitsAsync(world)).ShouldBeUnique();
    }

    private static async Task<List<SlotAllocated>> SlotsAsync(TrialWorld world) => [.. (await EventsAsync(world)).OfType<SlotAllocated>()];

    private static async Task<List<KitNumber>> KitsAsync(TrialWorld world) => [.. (await EventsAsync(world)).OfType<KitAssigned>().Select(assigned => assigned.Kit)];

    private static async Task<IEnumerable<TrialEvent>> EventsAsync(TrialWorld world) =>
        (await world.EntriesAsync()).Select(entry => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body));
}
