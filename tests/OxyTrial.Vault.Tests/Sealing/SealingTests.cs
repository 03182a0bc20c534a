using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Vault.Keys;
using OxyTrial.Vault.Sealing;
using Shouldly;

namespace OxyTrial.Vault.Tests.Sealing;

public sealed class SealingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_commitment_is_the_hash_of_purpose_spec_procedure_secret_and_salt()
    {
        await using var world = await new TrialWorld(seed: "s").RegisterAsync();
        var bytes = TrialWorld.BytesOf("s");
        var procedureSalt = HMACSHA256.HashData(bytes("procedure-salt", 32), Encoding.UTF8.GetBytes($"oxytrial/procedure-salt/v2\n{world.Spec.Id}\n{world.Procedure}"));
        var procedure = HashOf("oxytrial/procedure-commitment/1"u8.ToArray(), Encoding.UTF8.GetBytes(world.Procedure), procedureSalt);
        var expected = HashOf("oxytrial/commitment/1"u8.ToArray(), StudySpecJson.Hash(world.Spec), procedure, bytes("trial-secret", 32), bytes("salt", 32));
        (await world.Vault.SealAsync(world.Spec.Id, null, Stop)).ShouldBe(Convert.ToHexStringLower(expected));
    }

    [Fact]
    public async Task Sealing_again_answers_the_same_commitment()
    {
        await using var world = await new TrialWorld().RegisterAsync();
        var first = await world.Vault.SealAsync(world.Spec.Id, null, Stop);
        (await world.Vault.SealAsync(world.Spec.Id, null, Stop)).ShouldBe(first);
        (await new TrialVault(world.Options, world.Journal).SealAsync(world.Spec.Id, null, Stop)).ShouldBe(first);
    }

    [Fact]
    public async Task All_who_seal_at_once_commit_to_one_secret()
    {
        for (var round = 0; round < 40; round++)
        {
            await using var world = await new TrialWorld().RegisterAsync();
            var vaults = Enumerable.Range(0, 8).Select(_ => new TrialVault(world.Options, world.Journal)).ToArray();
            var commitments = await Task.WhenAll(vaults.Select(vault => Task.Run(() => vault.SealAsync(world.Spec.Id, null, Stop))));
            commitments.Distinct().ShouldHaveSingleItem().ShouldBe(await world.Vault.SealAsync(world.Spec.Id, null, Stop));
        }
    }

    [Fact]
    public async Task Vaults_that_make_the_key_at_once_share_one()
    {
        await using var world = new TrialWorld();
        var options = world.Options with { Key = new KeySource.InFile(world.KeyFile + ".2") };
        var kept = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new TrialVault(options, world.Journal).KeepProcedure(world.Spec.Id, world.Procedure))));
        kept.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Keeping_a_procedure_twice_gives_one_commitment_and_another_procedure_another()
    {
        await using var world = new TrialWorld();
        var first = world.Vault.KeepProcedure(world.Spec.Id, world.Procedure);
        world.Vault.KeepProcedure(world.Spec.Id, world.Procedure).ShouldBe(first);
        world.Vault.KeepProcedure(world.Spec.Id, world.Procedure.Replace("4", "6", StringComparison.Ordinal)).ShouldNotBe(first);
        world.Vault.KeepProcedure(StudyId.FromTrusted("other"), world.Procedure).ShouldNotBe(first, "the salt is the study's own");
    }

    [Fact]
    public async Task A_study_that_is_not_registered_or_whose_procedure_is_not_kept_is_not_sealed()
    {
        await using var world = new TrialWorld();
        await Should.ThrowAsync<VaultException>(() => world.Vault.SealAsync(world.Spec.Id, null, Stop));
        TrialWorld.Done(await world.AskAsync(new RegisterStudy(world.Spec, new string('0', 64))));
        await Should.ThrowAsync<VaultException>(() => world.Vault.SealAsync(world.Spec.Id, null, Stop));
    }

    [Fact]
    public async Task Another_key_opens_nothing()
    {
        await using var world = await new TrialWorld().BeginAsync();
        await File.WriteAllTextAsync(world.KeyFile, new string('a', 64), Stop);
        var other = new TrialVault(world.Options, world.Journal);
        (await Should.ThrowAsync<VaultException>(() => other.SealAsync(world.Spec.Id, null, Stop))).Message.ShouldContain("another key");
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public async Task A_key_file_without_a_key_is_refused_and_left_alone(string text)
    {
        await using var world = new TrialWorld();
        await File.WriteAllTextAsync(world.KeyFile, text, Stop);
        Should.Throw<VaultException>(() => new TrialVault(world.Options, world.Journal));
        (await File.ReadAllTextAsync(world.KeyFile, Stop)).ShouldBe(text);
    }

    [Fact]
    public void A_sealed_file_damaged_anywhere_does_not_open()
    {
        var sealed_ = NewBox().Seal("secret"u8, Label);
        NewBox().Open(sealed_, Label).ShouldBe("secret"u8.ToArray());
        for (var place = 0; place < sealed_.Length; place++)
        {
            var damaged = (byte[])sealed_.Clone();
            damaged[place] ^= 1;
            Should.Throw<VaultException>(() => NewBox().Open(damaged, Label));
            Should.Throw<VaultException>(() => NewBox().Open(sealed_.AsSpan(0, place), Label));
        }
    }

    [Fact]
    public void A_sealed_file_moved_to_another_study_use_or_row_does_not_open()
    {
        var sealed_ = NewBox().Seal("secret"u8, Label);
        Should.Throw<VaultException>(() => NewBox().Open(sealed_, Label with { Study = "demo2" }));
        Should.Throw<VaultException>(() => NewBox().Open(sealed_, Label with { Use = "procedure" }));
        Should.Throw<VaultException>(() => NewBox().Open(sealed_, Label with { Row = "another" }));
    }

    [Fact]
    public async Task A_file_copied_over_that_of_another_row_or_study_does_not_open()
    {
        await using var world = new TrialWorld();
        var files = new VaultFiles(world.Options, VaultSeams.Production);
        var (one, two) = (files.Keep(world.Spec.Id, world.Procedure), files.Keep(world.Spec.Id, world.Procedure.Replace("4", "6", StringComparison.Ordinal)));
        File.Copy(Kept($"demo.{one[..16]}.procedure"), Kept($"demo.{two[..16]}.procedure"), overwrite: true);
        files.ReadOrCreateSecret(world.Spec.Id);
        File.Copy(Kept("demo.secret"), Kept("other.secret"));

        files.ReadProcedure(world.Spec.Id, one).Json.ShouldBe(world.Procedure);
        Should.Throw<VaultException>(() => files.ReadProcedure(world.Spec.Id, two)).Message.ShouldContain("from elsewhere");
        Should.Throw<VaultException>(() => files.ReadSecret(StudyId.FromTrusted("other"))).Message.ShouldContain("from elsewhere");
        string Kept(string name) => Path.Combine(world.Options.Directory, name);
    }

    [Fact]
    public async Task A_secret_that_is_not_the_one_committed_to_is_never_used()
    {
        await using var world = await new TrialWorld(seed: "one").BeginAsync();
        File.Delete(Path.Combine(world.Options.Directory, "demo.secret"));
        new VaultFiles(world.Options, VaultSeams.Production).ReadOrCreateSecret(world.Spec.Id);
        var other = new TrialVault(world.Options, world.Journal);
        (await Should.ThrowAsync<VaultException>(() => other.ContentsAsync(world.Spec.Id, Stop))).Message.ShouldContain("not the one committed to");
    }

    [Fact]
    public async Task A_secret_that_is_lost_is_told_and_never_made_anew()
    {
        await using var world = await new TrialWorld().BeginAsync();
        var secret = Path.Combine(world.Options.Directory, "demo.secret");
        File.Delete(secret);
        var other = new TrialVault(world.Options, world.Journal);
        (await Should.ThrowAsync<VaultException>(() => other.ContentsAsync(world.Spec.Id, Stop))).Message.ShouldContain("holds no secret");
        (await Should.ThrowAsync<VaultException>(() => other.SealAsync(world.Spec.Id, null, Stop))).Message.ShouldContain("holds no secret");
        File.Exists(secret).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_key_is_not_made_anew_beside_files_sealed_under_another()
    {
        await using var world = new TrialWorld();
        world.Vault.KeepProcedure(world.Spec.Id, world.Procedure);
        File.Delete(world.KeyFile);
        Should.Throw<VaultException>(() => new TrialVault(world.Options, world.Journal)).Message.ShouldContain("is missing");
        File.Exists(world.KeyFile).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_the_owner_may_read_what_the_vault_keeps()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using var world = await new TrialWorld().BeginAsync();
        var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string[] files = [world.KeyFile, .. Directory.GetFiles(world.Options.Directory)];
        files.Select(file => Path.GetExtension(file)).Order(StringComparer.Ordinal).ToArray().ShouldBe(["", ".lock", ".lock", ".procedure", ".procedure-salt", ".secret"]);
        files.ShouldAllBe(file => ModeOf(file) == owner);
        ModeOf(world.Options.Directory).ShouldBe(owner | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Nothing_kept_shows_itself_as_text()
    {
        var secret = new KeptSecret([1, 2, 3], [4]);
        secret.ToString().ShouldBe("secret (hidden)");
        new KeptProcedure("""{"sizes":[2,4]}""", [4]).ToString().ShouldNotContain("sizes");
        await using var world = await new TrialWorld().BeginAsync();
        world.Vault.ToString()!.ShouldBe(typeof(TrialVault).FullName);
        var stored = Encoding.UTF8.GetString([.. Directory.GetFiles(world.Options.Directory).SelectMany(File.ReadAllBytes)]);
        stored.ShouldNotContain("sizes");
        stored.ShouldNotContain(Convert.ToBase64String(TrialWorld.BytesOf("seed")("trial-secret", 32)));
    }

    private static BoxLabel Label => new("demo", "secret", "row");

    private static SealedBox NewBox() => new(new LocalKey(new byte[32], VaultSeams.Production), VaultSeams.Production);

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static byte[] HashOf(params byte[][] fields)
    {
        var text = new List<byte>();
        foreach (var field in fields)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            text.AddRange([.. length, .. field]);
        }

        return SHA256.HashData(text.ToArray());
    }
}
