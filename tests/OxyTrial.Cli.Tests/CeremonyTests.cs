using Shouldly;

namespace OxyTrial.Cli.Tests;

/// <summary>The sealing ceremony at the console, as its witnesses see it.</summary>
public sealed class CeremonyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oxytrial-ceremony-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_study_is_registered_and_sealed_with_custodians_and_its_key_is_changed()
    {
        (await AskAsync("Correct-horse-7 battery\n", "user", "add", "s.braun", "--data", "data", "--role", "statistician/*/*")).ExitCode.ShouldBe(0);
        foreach (var name in new[] { "Ethics", "Sponsor" })
        {
            var made = await AskAsync("correct horse battery\n", "custodian", "create", name, "--out", $"{name}.key");
            made.ExitCode.ShouldBe(0, made.Error);
            made.Output.ShouldStartWith("oxytrial-custodian-1 ");
            await File.WriteAllTextAsync(In($"{name}.pub"), made.Output, TestContext.Current.CancellationToken);
        }

        (await AsStatisticianAsync("register", Path.Combine(Repository, "tests", "OxyTrial.Cli.Tests", "small-trial.yaml"))).Output.ShouldContain("registered");
        (await AsStatisticianAsync("seal", Study)).Error.ShouldContain("--without-custodians");
        var stranger = await AskAsync("wrong\n", "study", "seal", Study, "--data", "data", "--account", "s.braun", "--without-custodians");
        (stranger.ExitCode, stranger.Error.Contains("the password is wrong", StringComparison.Ordinal)).ShouldBe((2, true));

        var sealed_ = await AsStatisticianAsync("seal", Study, "--custodian", "Ethics.pub", "Sponsor.pub");
        sealed_.ExitCode.ShouldBe(0, sealed_.Error);
        sealed_.Output.ShouldContain("Commitment  ");
        sealed_.Output.ShouldContain("2 of 2 custodians must approve the unblinding");
        (await AsStatisticianAsync("seal", Study, "--without-custodians")).Error.ShouldContain("StudyAlreadySealed");

        (await AskAsync(string.Empty, "vault", "rotate", "--data", "data", "--to", "new.key")).Output.ShouldStartWith("3 files put under the new key, 0");
        (await AskAsync(string.Empty, "vault", "rotate", "--data", "data", "--to", "new.key")).Output.ShouldStartWith("0 files put under the new key, 3");
    }

    [Fact]
    public async Task A_custodians_key_is_not_overwritten_and_a_short_passphrase_is_refused()
    {
        (await AskAsync("too short\n", "custodian", "create", "Ethics", "--out", "Ethics.key")).Error.ShouldContain("12 characters");
        File.Exists(In("Ethics.key")).ShouldBeFalse();
        (await AskAsync("correct horse battery\n", "custodian", "create", "Ethics", "--out", "Ethics.key")).ExitCode.ShouldBe(0);
        var key = await File.ReadAllTextAsync(In("Ethics.key"), TestContext.Current.CancellationToken);
        (await AskAsync("correct horse battery\n", "custodian", "create", "Ethics", "--out", "Ethics.key")).Error.ShouldContain("nothing is overwritten");
        (await File.ReadAllTextAsync(In("Ethics.key"), TestContext.Current.CancellationToken)).ShouldBe(key);
        (await AskAsync(string.Empty, "custodian", "approve", "--key", "Ethics.key", "--request", "Ethics.key", "--out", "x.json", "--yes")).Error.ShouldContain("no unblinding request");
    }

    private const string Study = "small-trial";

    private static string Repository => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    private string In(string name) => Path.Combine(folder.FullName, name);

    private Task<CommandResult> AsStatisticianAsync(params string[] arguments) =>
        AskAsync("Correct-horse-7 battery\n", ["study", .. arguments, "--data", "data", "--account", "s.braun"]);

    private Task<CommandResult> AskAsync(string input, params string[] arguments) => CommandRun.OxyTrialToldAsync(folder.FullName, input, arguments);
}
