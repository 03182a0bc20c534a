using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
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
}
