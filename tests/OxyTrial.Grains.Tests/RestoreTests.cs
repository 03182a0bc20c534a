using System.Collections.Immutable;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Grains.Tests;

/// <summary>
/// A trial whose journal lost its end. Two worlds of one seed have the same journal as far as they do the same: the second is the first,
/// restored from a backup.
/// </summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private const int BeforeBackup = 3;
    private const int Lost = 4;
    private readonly TrialWorld before = new();
    private readonly TrialWorld restored = new();
    private readonly List<CommandReply.KitReady> receipts = [];
    private JournalHead end = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var world in new[] { before, restored })
        {
            await (await world.BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 12);
            for (var number = 1; number <= BeforeBackup; number++)
            {
                await world.EligibleAsync(number);
                TrialWorld.Done(await world.RandomizeAsync(number));
            }
        }

        (await restored.Journal.HeadAsync("demo", TestContext.Current.CancellationToken)).Hash.ShouldBe((await before.Journal.HeadAsync("demo", TestContext.Current.CancellationToken)).Hash);
        for (var number = BeforeBackup + 1; number <= BeforeBackup + Lost; number++)
        {
            await before.EligibleAsync(number);
            receipts.Add((CommandReply.KitReady)TrialWorld.Done(await before.RandomizeAsync(number)));
        }

        end = await before.Journal.HeadAsync("demo", TestContext.Current.CancellationToken);
        var head = await restored.Journal.HeadAsync("demo", TestContext.Current.CancellationToken);
        TrialWorld.Done(await restored.AskAsync(new ReportRestore(head.Position, end.Position, Convert.ToHexStringLower(end.Hash), false), "server"));
    }

    public async ValueTask DisposeAsync()
    {
        await before.DisposeAsync();
        await restored.DisposeAsync();
    }

    [Fact]
    public async Task Receipts_in_their_order_give_everybody_the_arm_they_had_and_the_list_goes_on_behind_them()
    {
        await EnterAsync(receipts);
        await ReconcileAsync(Lost);
        await RandomizeOthersAsync(20, 21, 22);
        await before.UnblindAsync();
        await restored.UnblindAsync();
        var (had, has) = (await ArmsAsync(before), await ArmsAsync(restored));
        foreach (var receipt in receipts)
        {
            has[receipt.Participant].ShouldBe(had[receipt.Participant]);
        }

        (await restored.EntriesAsync()).Select(entry => entry.Epoch).Distinct().ShouldBe([1, 2]);
    }

    // Of four that follow one another some differ in their arms: one alone takes the first one's place, and of these three tests one must see it.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(3, 2, 1, 0)]
    public async Task Receipts_in_a_wrong_order_or_some_of_them_still_give_everybody_the_arm_of_the_kit_they_took(params int[] found)
    {
        CommandReply.KitReady[] some = [.. found.Select(place => receipts[place])];
        await EnterAsync(some);
        await ReconcileAsync(some.Length);
        await before.UnblindAsync();
        await restored.UnblindAsync();
        var (had, has) = (await ArmsAsync(before), await ArmsAsync(restored));
        some.Select(receipt => has[receipt.Participant]).ShouldBe(some.Select(receipt => had[receipt.Participant]), "the kit says what they took");
    }

    [Fact]
    public async Task A_kit_on_a_receipt_is_never_handed_out_again()
    {
        await EnterAsync(receipts);
        await ReconcileAsync(Lost);
        var later = await RandomizeOthersAsync(20, 21, 22, 23);
        later.ShouldAllBe(kit => receipts.All(receipt => receipt.Kit != kit));
        var slots = (await restored.EntriesAsync()).Where(entry => entry.Stream.StartsWith("block/", StringComparison.Ordinal)).Select(entry => (entry.Stream, entry.Version));
        slots.ShouldBeUnique();
    }

    [Fact]
    public async Task Nobody_is_randomized_before_two_persons_have_reconciled()
    {
        await restored.EligibleAsync(20);
        (await restored.RandomizeAsync(20)).ShouldBeRefused(RefusalCode.StudyInQuarantine);
        (await restored.RandomizeAsync(20, host: restored.NewHost())).ShouldBeRefused(RefusalCode.StudyInQuarantine);
        await SignAsync("ada", 0);
        (await restored.RandomizeAsync(20)).ShouldBeRefused(RefusalCode.StudyInQuarantine);
        (await restored.AskAsync(Signature(0), "ada")).ShouldBeRefused(RefusalCode.SamePersonTwice);
        (await restored.Journal.HeadAsync("demo", TestContext.Current.CancellationToken)).Epoch.ShouldBe(1);
        await SignAsync("grace", 0);
        TrialWorld.Done(await restored.RandomizeAsync(20));
        (await restored.Journal.HeadAsync("demo", TestContext.Current.CancellationToken)).Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_receipt_is_entered_once_and_its_kit_and_participant_are_then_taken()
    {
        await EnterAsync([receipts[0]]);
        (await EnterOneAsync(receipts[0])).ShouldBeRefused(RefusalCode.KitAlreadyAssigned);
        await restored.EligibleAsync(20);
        (await EnterOneAsync(receipts[0] with { Participant = TrialSamples.Participant(20) })).ShouldBeRefused(RefusalCode.KitNotInStock);
    }

    [Fact]
    public async Task A_decision_made_before_the_quarantine_began_is_not_written_after_it()
    {
        // A node that had read the study before the restore was found decides from its cache.
        await using var world = new TrialWorld();
        await (await world.BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 12);
        await world.EligibleAsync(1);
        await world.EligibleAsync(2);
        var other = world.NewHost();
        TrialWorld.Done(await world.RandomizeAsync(1, host: other));
        var head = await world.Journal.HeadAsync("demo", TestContext.Current.CancellationToken);
        TrialWorld.Done(await world.AskAsync(new ReportRestore(head.Position, head.Position + 5, new string('a', 64), false), "server"));
        (await world.RandomizeAsync(2, host: other)).ShouldBeRefused(RefusalCode.StudyInQuarantine);
    }

    private async Task EnterAsync(IEnumerable<CommandReply.KitReady> entered)
    {
        foreach (var receipt in entered)
        {
            await restored.EligibleAsync(Number(receipt.Participant));
            TrialWorld.Done(await EnterOneAsync(receipt));
        }
    }

    private Task<CommandOutcome> EnterOneAsync(CommandReply.KitReady receipt) => restored.AskAsync(
        new EnterReceipt(receipt.Participant, TrialSamples.Heidelberg, receipt.Visit, receipt.Kit, end.Position, ImmutableSortedDictionary<string, string>.Empty));

    private async Task ReconcileAsync(int counted)
    {
        await SignAsync("ada", counted);
        await SignAsync("grace", counted);
    }

    private async Task SignAsync(string person, int counted) => TrialWorld.Done(await restored.AskAsync(Signature(counted), person));

    private static SignReconciliation Signature(int counted) => new("compared", ImmutableSortedDictionary<string, int>.Empty.Add("HD", counted).Add("UL", 0));

    private async Task<List<KitNumber>> RandomizeOthersAsync(params int[] numbers)
    {
        var kits = new List<KitNumber>();
        foreach (var number in numbers)
        {
            await restored.EligibleAsync(number);
            kits.Add(((CommandReply.KitReady)TrialWorld.Done(await restored.RandomizeAsync(number))).Kit);
        }

        return kits;
    }

    private static async Task<Dictionary<ParticipantId, string>> ArmsAsync(TrialWorld world) =>
        (await world.Vault.UnblindedTablesAsync(world.Spec.Id)).Allocations.ToDictionary(one => one.Participant, one => one.Arm);

    private static int Number(ParticipantId participant) => Enumerable.Range(1, 100).First(number => TrialSamples.Participant(number) == participant);
}
