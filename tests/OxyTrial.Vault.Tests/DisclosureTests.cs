using OxyTrial.Grains.Commands;
using System.Text;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Vault.Tests;

/// <summary>The vault asks the journal, never its caller, whether it may tell.</summary>
public sealed class DisclosureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_is_broken_only_under_the_command_that_journaled_it_and_for_its_participant_only()
    {
        await using var world = await RandomizedAsync();
        var (one, two) = (TrialSamples.Participant(1), TrialSamples.Participant(2));
        await Should.ThrowAsync<VaultException>(async () => await world.Vault.DiscloseAsync(world.Spec.Id, one, "break-1", Stop));
        TrialWorld.Done(await world.AskAsync(new RequestEmergencyUnblinding(one, TrialSamples.Heidelberg, "Anaphylaxis"), "break-1"));
        var label = await world.Vault.DiscloseAsync(world.Spec.Id, one, "break-1", Stop);
        await Should.ThrowAsync<VaultException>(async () => await world.Vault.DiscloseAsync(world.Spec.Id, two, "break-1", Stop));
        await Should.ThrowAsync<VaultException>(async () => await world.Vault.DiscloseAsync(world.Spec.Id, one, "break-2", Stop));
        await Should.ThrowAsync<VaultException>(async () => await world.Vault.DiscloseAsync(world.Spec.Id, one, "randomized-1", Stop));
        await world.UnblindAsync();
        var arm = (await world.Vault.UnblindedTablesAsync(world.Spec.Id, Stop)).Allocations.Single(allocation => allocation.Participant == one).Arm;
        label.ShouldBe(world.Spec.Arms.Single(candidate => candidate.Key == arm).Label);
    }

    [Fact]
    public async Task Nothing_is_revealed_before_two_persons_authorized_it()
    {
        await using var world = await RandomizedAsync();
        TrialWorld.Done(await world.AskAsync(new CloseRecruitment("done")));
        await Should.ThrowAsync<VaultException>(() => world.Vault.RevealAsync(world.Spec.Id, Stop));
        TrialWorld.Done(await world.AskAsync(new SignDatabaseLock("approved")));
        TrialWorld.Done(await world.AskAsync(new SignDatabaseLock("approved"), "grace"));
        TrialWorld.Done(await world.AskAsync(new SignUnblinding(States.Labels)));
        await Should.ThrowAsync<VaultException>(() => world.Vault.RevealAsync(world.Spec.Id, Stop));
        TrialWorld.Done(await world.AskAsync(new SignUnblinding(States.Labels), "grace"));
        var reveal = await world.Vault.RevealAsync(world.Spec.Id, Stop);
        reveal.Secret.ShouldBe(Convert.ToHexStringLower(TrialWorld.BytesOf("seed")("trial-secret", 32)));
        reveal.Procedure.ShouldBe(world.Procedure);
        await Should.ThrowAsync<VaultException>(() => world.Vault.UnblindedTablesAsync(world.Spec.Id, Stop));
        TrialWorld.Done(await world.AskAsync(reveal));
        (await world.Vault.UnblindedTablesAsync(world.Spec.Id, Stop)).Allocations.Length.ShouldBe(2);
        (await world.Vault.RevealAsync(world.Spec.Id, Stop)).ShouldBe(reveal);
    }

    [Fact]
    public async Task Nothing_is_packaged_before_the_study_is_sealed()
    {
        await using var world = await new TrialWorld().RegisterAsync();
        await Should.ThrowAsync<VaultException>(() => world.Vault.ContentsAsync(world.Spec.Id, Stop));
    }

    [Fact]
    public async Task The_packaging_list_is_given_out_only_when_its_issue_is_journaled()
    {
        await using var world = await new TrialWorld().BeginAsync();
        await Should.ThrowAsync<VaultException>(() => world.Vault.PackagingListAsync(world.Spec.Id, "issue-1", Stop));
        TrialWorld.Done(await world.Host.ExecuteAsync(world.Spec.Id, new IssuePackagingList("Hospital pharmacy"), new CommandContext("issue-1", "ada", TrialWorld.Start), Stop));
        (await world.Vault.PackagingListAsync(world.Spec.Id, "issue-1", Stop)).Length.ShouldBe(world.Spec.Kits.Sets * 2);
        await Should.ThrowAsync<VaultException>(() => world.Vault.PackagingListAsync(world.Spec.Id, "issue-2", Stop));
    }

    [Fact]
    public async Task The_packaging_list_has_every_set_once_and_each_balanced()
    {
        await using var world = await new TrialWorld(spec: TrialSamples.Spec().WithRatio(2, 1), procedure: """{"method":"permuted-block","factors":{"gender":["F","M"]},"sizes":[3]}""").BeginAsync();
        var list = await world.Vault.ContentsAsync(world.Spec.Id, Stop);
        list.Select(kit => kit.Kit).ShouldBeUnique();
        list.GroupBy(kit => kit.Set).Select(set => string.Concat(set.Select(kit => kit.Arm).Order())).ShouldBe(Enumerable.Repeat("AAB", world.Spec.Kits.Sets));
    }

    [Fact]
    public async Task The_journal_holds_neither_arm_nor_secret_nor_procedure_before_the_unblinding()
    {
        await using var world = await RandomizedAsync();
        var text = string.Join('\n', (await world.EntriesAsync()).Where(entry => entry.Type != nameof(StudyRegistered)).Select(entry => Encoding.UTF8.GetString(entry.Body)));
        text.ShouldContain("P-001");
        foreach (var canary in new[] { "Oxytocin", "Placebo", "\"arm\"", "sizes", Convert.ToHexStringLower(TrialWorld.BytesOf("seed")("trial-secret", 32)) })
        {
            text.ShouldNotContain(canary);
        }
    }

    private static async Task<TrialWorld> RandomizedAsync()
    {
        var world = await new TrialWorld().BeginAsync();
        await world.SupplyAsync(TrialSamples.Heidelberg, 4);
        foreach (var number in new[] { 1, 2 })
        {
            await world.EligibleAsync(number);
            TrialWorld.Done(await world.RandomizeAsync(number, id: $"randomized-{number}"));
        }

        return world;
    }
}
