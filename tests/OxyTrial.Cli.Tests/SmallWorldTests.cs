using System.Text.Json;
using Shouldly;

namespace OxyTrial.Cli.Tests;

public sealed class SmallWorldTests
{
    private const string Complete = """{"method":"complete"}""";

    [Fact]
    public async Task Under_the_default_rule_the_verdict_is_that_nothing_is_told()
    {
        var run = await CommandRun.OxyTrialAsync("smallworld", "--scenario", "code-break", "--procedure", Complete);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldStartWith("stock rule pooled, 3 participants, every secret enumerated\n");
        run.Output.ShouldEndWith("1 tiny trial, 288 worlds: no transcript changes the probability of any arms.\n");
        run.Output.ShouldContain("tells nothing");
    }

    [Fact]
    public async Task Under_the_every_arm_rule_the_leak_is_shown_in_bits_and_by_its_smallest_example_and_the_exit_code_is_one()
    {
        var run = await CommandRun.OxyTrialAsync("smallworld", "--scenario", "one-lot", "--procedure", Complete, "--stock-rule", "every-arm");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("1.0000      1/4 instead of 1/8  LEAKS, 36 transcripts tell");
        run.Output.ShouldContain("  randomize participant 3: refused, 501 The site's stock does not allow a kit to be assigned.\n");
        run.Output.ShouldContain("  A B A                0       1/8\n");
    }

    [Fact]
    public async Task Json_has_the_fractions()
    {
        var run = await CommandRun.OxyTrialAsync("smallworld", "--scenario", "one-lot", "--procedure", Complete, "--stock-rule", "every-arm", "--participants", "3", "--json");

        using var json = JsonDocument.Parse(run.Output);
        json.RootElement.GetProperty("leaks").GetBoolean().ShouldBeTrue();
        var trial = json.RootElement.GetProperty("trials")[0];
        trial.GetProperty("worlds").GetInt32().ShouldBe(144);
        trial.GetProperty("leakBits").GetDouble().ShouldBe(1, 1e-12);
        trial.GetProperty("worst").GetProperty("probability").GetString().ShouldBe("1/24");
        trial.GetProperty("worst").GetProperty("beliefs")[0].GetProperty("afterTranscript").GetString().ShouldBe("1/4");
    }

    [Fact]
    public async Task The_list_names_scenarios_and_procedures()
    {
        var run = await CommandRun.OxyTrialAsync("smallworld", "--list");

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("  one-lot                 two sets; randomized until the stock is out\n");
        run.Output.ShouldContain("  complete                {\"method\":\"complete\"}\n");
    }

    [Theory]
    [InlineData("--scenario: 'none' is none of one-lot, two-lots,", "--scenario", "none")]
    [InlineData("--participants: possible are 1 to 6.", "--participants", "7")]
    [InlineData("--procedure: not JSON, line 1, byte 2:", "--procedure", "{")]
    [InlineData("procedure: method: is missing; possible are complete,", "--procedure", "{}")]
    [InlineData("procedure: tolerance:", "--procedure", """{"method":"big-stick"}""", "--scenario", "one-lot")]
    [InlineData("--participants: the procedure's list has 2 places.", "--procedure", """{"method":"random-allocation-rule","length":2}""", "--scenario", "one-lot")]
    public async Task Bad_input_is_told_in_one_line(string expected, params string[] arguments)
    {
        var run = await CommandRun.OxyTrialAsync(["smallworld", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].ShouldStartWith($"oxytrial: {expected}");
    }
}
