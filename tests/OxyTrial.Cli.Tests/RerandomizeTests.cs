using System.Text.Json;
using Shouldly;

namespace OxyTrial.Cli.Tests;

public sealed class RerandomizeTests
{
    private const string BlockOfFour = """{"method":"permuted-block","sizes":[4]}""";
    private const string Minimization = """{"method":"minimization","factors":{"gender":["F","M"]},"metric":"range","probability":"4/5"}""";
    private const string Four = "participant,arm,outcome,rank\n1,A,3,3\n2,B,1,1\n3,A,4,4\n4,B,2,2\n";

    [Fact]
    public async Task A_small_trial_is_enumerated_and_p_is_a_fraction()
    {
        var answer = await JsonAsync(BlockOfFour, Four);
        Text(answer, "method").ShouldBe("exact");
        Text(answer, "observed").ShouldBe("2");
        Text(answer, "p").ShouldBe("1/3");
        Text(answer, "sequences").ShouldBe("6");
        answer.GetProperty("pDecimal").GetDouble().ShouldBe(1 / 3.0, tolerance: 1e-12);
    }

    [Fact]
    public async Task A_column_of_scores_takes_the_place_of_the_outcome()
    {
        var answer = await JsonAsync(BlockOfFour, Four, "--score", "rank", "--alternative", "greater");
        Text(answer, "statistic").ShouldBe("centered-score-sum");
        Text(answer, "observed").ShouldBe("2");
        Text(answer, "p").ShouldBe("1/6");
    }

    [Fact]
    public async Task The_arms_can_be_named_the_other_way_round()
    {
        var answer = await JsonAsync(BlockOfFour, Four, "--compare", "B,A", "--alternative", "less");
        Text(answer, "observed").ShouldBe("-2");
        Text(answer, "p").ShouldBe("1/6");
    }

    [Fact]
    public async Task Replicates_are_the_same_with_any_number_of_threads_and_the_command_told_gives_them_again()
    {
        var one = await JsonAsync(BlockOfFour, Four, "--replicates", "500", "--seed", "9", "--threads", "1");
        Text(one, "method").ShouldBe("monte-carlo");
        one.GetProperty("pDecimal").GetDouble().ShouldBe((one.GetProperty("extreme").GetInt32() + 1) / 501.0, tolerance: 1e-12);
        (await JsonAsync(BlockOfFour, Four, "--replicates", "500", "--seed", "9", "--threads", "2")).GetProperty("extreme").GetInt32().ShouldBe(one.GetProperty("extreme").GetInt32());
        Text(one, "command").ShouldEndWith(" --outcome outcome --compare A,B --alternative two-sided --replicates 500 --seed 9");
        Text(one, "command").ShouldStartWith($"oxytrial analyze rerandomize --procedure '{BlockOfFour}' --arms A:1,B:1 --data ");
    }

    [Fact]
    public async Task The_text_says_statistic_p_method_and_how_to_get_it_again()
    {
        var run = await RunAsync(BlockOfFour, Four);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("p              0.333333 = 1/3\nmethod         exact: all 6 sequences of the procedure, because there are few\nto reproduce   oxytrial analyze rerandomize ");
    }

