using System.Collections.Immutable;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Streams;
using OxyTrial.Trial;
using Shouldly;

namespace OxyTrial.Grains.Tests;

/// <summary>What a journal lacks of the checkpoints held outside.</summary>
public sealed class RestoreCheckTests : IAsyncLifetime
{
    private readonly TrialWorld world = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_journal_with_all_its_checkpoints_lacks_nothing()
    {
        (await FindAsync(await HereAsync())).ShouldBeNull();
        (await FindAsync()).ShouldBeNull();
        (await FindAsync(Known(99, 'a') with { Study = "another" })).ShouldBeNull();
    }

    [Fact]
    public async Task A_journal_that_is_shorter_than_its_checkpoint_is_found()
    {
        var end = (await HereAsync()).Position;
        (await FindAsync(await HereAsync(), Known(end + 7, 'a'), Known(end + 3, 'b'))).ShouldBe(new MissingCheckpoint(end, Known(end + 7, 'a'), Differs: false));
    }

    [Fact]
    public async Task Another_hash_at_the_position_is_another_journal_even_where_a_later_checkpoint_is_missing()
    {
        var end = (await HereAsync()).Position;
        (await FindAsync(Known(end, 'a'), Known(end + 7, 'b')))!.Differs.ShouldBeTrue();
    }

    [Fact]
    public async Task In_quarantine_what_is_entered_again_is_not_held_against_what_was_lost()
    {
        var end = (await HereAsync()).Position;
        await LoseAsync(end, end + 7);
        await world.EligibleAsync(1);
        await world.EligibleAsync(2);
        await world.EligibleAsync(3);
        (await HereAsync()).Position.ShouldBeGreaterThan(end + 5);
        (await FindAsync(Known(end + 5, 'a')))!.ShouldBe(new MissingCheckpoint(end, Known(end + 5, 'a'), Differs: false), "a checkpoint of what was lost");
    }

    [Fact]
    public async Task What_was_reconciled_is_settled_and_what_is_lost_after_it_is_not()
    {
        var end = (await HereAsync()).Position;
        await LoseAsync(end, end + 7);
        foreach (var person in new[] { "ada", "grace" })
        {
            TrialWorld.Done(await world.AskAsync(new SignReconciliation("compared", ImmutableSortedDictionary<string, int>.Empty.Add("HD", 0).Add("UL", 0)), person));
        }

        var now = await HereAsync();
        (await FindAsync(Known(end + 1, 'a'), Known(end + 7, 'a'), now)).ShouldBeNull("of the epoch that ended");
        (await FindAsync(Known(end + 1, 'a') with { Epoch = 2 }))!.Differs.ShouldBeTrue("of the epoch that is");
        (await FindAsync(Known(end, 'a')))!.Differs.ShouldBeTrue("before the loss nothing is settled");
        (await FindAsync(now, Known(now.Position + 4, 'a') with { Epoch = 2 }))!.JournalEnd.ShouldBe(now.Position);
    }

    private async Task LoseAsync(long end, long position) => TrialWorld.Done(await world.AskAsync(new ReportRestore(end, position, new string('a', 64), false), "server"));

    private async Task<KnownCheckpoint> HereAsync() => KnownCheckpoint.Of(await world.Journal.HeadAsync("demo", Stop), TrialWorld.Start);

    private static KnownCheckpoint Known(long position, char digit) => new("demo", 1, position, new string(digit, 64), TrialWorld.Start);

    private async Task<MissingCheckpoint?> FindAsync(params KnownCheckpoint[] known) => await RestoreCheck.FindAsync(world.Journal, "demo", known, Stop);
}
