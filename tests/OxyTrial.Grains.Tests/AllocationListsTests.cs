using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.StoredFormat;
using Shouldly;

namespace OxyTrial.Grains.Tests;

public sealed class AllocationListsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_that_was_not_there_a_moment_ago_is_found()
    {
        await using var world = await (await new TrialWorld().BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 4);
        var lists = new AllocationLists(world.Journal);
        var participant = TrialSamples.Participant(1);
        (await lists.KeyOfAsync(world.Spec.Id, participant, Stop)).ShouldBeEmpty();

        await world.EligibleAsync(1);
        var list = await lists.KeyOfAsync(world.Spec.Id, participant, Stop);
        TrialWorld.Done(await world.RandomizeAsync(1));

        (await world.EntriesAsync()).Select(entry => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)).OfType<SlotAllocated>().Single().Slot.Scope.ShouldBe(list);
        (await lists.KeyOfAsync(world.Spec.Id, participant, Stop)).ShouldBe(list);
    }

    [Fact]
    public async Task A_list_with_a_length_ends_with_a_refusal_and_nothing_written()
    {
        const string fourPlaces = """{"method":"random-allocation-rule","factors":{"gender":["F","M"]},"length":4}""";
        var spec = TrialSamples.Spec() with { ProcedureName = "random-allocation-rule" };
        await using var world = await (await new TrialWorld(spec: spec, procedure: fourPlaces).BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 20);
        for (var number = 1; number <= 4; number++)
        {
            await world.EligibleAsync(number);
            TrialWorld.Done(await world.RandomizeAsync(number));
        }

        await world.EligibleAsync(5);
        var before = (await world.EntriesAsync()).Count;
        var refused = (await world.RandomizeAsync(5)).ShouldBeOfType<CommandOutcome.Refused>();
        refused.Refusal.Code.ShouldBe(RefusalCode.ListExhausted);
        (await world.EntriesAsync()).Count.ShouldBe(before);

        // Another stratum has a list of its own, and a later visit of the fourth participant still has her slot.
        await world.EligibleAsync(6, gender: "M");
        TrialWorld.Done(await world.RandomizeAsync(6));
        TrialWorld.Done(await world.AskAsync(new AssignVisitKit(TrialSamples.Participant(4), TrialSamples.Heidelberg, "V4")));
    }
}
