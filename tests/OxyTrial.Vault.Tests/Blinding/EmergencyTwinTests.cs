using OxyTrial.Grains.Commands;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Vault.Tests.Blinding;

/// <summary>
/// Packs and telephone lists in twin trials: with the arms exchanged a site's pack is the same to the byte, so nothing in it depends on an
/// arm; the telephone list is another one, so it does.
/// </summary>
public sealed class EmergencyTwinTests
{
    private const int Participants = 8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Designs => [false, true];

    [Theory]
    [MemberData(nameof(Designs))]
    public async Task Twins_have_the_same_pack_and_different_telephone_lists(bool crossOver)
    {
        await using var one = await PlayedAsync(crossOver, null);
        await using var twin = await PlayedAsync(crossOver, [1, 0]);

        var (pack, twinPack) = (await PackAsync(one), await PackAsync(twin));
        var (list, twinList) = (await ListAsync(one), await ListAsync(twin));

        Written(twinPack).ShouldBe(Written(pack));
        twinList.Lines.Zip(list.Lines).ShouldAllBe(pair => pair.First.Participant == pair.Second.Participant && pair.First.Code != pair.Second.Code);
        Written(pack).ShouldContain(one.Spec.Arms[0].Label);
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public async Task Pack_and_list_together_tell_what_the_vault_reveals_later(bool crossOver)
    {
        await using var world = await PlayedAsync(crossOver, [1, 0]);
        var pack = (await PackAsync(world)).Entries.ToDictionary(entry => entry.Participant, entry => entry.Lines.ToDictionary(line => line.Code, line => line.Treatment));
        var list = await ListAsync(world);
        await world.UnblindAsync();
        var arms = (await world.Vault.UnblindedTablesAsync(world.Spec.Id, Stop)).Allocations.ToDictionary(allocation => allocation.Participant, allocation => allocation.Arm);

        list.Lines.Length.ShouldBe(Participants);
        foreach (var line in list.Lines)
        {
            pack[line.Participant][line.Code].ShouldBe(world.Spec.Arms.Single(arm => arm.Key == arms[line.Participant]).Label);
        }
    }

    [Fact]
    public async Task A_code_read_out_in_a_break_is_that_of_the_list_and_is_given_under_its_command_only()
    {
        await using var world = await PlayedAsync(crossOver: false, null);
        var participant = TrialSamples.Participant(3);
        await Should.ThrowAsync<VaultException>(async () => await world.Vault.DiscloseCodeAsync(world.Spec.Id, participant, "break", Stop));
        TrialWorld.Done(await world.AskAsync(new RequestEmergencyUnblinding(participant, TrialSamples.Heidelberg, "seizure"), "break"));

        var code = await world.Vault.DiscloseCodeAsync(world.Spec.Id, participant, "break", Stop);

        (await ListAsync(world)).Lines.Single(line => line.Participant == participant).Code.ShouldBe(code);
        await Should.ThrowAsync<VaultException>(async () => await world.Vault.DiscloseCodeAsync(world.Spec.Id, TrialSamples.Participant(4), "break", Stop));
    }

    [Fact]
    public async Task A_pack_holds_those_randomized_at_the_site_before_its_issue_and_is_the_same_when_asked_for_again()
    {
        await using var world = await PlayedAsync(crossOver: false, null);
        (await world.Vault.LastPackAsync(world.Spec.Id, TrialSamples.Heidelberg, Stop)).ShouldBeNull();
        var first = await PackAsync(world);
        await world.EligibleAsync(9);
        TrialWorld.Done(await world.RandomizeAsync(9));

        var again = await world.Vault.LastPackAsync(world.Spec.Id, TrialSamples.Heidelberg, Stop);
        var second = await PackAsync(world);

        Written(again!).ShouldBe(Written(first));
        first.Entries.Length.ShouldBe(Participants);
        second.Entries.Length.ShouldBe(Participants + 1);
        second.Position.ShouldBeGreaterThan(first.Position);
        Written(second with { Position = 0, Entries = [.. second.Entries.Where(entry => entry.Participant != TrialSamples.Participant(9))] }).ShouldBe(Written(first with { Position = 0 }));
        (await world.Vault.LastPackAsync(world.Spec.Id, TrialSamples.Ulm, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task The_list_is_given_under_its_issues_command_only()
    {
        await using var world = await PlayedAsync(crossOver: false, null);
        await Should.ThrowAsync<VaultException>(() => world.Vault.TelephoneListAsync(world.Spec.Id, "list", Stop));
        await ListAsync(world);
        await Should.ThrowAsync<VaultException>(() => world.Vault.TelephoneListAsync(world.Spec.Id, "randomized-1", Stop));
    }

    [Fact]
    public async Task Each_of_a_participants_codes_is_recognized_alike_and_nobody_elses_is()
    {
        await using var world = await PlayedAsync(crossOver: false, null);
        var pack = await PackAsync(world);
        var (one, other) = (pack.Entries[0], pack.Entries[1]);
        foreach (var line in one.Lines)
        {
            (await world.Vault.RecognizesAsync(world.Spec.Id, one.Participant, line.Code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), Stop)).ShouldBeTrue();
            (await world.Vault.RecognizesAsync(world.Spec.Id, other.Participant, line.Code, Stop)).ShouldBeFalse();
        }

        (await world.Vault.RecognizesAsync(world.Spec.Id, one.Participant, "nonsense", Stop)).ShouldBeFalse();
    }

    private static async Task<TrialWorld> PlayedAsync(bool crossOver, int[]? relabeling)
    {
        var world = await (crossOver ? new TrialWorld(spec: TrialSamples.CrossOver(), relabeling: relabeling) : new TrialWorld(relabeling: relabeling)).BeginAsync();
        await world.SupplyAsync(TrialSamples.Heidelberg, 40);
        for (var number = 1; number <= Participants; number++)
        {
            await world.EligibleAsync(number, gender: number % 2 == 0 ? "F" : "M");
            TrialWorld.Done(await world.RandomizeAsync(number, id: $"randomized-{number}"));
        }

        return world;
    }

    private static async Task<EmergencyPack> PackAsync(TrialWorld world)
    {
        TrialWorld.Done(await world.AskAsync(new IssueEmergencyPack(TrialSamples.Heidelberg)));
        return (await world.Vault.LastPackAsync(world.Spec.Id, TrialSamples.Heidelberg, Stop)).ShouldNotBeNull();
    }

    private static async Task<EmergencyTelephoneList> ListAsync(TrialWorld world)
    {
        TrialWorld.Done(await world.Host.ExecuteAsync(world.Spec.Id, new IssueEmergencyCodeList("Poison center"), new CommandContext("list", "ada", TrialWorld.Start), Stop));
        return await world.Vault.TelephoneListAsync(world.Spec.Id, "list", Stop);
    }

    private static string Written(EmergencyPack pack) => string.Join('\n', pack.Entries
        .Select(entry => $"{entry.Participant}: {string.Join(", ", entry.Lines.Select(line => $"{line.Code} {line.Treatment}"))}").Prepend($"{pack.Site} {pack.Position} {pack.Utc:O} {pack.Person}"));
}
