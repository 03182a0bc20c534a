using System.Text.Json;
using Shouldly;

namespace OxyTrial.Cli.Tests;

public sealed class CommandTests
{
    private const string WorkedHistory = "gender,style,site,arm\nF,fear,1,A\nF,pre,1,B\nM,fear,2,A\nF,fear,2,A\nF,dis,1,B\n";
    private const string Factors = "\"factors\":{\"gender\":[\"F\",\"M\"],\"style\":[\"sec\",\"pre\",\"dis\",\"fear\"],\"site\":[\"1\",\"2\"]}";

    [Theory]
    [InlineData("range", """{"imbalance":{"A":"5","B":"5"},"probability":{"A":"1/2","B":"1/2"}}""")]
    [InlineData("squared-sum", """{"imbalance":{"A":"17","B":"9"},"probability":{"A":"1/5","B":"4/5"}}""")]
    public async Task The_worked_example_of_minimization_is_answered_in_exact_fractions(string metric, string expected)
    {
        var next = await NextAsync($$"""{"method":"minimization",{{Factors}},"metric":"{{metric}}","probability":"4/5"}""", "A:1,B:1", WorkedHistory, "gender=F,style=fear,site=1");
        next.ExitCode.ShouldBe(0, next.Error);
        next.Output.Trim().ShouldBe(expected);
    }

    [Fact]
    public async Task Hu_and_Hu_weighs_overall_margins_and_stratum()
    {
        // After one F on A: a second F makes D = 2 on A and 0 on B, in all three terms alike.
        var next = await NextAsync("""{"method":"hu-hu","factors":{"gender":["F","M"]},"weights":{"overall":"1/5","margins":{"gender":"1/2"},"stratum":"3/10"},"probability":0.85}""", "A:1,B:1", "gender,arm\nF,A\n", "gender=F");
        next.Output.Trim().ShouldBe("""{"imbalance":{"A":"4","B":"0"},"probability":{"A":"3/20","B":"17/20"}}""");
    }

    [Fact]
    public async Task A_spec_with_several_cohorts_asks_for_the_cohort()
    {
        var spec = Path.Combine(Repository, "randomization-specs", "bertsch-2013", "spec.yaml");
        var without = await CommandRun.OxyTrialAsync("spec", "next", spec);
        without.ExitCode.ShouldBe(2);
        without.Error.ShouldContain("cohort=BPD or cohort=healthy");
        (await CommandRun.OxyTrialAsync("spec", "next", spec, "--participant", "cohort=BPD", "--json")).Output.Trim()
            .ShouldBe("""{"imbalance":{"O":"1","P":"1"},"probability":{"O":"1/2","P":"1/2"}}""");
    }

    [Theory]
    [InlineData("{\"method\":", "not JSON")]
    [InlineData("{\"method\":\"coin\"}", "coin")]
    [InlineData("{\"method\":\"permuted-block\",\"sizes\":[3]}", "sizes[0]")]
    public async Task A_wrong_procedure_is_told_in_one_line(string procedure, string told)
    {
        var next = await NextAsync(procedure, "A:1,B:1", "arm\nA\n", null);
        next.ExitCode.ShouldBe(2);
        next.Error.ShouldContain(told);
        next.Error.Trim().ShouldNotContain('\n');
        next.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_history_with_an_unknown_level_is_located()
    {
        var next = await NextAsync("""{"method":"minimization","factors":{"gender":["F","M"]},"metric":"range","probability":"4/5"}""", "A:1,B:1", "gender,arm\nF,A\nX,B\n", "gender=F");
        next.ExitCode.ShouldBe(2);
        next.Error.ShouldContain("row 3");
    }

    [Fact]
    public async Task Questionnaires_are_scored_a_row_each()
    {
        var fours = string.Join(',', Enumerable.Repeat("4", 36));
        var gaps = "," + ",,," + string.Join(',', Enumerable.Repeat("4", 32));
        var score = await WithFileAsync($"{fours}\n{gaps}\n", file => CommandRun.OxyTrialAsync("instrument", "score", "ecr-r", "--responses", file, "--json"));
        score.ExitCode.ShouldBe(1, "a row that cannot be scored is no success");
        var lines = score.Output.Trim().Split('\n');
        lines[0].ShouldBe("""{"anxiety":4.0000,"avoidance":4.0000,"missing":0,"refusal":null}""");
        lines[1].ShouldStartWith("""{"anxiety":null,"avoidance":4.0000,"missing":4,"refusal":"3 TooManyMissing""");
    }

    [Theory]
    [InlineData("4,4\n4,\"4\n", ":2: unbalanced quotes")]
    [InlineData("4,4\n4,4\"4\n4,4\n", ":2: unbalanced quotes")]
    [InlineData("4,4\n\n4,\"4\n4,4\n", ":3: unbalanced quotes")]
    [InlineData("\"4,4\n4,4\n", ":1: unbalanced quotes")]
    public async Task Quotes_that_do_not_match_are_located_and_nothing_is_printed(string responses, string told)
    {
        var score = await WithFileAsync(responses, file => CommandRun.OxyTrialAsync("instrument", "score", "ecr-r", "--responses", file, "--json"));
        score.ExitCode.ShouldBe(2, score.Error);
        score.Error.ShouldContain(told);
        score.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_of_another_number_of_columns_is_refused_by_number()
    {
        var score = await WithFileAsync(string.Join(',', Enumerable.Repeat("4", 35)) + "\n", file => CommandRun.OxyTrialAsync("instrument", "score", "ecr-r", "--responses", file, "--json"));
        score.ExitCode.ShouldBe(1, score.Error);
        score.Output.ShouldContain("\"missing\":0,\"refusal\":\"1 ");
    }

    [Fact]
    public async Task A_file_without_rows_is_refused()
    {
        var score = await WithFileAsync("\n", file => CommandRun.OxyTrialAsync("instrument", "score", "ecr-r", "--responses", file));
        score.ExitCode.ShouldBe(2);
        score.Error.ShouldContain("there is no row");
    }

    [Fact]
    public async Task A_cell_that_is_no_number_is_located_and_nothing_is_printed()
    {
        var score = await WithFileAsync("4,x\n", file => CommandRun.OxyTrialAsync("instrument", "score", "ecr-r", "--responses", file));
        score.ExitCode.ShouldBe(2);
        score.Error.ShouldContain(":1:2:");
        score.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bertsch-2013")]
    [InlineData("oxy-bpd-multisite")]
    public async Task Each_study_file_passes_its_check(string study)
    {
        var check = await CommandRun.OxyTrialAsync("spec", "check", Path.Combine(Repository, "randomization-specs", study, "spec.yaml"));
        check.ExitCode.ShouldBe(0, check.Error);
        check.Output.ShouldContain("ok");
    }

    [Fact]
    public async Task A_wrong_spec_is_told_with_line_and_column()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "small-trial.yaml"), TestContext.Current.CancellationToken);
        var check = await WithFileAsync(text.Replace("planned-participants", "planed-participants", StringComparison.Ordinal), file => CommandRun.OxyTrialAsync("spec", "check", file));
        check.ExitCode.ShouldBe(2);
        check.Error.ShouldContain(":7:3: error:");
        check.Error.ShouldContain("did you mean 'planned-participants'");
    }

