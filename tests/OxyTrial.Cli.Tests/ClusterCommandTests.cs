using Shouldly;

namespace OxyTrial.Cli.Tests;

/// <summary>The commands of a cluster in the ordinary build, which has no Orleans.</summary>
public sealed class ClusterCommandTests
{
    [Theory]
    [InlineData("silo")]
    [InlineData("serve", "--cluster", "web")]
    [InlineData("serve", "--cluster", "all", "--membership", "Host=db;Database=oxytrial_cluster")]
    public async Task A_build_without_Orleans_says_so_and_how_to_get_one_and_does_nothing(params string[] command)
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var asked = await CommandRun.OxyTrialAsync([.. command, "--data", folder]);
        asked.ExitCode.ShouldBe(2);
        asked.Output.ShouldBeEmpty();
        asked.Error.ShouldContain("no Orleans");
        asked.Error.ShouldContain("-p:WithOrleans=true");
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData("A port is 1 to 65535.", "silo", "--silo-port", "70000")]
    [InlineData("two", "silo", "--silo-port", "7000", "--gateway-port", "7000")]
    [InlineData("not an IP address", "silo", "--silo-address", "here")]
    [InlineData("connection string", "serve", "--cluster", "web", "--membership", "db")]
    [InlineData("'both'", "serve", "--cluster", "both")]
    public async Task A_cluster_that_cannot_be_is_refused_in_one_line(string told, params string[] command)
    {
        var asked = await CommandRun.OxyTrialAsync(command);
        asked.ExitCode.ShouldBe(2);
        asked.Error.ShouldContain(told);
        asked.Error.Trim().ShouldNotContain('\n');
    }
}
