using Shouldly;

namespace OxyTrial.Cli.Tests;

/// <summary><c>oxytrial backup</c>, <c>restore</c> and <c>checkpoint</c>, as operators call them.</summary>
public sealed class RestoreCommandTests(FinishedTrial trial) : IClassFixture<FinishedTrial>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oxytrial-restore-").FullName;

    private string Data => Path.Combine(trial.Folder, "data");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_archive_is_restored_once_and_says_where_every_study_was()
    {
        var archive = At("backup.zip");
        var made = await CommandRun.OxyTrialAsync("backup", Data, archive);
        made.ExitCode.ShouldBe(0, made.Error);
        made.Output.ShouldContain("journal ");
        made.Error.ShouldContain("the vault's key lies in the data folder");
        (await CommandRun.OxyTrialAsync("backup", Data, archive)).ExitCode.ShouldBe(2, "never overwritten");

        var restored = await CommandRun.OxyTrialAsync("restore", archive, At("new"));
        restored.ExitCode.ShouldBe(0, restored.Error);
        restored.Error.ShouldContain("no checkpoints were given");
        (await CommandRun.OxyTrialAsync("journal", "check", At("new"))).ExitCode.ShouldBe(0);
        var again = await CommandRun.OxyTrialAsync("restore", archive, At("new"));
        again.ExitCode.ShouldBe(2);
        again.Error.ShouldContain("never overwrites anything");
    }

    [Fact]
    public async Task Checkpoints_are_exported_added_listed_and_compared()
    {
        Directory.CreateDirectory(At("checkpoints"));
        var exported = await CommandRun.OxyTrialAsync("checkpoint", "export", Data, "--checkpoints", At("checkpoints"));
        exported.ExitCode.ShouldBe(0, exported.Error);
        var study = exported.Output.Split(' ')[1].TrimEnd(':');
        (await CommandRun.OxyTrialAsync("checkpoint", "check", Data, "--checkpoints", At("checkpoints"))).ExitCode.ShouldBe(0);
        (await CommandRun.OxyTrialAsync("checkpoint", "add", study, "999999:9f3a-77c0-12de-44ab", "--checkpoints", At("checkpoints"))).ExitCode.ShouldBe(0);
        (await CommandRun.OxyTrialAsync("checkpoint", "list", At("checkpoints"))).Output.ShouldContain("999999:9f3a-77c0-12de-44ab");
        var lacking = await CommandRun.OxyTrialAsync("checkpoint", "check", Data, "--checkpoints", At("checkpoints"));
        lacking.ExitCode.ShouldBe(1);
        lacking.Output.ShouldContain("checkpoint 999999:9f3a-77c0-12de-44ab");
    }

    [Theory]
    [InlineData("no fingerprint")]
    [InlineData("0:9f3a-77c0-12de-44ab")]
    [InlineData("131:9f3a77c012de44ab")]
    public async Task What_is_no_fingerprint_is_not_added(string text)
    {
        var refused = await CommandRun.OxyTrialAsync("checkpoint", "add", "study", text, "--checkpoints", At("checkpoints.txt"));
        refused.ExitCode.ShouldBe(2);
        File.Exists(At("checkpoints.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task In_a_later_epoch_a_paper_must_say_of_which_it_is()
    {
        await File.WriteAllTextAsync(At("checkpoints.txt"), $"2030-01-15T12:00:00.0000000Z 2 200:{new string('a', 64)} study\n", TestContext.Current.CancellationToken);
        (await CommandRun.OxyTrialAsync("checkpoint", "add", "study", "210:9f3a-77c0-12de-44ab", "--checkpoints", At("checkpoints.txt"))).Error.ShouldContain("--epoch");
        (await CommandRun.OxyTrialAsync("checkpoint", "add", "study", "210:9f3a-77c0-12de-44ab", "--checkpoints", At("checkpoints.txt"), "--epoch", "2")).ExitCode.ShouldBe(0);
    }

    private string At(string name) => Path.Combine(folder, name);
}
