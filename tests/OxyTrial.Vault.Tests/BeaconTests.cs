using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using Shouldly;

namespace OxyTrial.Vault.Tests;

/// <summary>With a public beacon in the spec nothing follows from the secret alone.</summary>
public sealed class BeaconTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_vault_opens_no_study_that_waits_for_its_beacon()
    {
        await using var world = await SealedAsync();
        await Should.ThrowAsync<VaultException>(() => world.Vault.ContentsAsync(world.Spec.Id, Stop));
        TrialWorld.Done(await world.AskAsync(new RecordBeacon(new string('a', 64))));
        (await world.Vault.ContentsAsync(world.Spec.Id, Stop)).Length.ShouldBe(world.Spec.Kits.Sets * 2);
    }

    [Fact]
    public async Task One_secret_gives_other_kits_with_another_value_and_the_same_with_the_same()
    {
        var one = await KitsAsync('a');
        (await KitsAsync('a')).ShouldBe(one);
        (await KitsAsync('b')).ShouldNotBe(one);
    }

    [Fact]
    public async Task The_commitment_is_to_the_sealed_secret_and_the_reveal_gives_it()
    {
        await using var world = await SealedAsync();
        var before = await world.Vault.SealAsync(world.Spec.Id, cancellation: Stop);
        TrialWorld.Done(await world.AskAsync(new RecordBeacon(new string('a', 64))));
        (await world.Vault.SealAsync(world.Spec.Id, cancellation: Stop)).ShouldBe(before);
        TrialWorld.Done(await world.AskAsync(new ActivateStudy()));
        await world.UnblindAsync();
        (await world.Vault.RevealAsync(world.Spec.Id, Stop)).Secret.ShouldBe(Convert.ToHexStringLower(TrialWorld.BytesOf("seed")("trial-secret", 32)));
    }

    private static async Task<string[]> KitsAsync(char digit)
    {
        await using var world = await SealedAsync();
        TrialWorld.Done(await world.AskAsync(new RecordBeacon(new string(digit, 64))));
        return [.. (await world.Vault.ContentsAsync(world.Spec.Id, Stop)).Select(kit => $"{kit.Kit} {kit.Arm}")];
    }

    private static async Task<TrialWorld> SealedAsync()
    {
        var world = await new TrialWorld(spec: TrialSamples.Spec() with { Beacon = new BeaconSpec("drand-quicknet", 123_456) }).RegisterAsync();
        TrialWorld.Done(await world.AskAsync(new SealStudy(await world.Vault.SealAsync(world.Spec.Id, cancellation: Stop))));
        return world;
    }
}
