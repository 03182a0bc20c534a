using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Vault.Keys;
using OxyTrial.Vault.Sealing;
using Shouldly;

namespace OxyTrial.Vault.Tests.Keys;

public sealed class KeySourceTests
{
    private static readonly byte[] DataKey = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("keys/vault.key", "file:keys/vault.key")]
    [InlineData("file:keys/vault.key", "file:keys/vault.key")]
    [InlineData("env:VAULT", "env:VAULT")]
    [InlineData("program:/usr/bin/kms", "program:/usr/bin/kms")]
    public void A_source_is_read_from_its_text(string text, string expected) => KeySource.Parse(text).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("env:")]
    [InlineData("program:")]
    [InlineData("file:")]
    public void A_source_that_names_nothing_is_refused(string text) => Should.Throw<VaultException>(() => KeySource.Parse(text)).Message.ShouldContain("names no key");

    [Fact]
    public async Task A_key_of_the_environment_opens_what_the_same_key_in_a_file_sealed()
    {
        const string variable = "OXYTRIAL_TEST_KEY";
        await using var world = await new TrialWorld().BeginAsync();
        Environment.SetEnvironmentVariable(variable, (await File.ReadAllTextAsync(world.KeyFile, Stop)).Trim());
        var other = new TrialVault(world.Options with { Key = new KeySource.InEnvironment(variable) }, world.Journal);
        (await other.ContentsAsync(world.Spec.Id, Stop)).ShouldBe(await world.Vault.ContentsAsync(world.Spec.Id, Stop));
        Environment.SetEnvironmentVariable(variable, "no key");
        Should.Throw<VaultException>(() => new TrialVault(world.Options with { Key = new KeySource.InEnvironment(variable) }, world.Journal)).Message.ShouldNotContain("no key");
        Environment.SetEnvironmentVariable(variable, null);
        Should.Throw<VaultException>(() => new TrialVault(world.Options with { Key = new KeySource.InEnvironment(variable) }, world.Journal)).Message.ShouldContain("not set");
    }

    [Fact]
    public async Task A_program_may_keep_the_key_and_no_other_key_then_opens_anything()
    {
        await using var world = new TrialWorld();
        var options = world.Options with { Key = new KeySource.BehindProgram(ProgramOf(world)) };
        var vault = new TrialVault(options, world.Journal);
        TrialWorld.Done(await world.AskAsync(new RegisterStudy(world.Spec, vault.KeepProcedure(world.Spec.Id, world.Procedure))));
        TrialWorld.Done(await world.AskAsync(new SealStudy(await vault.SealAsync(world.Spec.Id, null, Stop))));
        (await new TrialVault(options, world.Journal).ContentsAsync(world.Spec.Id, Stop)).Length.ShouldBe(world.Spec.Kits.Sets * world.Spec.Arms.Sum(arm => arm.Ratio));
        (await Should.ThrowAsync<VaultException>(() => world.Vault.ContentsAsync(world.Spec.Id, Stop))).Message.ShouldContain("another key");
    }

    [Fact]
    public async Task A_program_that_refuses_or_is_not_there_is_told()
    {
        await using var world = new TrialWorld();
        Should.Throw<VaultException>(() => new ProgramKey("/nowhere/kms")).Message.ShouldContain("cannot be run");
        Should.Throw<VaultException>(() => new ProgramKey("/bin/false")).Message.ShouldContain("exit code 1");
        Should.Throw<VaultException>(() => new ProgramKey("/bin/true")).Message.ShouldContain("does not print the name");
        var key = new ProgramKey(ProgramOf(world));
        key.Unwrap(key.Wrap(DataKey, "here"u8), "here"u8).ShouldBe(DataKey);
        Should.Throw<VaultException>(() => key.Unwrap(key.Wrap(DataKey, "here"u8), "elsewhere"u8)).Message.ShouldContain("another context");
    }

    [Fact]
    public async Task Rotation_puts_every_file_under_the_new_key_and_changes_no_allocation()
    {
        await using var world = await new TrialWorld().BeginAsync();
        var (contents, before) = (await world.Vault.ContentsAsync(world.Spec.Id, Stop), world.Options);
        var after = before with { Key = new KeySource.InFile(world.KeyFile + ".new") };

        VaultRotation.Run(before, after.Key).ShouldBe(new RotationReport(3, 0));
        VaultRotation.Run(before, after.Key).ShouldBe(new RotationReport(0, 3), "what is done is done");

        (await new TrialVault(after, world.Journal).ContentsAsync(world.Spec.Id, Stop)).ShouldBe(contents);
        (await Should.ThrowAsync<VaultException>(() => new TrialVault(before, world.Journal).ContentsAsync(world.Spec.Id, Stop))).Message.ShouldContain("another key");
    }

    [Fact]
    public async Task Rotation_stops_at_a_damaged_file_and_can_be_finished_afterwards()
    {
        await using var world = await new TrialWorld().BeginAsync();
        var (secret, to) = (Path.Combine(world.Options.Directory, "demo.secret"), new KeySource.InFile(world.KeyFile + ".new"));
        var whole = await File.ReadAllBytesAsync(secret, Stop);
        await File.WriteAllBytesAsync(secret, [.. whole[..^1], (byte)(whole[^1] ^ 1)], Stop);
        Should.Throw<VaultException>(() => VaultRotation.Run(world.Options, to)).Message.ShouldContain("does not open");
        await File.WriteAllBytesAsync(secret, whole, Stop);
        var report = VaultRotation.Run(world.Options, to);
        (report.Rewrapped + report.Already).ShouldBe(3);
        report.Rewrapped.ShouldBeGreaterThan(0);
        (await new TrialVault(world.Options with { Key = to }, world.Journal).ContentsAsync(world.Spec.Id, Stop)).ShouldNotBeEmpty();
    }

    // Stands for a key-management service: it binds what it wraps to the context, and keeps the key to itself.
    private static string ProgramOf(TrialWorld world)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for a key-management service is a shell script.");
        var program = Path.Combine(Directory.CreateDirectory(Path.GetDirectoryName(world.KeyFile)!).FullName, "kms");
        File.WriteAllText(program, """
            #!/bin/sh
            case $1 in
              id) echo test-kms-1 ;;
              wrap) read -r key; read -r context; printf '%s %s' "$key" "$context" | base64 -w0 ;;
              unwrap) read -r box; read -r context
                pair=$(printf '%s' "$box" | base64 -d)
                [ "${pair#* }" = "$context" ] || { echo another context >&2; exit 1; }
                echo "${pair% *}" ;;
            esac
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return program;
    }
}
