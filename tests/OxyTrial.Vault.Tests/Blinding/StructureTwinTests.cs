using OxyTrial.Grains.Commands;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Vault.Tests.Blinding;

/// <summary>
/// Twin trials of a cross-over and of a 2 × 2 trial: the arms exchanged together with what the kits contain, the journals are the same bytes.
/// </summary>
public sealed class StructureTwinTests
{
    private static readonly TimeSpan Washout = TimeSpan.FromDays(10);

    [Fact]
    public async Task Exchanged_sequences_leave_every_byte_of_a_cross_overs_journal_as_it_was()
    {
        foreach (var seed in new[] { "1", "2", "3" })
        {
            var (journal, tables) = await CrossOverAsync(seed, null);
            var (twinJournal, twinTables) = await CrossOverAsync(seed, [1, 0]);
            twinJournal.ShouldBe(journal);
            twinTables.Allocations.Select(line => line.Arm).ShouldBe(tables.Allocations.Select(line => line.Arm == "OP" ? "PO" : "OP"));
            twinTables.Kits.Select(kit => kit.Arm).ShouldBe(tables.Kits.Select(kit => kit.Arm == "O" ? "P" : "O"));
            tables.Allocations.Select(line => line.Arm).Distinct().Count().ShouldBe(2);
        }
    }

    [Fact]
    public async Task Every_participant_of_a_cross_over_gets_each_treatment_once_in_the_order_of_the_sequence()
    {
        await using var world = await CrossOverWorldAsync("7", null);
        var kits = await PlayAsync(world);
        await world.UnblindAsync();
        var tables = await world.Vault.UnblindedTablesAsync(world.Spec.Id, TestContext.Current.CancellationToken);
        var content = tables.Kits.ToDictionary(kit => kit.Kit, kit => kit.Arm);
        tables.Allocations.Length.ShouldBe(8);
        foreach (var line in tables.Allocations)
        {
            string.Concat(kits[line.Participant].Select(kit => content[kit])).ShouldBe(line.Arm);
        }
    }

    [Fact]
    public async Task The_drawn_level_is_open_and_the_arm_within_it_is_not()
    {
        foreach (var seed in new[] { "1", "2", "3" })
        {
            var (journal, levels, arms) = await TwoByTwoAsync(seed, null);
            var (twinJournal, twinLevels, twinArms) = await TwoByTwoAsync(seed, [1, 0]);
            twinJournal.ShouldBe(journal);
            twinLevels.ShouldBe(levels);
            twinArms.ShouldBe(arms.Select(arm => arm == "A" ? "B" : "A"));

            // Blocks of four levels within each gender, and blocks of two and four arms within each level.
            levels.Count(level => level == "social").ShouldBe(8);
            levels.Count.ShouldBe(16);
        }
    }

    private static Task<TrialWorld> CrossOverWorldAsync(string seed, int[]? relabeling) =>
        new TrialWorld(spec: TrialSamples.CrossOver(), seed: seed, relabeling: relabeling).BeginAsync();

    private static async Task<(List<string> Journal, UnblindedTables Tables)> CrossOverAsync(string seed, int[]? relabeling)
    {
        await using var world = await CrossOverWorldAsync(seed, relabeling);
        await PlayAsync(world);
        var journal = await BytesAsync(world);
        await world.UnblindAsync();
        return (journal, await world.Vault.UnblindedTablesAsync(world.Spec.Id, TestContext.Current.CancellationToken));
    }

    // Eight participants, both periods; two are refused for the pooled stock of a lot and served from the next.
    private static async Task<Dictionary<Trial.Identifiers.ParticipantId, List<Trial.Identifiers.KitNumber>>> PlayAsync(TrialWorld world)
    {
        await world.SupplyAsync(TrialSamples.Heidelberg, 10, "L1");
        await world.SupplyAsync(TrialSamples.Heidelberg, 8, "L2");
        var kits = new Dictionary<Trial.Identifiers.ParticipantId, List<Trial.Identifiers.KitNumber>>();
        for (var number = 1; number <= 8; number++)
        {
            var participant = await world.EligibleAsync(number, gender: number % 2 == 0 ? "F" : "M");
            kits[participant] = [KitOf(await world.RandomizeAsync(number))];
            TrialWorld.Done(await world.AskAsync(new DispenseVisit(participant, TrialSamples.Heidelberg, "V1")));
        }

        foreach (var (participant, held) in kits)
        {
            (await world.AskAsync(new DispenseVisit(participant, TrialSamples.Heidelberg, "V3"))).ShouldBeOfType<CommandOutcome.Refused>();
            held.Add(KitOf(await world.AskAsync(new AssignVisitKit(participant, TrialSamples.Heidelberg, "V3"))));
            TrialWorld.Done(await world.Host.ExecuteAsync(
                world.Spec.Id, new DispenseVisit(participant, TrialSamples.Heidelberg, "V3"), world.Command() with { Utc = TrialWorld.Start + Washout }));
        }

        return kits;
    }

    private static async Task<(List<string> Journal, List<string> Levels, List<string> Arms)> TwoByTwoAsync(string seed, int[]? relabeling)
    {
        await using var world = await new TrialWorld(spec: TrialSamples.TwoByTwo(), procedure: TrialSamples.TwoByTwoProcedures, seed: seed, relabeling: relabeling).BeginAsync();
        await world.SupplyAsync(TrialSamples.Heidelberg, 20);
        for (var number = 1; number <= 16; number++)
        {
            await world.EligibleAsync(number, gender: number % 2 == 0 ? "F" : "M");
            KitOf(await world.RandomizeAsync(number));
        }

        var journal = await BytesAsync(world);
        await world.UnblindAsync();
        var tables = await world.Vault.UnblindedTablesAsync(world.Spec.Id, TestContext.Current.CancellationToken);
        return (journal, [.. tables.Allocations.Select(line => line.Stratum.Levels.Single(level => level.Factor == "setting").Level)], [.. tables.Allocations.Select(line => line.Arm)]);
    }

    private static Trial.Identifiers.KitNumber KitOf(CommandOutcome outcome) =>
        ((CommandReply.KitReady)outcome.ShouldBeOfType<CommandOutcome.Completed>().Reply).Kit;

    private static async Task<List<string>> BytesAsync(TrialWorld world) => [.. (await world.EntriesAsync()).Select(entry => Convert.ToHexString(entry.Hash))];
}
