using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Vault.Custody;
using OxyTrial.Vault.Sealing;
using Shouldly;

namespace OxyTrial.Vault.Tests.Custody;

public sealed class CustodianTests
{
    private static readonly CustodianKey Ada = CustodianKey.Create("Ada");
    private static readonly CustodianKey Grace = CustodianKey.Create("Grace Hopper");
    private static readonly CustodianKey Mary = CustodianKey.Create("Mary");
    private static readonly CustodianKey Stranger = CustodianKey.Create("Stranger");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ada", "Grace Hopper")]
    [InlineData("Grace Hopper", "Ada")]
    [InlineData("Mary", "Ada")]
    [InlineData("Grace Hopper", "Mary")]
    public async Task Any_two_of_three_open_the_secret_in_whichever_order_they_come(string first, string second)
    {
        await using var world = await WithPanelAsync(2, Ada, Grace, Mary);
        await world.AuthorizeAsync();
        await world.ApproveAsync(KeyOf(first));
        await world.ApproveAsync(KeyOf(second));
        var reveal = await world.Vault.RevealAsync(world.Spec.Id, Stop);
        reveal.Secret.ShouldBe(Convert.ToHexStringLower(TrialWorld.BytesOf("seed")("trial-secret", 32)));
        TrialWorld.Done(await world.AskAsync(reveal));
        (await world.Vault.UnblindedTablesAsync(world.Spec.Id, Stop)).Allocations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Three_of_five_need_three_and_two_lost_keys_do_no_harm()
    {
        var (fourth, fifth) = (CustodianKey.Create("Fourth"), CustodianKey.Create("Fifth"));
        await using var world = await WithPanelAsync(3, Ada, Grace, Mary, fourth, fifth);
        await world.AuthorizeAsync();
        foreach (var key in new[] { fifth, Grace })
        {
            await world.ApproveAsync(key);
            await CannotRevealAsync(world);
        }

        await world.ApproveAsync(Mary);
        (await world.Vault.RevealAsync(world.Spec.Id, Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_signatures_alone_do_not_unblind_a_study_that_has_custodians()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        await world.AuthorizeAsync();
        await CannotRevealAsync(world);
        await world.ApproveAsync(Ada);
        await CannotRevealAsync(world);

        // Nor does whoever has the secret from elsewhere get it into the journal.
        (await world.AskAsync(new RecordReveal("s", "t", "{}", "u"))).Match<RefusalCode?>(_ => null, refusal => refusal.Code).ShouldBe(RefusalCode.ApprovalsMissing);
    }

    [Fact]
    public async Task Custodians_alone_do_not_unblind_without_two_signatures()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        await world.LockAsync();
        await world.ApproveAsync(Ada);
        await world.ApproveAsync(Grace);
        (await Should.ThrowAsync<VaultException>(() => world.Vault.RevealAsync(world.Spec.Id, Stop))).Message.ShouldContain("not authorized");
        await world.SignUnblindingAsync();
        (await world.Vault.RevealAsync(world.Spec.Id, Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_approval_that_the_vault_keeps_but_nobody_journaled_does_not_count()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        await world.AuthorizeAsync();
        await world.ApproveAsync(Ada);
        await world.Vault.AcceptApprovalAsync(world.Spec.Id, Grace.Approve(await RequestAsync(world)), Stop);
        await CannotRevealAsync(world);
    }

    [Fact]
    public async Task One_custodian_approves_once()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace, Mary);
        await world.LockAsync();
        var request = await RequestAsync(world);
        await world.ApproveAsync(Ada);
        await RefusedAsync(world, Ada.Approve(request), RefusalCode.SamePersonTwice);
        Should.Throw<VaultException>(() => Ada.Approve(RequestAsync(world).Result)).Message.ShouldContain("approved already");
    }

    [Fact]
    public async Task An_approval_cut_short_before_the_journal_may_be_handed_in_again()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        await world.LockAsync();
        var approval = Ada.Approve(await RequestAsync(world));
        var first = await AcceptedAsync(world, approval);
        (await AcceptedAsync(world, UnblindingApproval.Parse(approval.ToFile()))).ShouldBe(first);
    }

    [Fact]
    public async Task A_strangers_key_and_a_forged_signature_are_refused()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        await world.LockAsync();
        var request = await RequestAsync(world);
        Should.Throw<VaultException>(() => Stranger.Approve(request)).Message.ShouldContain("nothing for Stranger");
        var approval = Ada.Approve(request);
        await RefusedAsync(world, approval with { Fingerprint = Stranger.Public.Fingerprint }, RefusalCode.CustodianUnknown);
        await RefusedAsync(world, approval with { Fingerprint = Grace.Public.Fingerprint }, RefusalCode.ApprovalInvalid, "signature");
        await RefusedAsync(world, approval with { Signature = Convert.ToBase64String(new byte[64]) }, RefusalCode.ApprovalInvalid, "signature");
        await RefusedAsync(world, approval with { Signature = "?" }, RefusalCode.ApprovalInvalid, "signature");
    }

