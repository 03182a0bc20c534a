using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using Shouldly;

namespace OxyTrial.Grains.Tests;

public sealed class UnknownOutcomeTests
{
    [Fact]
    public async Task A_store_that_is_gone_after_an_unknown_outcome_does_not_make_it_known()
    {
        await using var world = await new TrialWorld().BeginAsync();
        var host = world.NewHost(new CrashingJournal(world.Journal) { Crashes = 1, GoesAway = true });

        await Should.ThrowAsync<AppendOutcomeUnknownException>(() => host.ExecuteAsync(world.Spec.Id, new SuspendSite(TrialSamples.Heidelberg, "audit"), world.Command("mine"), TestContext.Current.CancellationToken));
        (await world.Journal.FindCommandAsync(world.Spec.Id.Value, "mine", TestContext.Current.CancellationToken)).ShouldNotBeNull("it had been done");
    }

    [Fact]
    public async Task A_store_that_is_gone_from_the_beginning_says_that_nothing_was_done()
    {
        await using var world = await new TrialWorld().BeginAsync();
        var host = world.NewHost(new CrashingJournal(world.Journal) { GoesAway = true });

        await Should.ThrowAsync<JournalUnavailableException>(() => host.ExecuteAsync(world.Spec.Id, new SuspendSite(TrialSamples.Heidelberg, "audit"), world.Command("mine"), TestContext.Current.CancellationToken));
    }
}