    [Fact]
    public async Task The_example_of_the_documentation_is_read_with_its_strata()
    {
        var docs = Path.Combine(Repository, "docs", "examples");
        var run = await CommandRun.OxyTrialAsync(
            "analyze", "rerandomize", "--procedure", """{"method":"permuted-block","sizes":[2,4],"factors":{"gender":["F","M"]}}""", "--arms", "O:1,P:1",
            "--data", Path.Combine(docs, "rerandomization.csv"), "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        var answer = JsonDocument.Parse(run.Output).RootElement;
        answer.GetProperty("participants").GetInt32().ShouldBe(16);
        answer.GetProperty("missing").GetInt32().ShouldBe(1);
        answer.GetProperty("lists").GetInt32().ShouldBe(2);
        (await File.ReadAllTextAsync(Path.Combine(Repository, "docs", "rerandomization.md"), TestContext.Current.CancellationToken)).ShouldContain($"= {Text(answer, "p")}\n");
    }

    [Theory]
    [InlineData("participant,gender,arm,outcome\n1,F,A,1\n2,X,B,2\n", ":3:2: gender is 'X'; possible are F, M")]
    [InlineData("participant,gender,arm,outcome\n1,F,C,1\n", ":2:3: arm is 'C'; possible are A, B")]
    [InlineData("participant,gender,arm,outcome\n1,F,A,1\n2,F,B,1e5\n", ":3:4: '1e5' is no number")]
    [InlineData("participant,gender,arm,outcome\n1,F,A,1\n1,F,B,2\n", ":3:1: every row names a participant once")]
    [InlineData("participant,gender,arm,outcome\n,F,A,1\n", ":2:1: every row names a participant once")]
    [InlineData("participant,gender,arm,outcome\n1,F,A\n", ":2:4: 3 cells where the header has 4")]
    [InlineData("participant,gender,arm,outcome\n1,F,A,1,2\n", ":2:5: 5 cells where the header has 4")]
    [InlineData("participant,gender,gender,arm,outcome\n", ":1:3: the first row names every column once")]
    [InlineData("participant,arm,outcome\n1,A,1\n", ":1: column 'gender' is missing; there are participant, arm, outcome")]
    [InlineData("participant,gender,arm\n1,F,A\n", ":1: column 'outcome' is missing")]
    [InlineData("participant,gender,arm,outcome\n1,F,\"A,1\n", ":2: unbalanced quotes")]
    [InlineData("", ":1: the file is empty")]
    [InlineData("participant,gender,arm,outcome\n", "there is no participant")]
    [InlineData("participant,gender,arm,outcome\n1,F,A,1\n2,F,B,NA\n", "nobody in arm B has a value")]
    public async Task A_bad_row_is_located_and_nothing_is_printed(string csv, string told) => ShouldRefuse(await RunAsync(Minimization, csv), told);

    [Fact]
    public async Task A_history_the_procedure_cannot_have_made_is_refused_at_its_row() =>
        ShouldRefuse(await RunAsync(BlockOfFour, "participant,arm,outcome\n1,A,1\n2,A,2\n3,A,3\n4,B,4\n"), ":4:2: the participant has arm A, which permuted-block");

    [Theory]
    [InlineData("--exact or --replicates", "--exact", "--replicates", "10")]
    [InlineData("--outcome or --score", "--outcome", "outcome", "--score", "rank")]
    [InlineData("--replicates: possible are", "--replicates", "0")]
    [InlineData("--threads: possible are", "--threads", "0")]
    [InlineData("--compare: arm is 'C'", "--compare", "A,C")]
    [InlineData("--compare: 'A' is not two arms", "--compare", "A")]
    [InlineData("two different arms", "--compare", "A,A")]
    [InlineData("sideways", "--alternative", "sideways")]
    [InlineData("not both", "--trial", "somewhere")]
    public async Task Options_that_make_no_sense_are_told_in_one_line(string told, params string[] options) => ShouldRefuse(await RunAsync(BlockOfFour, Four, options), told);

    [Fact]
    public async Task Three_arms_have_no_comparison_of_their_own()
    {
        var file = await FileAsync("participant,arm,outcome\n1,A,1\n2,B,2\n3,C,3\n");
        ShouldRefuse(await CommandRun.OxyTrialAsync("analyze", "rerandomize", "--procedure", """{"method":"complete"}""", "--arms", "A:1,B:1,C:1", "--data", file), "--compare is missing: there are 3 arms");
    }

    private static void ShouldRefuse(CommandResult run, string told)
    {
        run.ExitCode.ShouldBe(2, run.Output);
        run.Error.ShouldContain(told);
        run.Error.Trim().ShouldNotContain('\n');
        run.Output.ShouldBeEmpty();
    }

    private static async Task<JsonElement> JsonAsync(string procedure, string csv, params string[] options)
    {
        var run = await RunAsync(procedure, csv, [.. options, "--json"]);
        run.ExitCode.ShouldBe(0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static async Task<CommandResult> RunAsync(string procedure, string csv, params string[] options) => await CommandRun.OxyTrialAsync(
        ["analyze", "rerandomize", "--procedure", procedure, "--arms", "A:1,B:1", "--data", await FileAsync(csv), .. options]);

    private static async Task<string> FileAsync(string csv)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("oxytrial-rerandomize-").FullName, "data.csv");
        await File.WriteAllTextAsync(file, csv);
        return file;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Repository => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));
}