    [Fact]
    public async Task A_wrong_share_is_refused_though_it_is_signed_and_spoils_nothing()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        await world.AuthorizeAsync();
        var honest = await RequestAsync(world);

        // Signed rightly, over a request whose blobs were exchanged for another study's: the custodian's own key opens those.
        await using var other = await WithPanelAsync(2, [Ada, Grace], seed: "other");
        await other.LockAsync();
        var foreign = Ada.Approve(await RequestAsync(other));
        await RefusedAsync(world, foreign, RefusalCode.ApprovalInvalid, "another study");
        await RefusedAsync(world, Forged(honest, Ada), RefusalCode.ApprovalInvalid, "share in it is wrong");

        await world.ApproveAsync(Ada);
        await world.ApproveAsync(Grace);
        (await world.Vault.RevealAsync(world.Spec.Id, Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_approval_is_bound_to_the_locked_data_set()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        (await Should.ThrowAsync<VaultException>(() => RequestAsync(world))).Message.ShouldContain("not locked");
        await world.LockAsync();
        var request = await RequestAsync(world);
        var locked = (await world.EntriesAsync()).Single(entry => entry.Type == nameof(DatabaseLocked));
        (request.Position, request.Hash).ShouldBe((locked.Position, Convert.ToHexStringLower(locked.Hash)));
        await RefusedAsync(world, Ada.Approve(request with { Position = request.Position - 1 }), RefusalCode.ApprovalInvalid, "another data set");
        await RefusedAsync(world, Ada.Approve(request with { Hash = new string('0', 64) }), RefusalCode.ApprovalInvalid, "another data set");
    }

    [Fact]
    public async Task An_approval_of_a_request_that_others_have_passed_is_refused_with_what_to_do()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace, Mary);
        await world.LockAsync();
        var early = await RequestAsync(world);
        await world.ApproveAsync(Ada);
        await RefusedAsync(world, Grace.Approve(early), RefusalCode.ApprovalInvalid, "from a new one");
    }

    [Fact]
    public async Task Emergency_unblinding_does_not_need_custodians()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        await world.SupplyAsync(TrialSamples.Heidelberg, 4);
        var participant = await world.EligibleAsync(1);
        await TrialWorld.DoneAsync(world.RandomizeAsync(1));
        TrialWorld.Done(await world.AskAsync(new RequestEmergencyUnblinding(participant, TrialSamples.Heidelberg, "Seizure"), "break"));
        world.Spec.Arms.Select(arm => arm.Label).ShouldContain(await world.Vault.DiscloseAsync(world.Spec.Id, participant, "break", Stop));
    }

    [Fact]
    public async Task The_reveal_copy_outlives_the_vaults_own_key()
    {
        await using var world = await WithPanelAsync(2, Ada, Grace);
        await world.AuthorizeAsync();
        var copy = Directory.GetFiles(world.Options.Directory, "*.reveal").ShouldHaveSingleItem();
        var text = await File.ReadAllTextAsync(copy, Stop);
        text.ShouldNotContain(Convert.ToHexStringLower(TrialWorld.BytesOf("seed")("trial-secret", 32)));
        var read = CustodyJson.Read<RevealCopy>(text, "reveal copy");
        var request = await RequestAsync(world);
        var first = Ada.Approve(request);
        var second = Grace.Approve(request with { Paths = [.. read.After([first]).Where(path => path.Opened == 1)] });
        read.Open([first]).ShouldBeNull();
        read.Open([first, second]).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(1, 2, "At least 2")]
    [InlineData(3, 2, "3 of 2")]
    [InlineData(2, 6, "at most 5")]
    public async Task A_panel_that_cannot_be_is_refused(int threshold, int custodians, string why)
    {
        await using var world = await new TrialWorld().RegisterAsync();
        var panel = new CustodianPanel(threshold, [.. Enumerable.Range(0, custodians).Select(number => CustodianKey.Create($"Custodian {number}").Public.ToCustodian())]);
        (await Should.ThrowAsync<VaultException>(() => world.Vault.SealAsync(world.Spec.Id, panel, Stop))).Message.ShouldContain(why);
        (await world.AskAsync(new SealStudy(new string('c', 64), panel))).Match<RefusalCode?>(_ => null, refusal => refusal.Code).ShouldBe(RefusalCode.CustodiansInvalid);
        new CustodianPanel(2, [Ada.Public.ToCustodian(), Ada.Public.ToCustodian()]).Error.ShouldBe("One key stands there twice.");
        new CustodianPanel(2, [Ada.Public.ToCustodian(), Grace.Public.ToCustodian() with { Name = "ADA" }]).Error.ShouldBe("One name stands there twice.");
    }

    [Fact]
    public void A_key_file_opens_with_its_passphrase_only_and_shows_nothing()
    {
        var file = Ada.ToFile("correct horse battery");
        using var opened = CustodianKey.Open(file, "correct horse battery");
        opened.Public.ToString().ShouldBe(Ada.Public.ToString());
        Should.Throw<VaultException>(() => CustodianKey.Open(file, "wrong horse battery")).Message.ShouldContain("wrong passphrase");
        Should.Throw<VaultException>(() => CustodianKey.Open(file.Replace("Ada", "Eve", StringComparison.Ordinal)[..200], "correct horse battery"));
        Should.Throw<VaultException>(() => Ada.ToFile("too short")).Message.ShouldContain("12 characters");
        Ada.ToString().ShouldBe("private keys of Ada (hidden)");
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("oxytrial-custodian-1 AAAA AAAA Ada")]
    [InlineData("oxytrial-custodian-1 AAAA")]
    public void A_line_that_is_no_public_key_is_refused(string line) => Should.Throw<VaultException>(() => CustodianPublicKey.Parse(line));

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not json")]
    public void A_file_that_is_no_request_or_approval_is_refused(string text)
    {
        Should.Throw<VaultException>(() => UnblindingRequest.Parse(text));
        Should.Throw<VaultException>(() => UnblindingApproval.Parse(text));
    }

    private static Task<TrialWorld> WithPanelAsync(int threshold, params CustodianKey[] keys) => WithPanelAsync(threshold, keys, "seed");

    private static Task<TrialWorld> WithPanelAsync(int threshold, CustodianKey[] keys, string seed) =>
        new TrialWorld(seed: seed).BeginAsync(new CustodianPanel(threshold, [.. keys.Select(key => key.Public.ToCustodian())]));

    private static CustodianKey KeyOf(string name) => new[] { Ada, Grace, Mary }.Single(key => key.Public.Name == name);

    private static Task<UnblindingRequest> RequestAsync(TrialWorld world) => world.Vault.UnblindingRequestAsync(world.Spec.Id, Stop);

    // The layers are wrapped anew for the custodian with other contents, in the right context: opened and signed without a fault.
    private static UnblindingApproval Forged(UnblindingRequest request, CustodianKey key) => key.Approve(request with
    {
        Paths =
        [
            .. request.Paths.Select(path => path.Next == key.Public.Fingerprint
                ? path with { Blob = Convert.ToBase64String(ShareLayer.Seal(key.Public, "not the share"u8, ShareLayer.Context(request.Study, request.Commitment, path.Custodians, path.Opened), VaultSeams.Production)) }
                : path),
        ],
    });

    private static async Task CannotRevealAsync(TrialWorld world) =>
        (await Should.ThrowAsync<VaultException>(() => world.Vault.RevealAsync(world.Spec.Id, Stop))).Message.ShouldContain("custodians' shares");

    private static async Task<RecordCustodianApproval> AcceptedAsync(TrialWorld world, UnblindingApproval approval) =>
        (await world.Vault.AcceptApprovalAsync(world.Spec.Id, approval, Stop)).Match(accepted => accepted, refusal => throw new InvalidOperationException(refusal.Message));

    private static async Task RefusedAsync(TrialWorld world, UnblindingApproval approval, RefusalCode code, string why = "")
    {
        var refusal = (await world.Vault.AcceptApprovalAsync(world.Spec.Id, approval, Stop)).Match(_ => null!, refused => refused);
        refusal.ShouldNotBeNull().Code.ShouldBe(code);
        refusal.Message.ShouldContain(why);
    }
}