    [Theory]
    [InlineData("verify", "/no/such/folder")]
    [InlineData("journal", "check", "/no/such/file")]
    [InlineData("spec", "check", "/no/such/spec.yaml")]
    [InlineData("nonsense")]
    public async Task Bad_input_is_one_line_on_stderr_and_exit_code_2(params string[] arguments)
    {
        var run = await CommandRun.OxyTrialAsync(arguments);
        run.ExitCode.ShouldBe(2);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Exact_characteristics_are_fractions_as_text_and_a_share_as_a_number()
    {
        var run = await CommandRun.OxyTrialAsync(
            "spec", "exact", "--procedure", """{"method":"maximal","tolerance":3,"length":20}""", "--patients", "20", "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        using var json = JsonDocument.Parse(run.Output);
        string Text(string key) => json.RootElement.GetProperty(key).GetString()!;
        (Text("sequenceCount"), Text("expectedCorrectGuesses"), Text("deterministicShare"), Text("expectedSquaredFinalImbalance"))
            .ShouldBe(("107616", "86453/6726", "2123/16815", "0"));
        json.RootElement.GetProperty("expectedCorrectGuessShare").GetDouble().ShouldBe(86453 / 6726.0 / 20, 1e-12);
        json.RootElement.GetProperty("maximumImbalance").EnumerateObject().Select(entry => (entry.Name, entry.Value.GetString()))
            .ShouldBe([("1", "32/3363"), ("2", "1009/2832"), ("3", "11375/17936")]);
    }

    [Fact]
    public async Task Exact_characteristics_are_readable_without_json_and_know_the_specs_procedure()
    {
        var study = Path.Combine(Repository, "randomization-specs", "bertsch-2013", "spec.yaml");
        var run = await CommandRun.OxyTrialAsync("spec", "exact", study, "--patients", "40");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith("permuted-block, O:P = 1:1, one list of 40 participants\n");
        run.Output.ShouldContain("kept at every place");
    }

    [Theory]
    [InlineData("--patients is missing", "--procedure", """{"method":"complete"}""")]
    [InlineData("the list has 20 places", "--procedure", """{"method":"maximal","tolerance":3,"length":20}""", "--patients", "21")]
    [InlineData("tolerance: is 0; possible are whole numbers from 1 to 1000", "--procedure", """{"method":"big-stick","tolerance":0}""", "--patients", "20")]
    [InlineData("not JSON", "--procedure", "{", "--patients", "20")]
    [InlineData("give a spec", "--patients", "20")]
    public async Task What_exact_cannot_compute_is_one_line_that_says_what_it_can(string said, params string[] arguments)
    {
        var run = await CommandRun.OxyTrialAsync(["spec", "exact", .. arguments]);
        run.ExitCode.ShouldBe(2);
        run.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(said);
    }

    private static string Repository => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    private static Task<CommandResult> NextAsync(string procedure, string arms, string history, string? participant) => WithFileAsync(history, file => CommandRun.OxyTrialAsync(
        ["spec", "next", "--procedure", procedure, "--arms", arms, "--history", file, .. participant is null ? Array.Empty<string>() : ["--participant", participant], "--json"]));

    private static async Task<CommandResult> WithFileAsync(string content, Func<string, Task<CommandResult>> run)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content);
        var result = await run(file);
        File.Delete(file);
        return result;
    }
}
