using System.Text.Json;
using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Cli.Tests;

public sealed class DesignReportTests : IDisposable
{
    private const string Multisite = "randomization-specs/oxy-bpd-multisite/spec.yaml";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oxytrial-design-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_simulation_writes_the_same_report_again_whatever_the_threads()
    {
        var (one, other) = (PathOf("one.html"), PathOf("other.html"));
        string[] command = ["spec", "simulate", Multisite, "--trials", "200", "--date", "2026-03-01"];
        (await RunAsync([.. command, "--html", one, "--threads", "1", "--json"])).ExitCode.ShouldBe(0);
        (await RunAsync([.. command, "--html", other, "--threads", "2"])).ExitCode.ShouldBe(0);
        var html = await File.ReadAllTextAsync(one, TestContext.Current.CancellationToken);
        html.ShouldBe(await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken));
        html.ShouldContain($"oxytrial spec simulate {Multisite} --trials 200<");
        html.ShouldContain("2026-03-01 00:00:00 UTC");
        html.ShouldContain("oxy-bpd-multisite");
    }

    [Fact]
    public async Task A_comparison_marks_what_no_other_beats_and_agrees_with_the_exact_characteristics()
    {
        var run = await RunAsync("spec", "compare", "--procedure", """{"method":"complete"}""", """{"method":"big-stick","tolerance":3}""", """{"method":"permuted-block","sizes":[4]}""", "--patients", "20", "--trials", "20000", "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        using var json = JsonDocument.Parse(run.Output);
        var designs = json.RootElement.GetProperty("designs").EnumerateArray().ToArray();
        designs.Select(design => design.GetProperty("label").GetString()).ShouldBe(["Complete randomization", "Big stick 3", "Permuted block 4"]);
        designs.Select(design => design.GetProperty("notBeaten").GetBoolean()).ShouldBe([true, true, true]);
        designs.Select(design => Math.Round(design.GetProperty("exactGuesses").GetDouble(), 6)).ShouldBe([0.5, 0.572222, 0.708333]);
        foreach (var design in designs)
        {
            var guessed = design.GetProperty("guessed");
            guessed.GetProperty("mean").GetDouble().ShouldBe(design.GetProperty("exactGuesses").GetDouble(), 5 * guessed.GetProperty("standardError").GetDouble());
        }
    }

    [Fact]
    public async Task A_file_of_procedures_is_compared_with_a_specs_on_the_specs_patients()
    {
        await File.WriteAllTextAsync(PathOf("others.json"), """[{"method":"permuted-block","sizes":[4],"factors":["gender"]},{"method":"complete"}]""", TestContext.Current.CancellationToken);
        var html = PathOf("comparison.html");
        var run = await RunAsync("spec", "compare", Multisite, PathOf("others.json"), "--trials", "100", "--html", html);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("Hu & Hu 4/5");
        run.Output.ShouldContain("Permuted block 4 over gender");
        run.Output.ShouldContain("120 patients, 100 trials of each design");
        (await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken)).ShouldContain("<svg");
    }

    [Theory]
    [InlineData("nothing to compare", "spec", "compare")]
    [InlineData("the folder", "spec", "simulate", Multisite, "--trials", "10", "--html", "nowhere/report.html")]
    [InlineData("is no date; possible are dates such as 2026-03-01", "spec", "simulate", Multisite, "--trials", "10", "--date", "1.3.2026")]
    [InlineData("anxiety is no factor of the trial", "spec", "compare", "randomization-specs/bertsch-2013/spec.yaml", "--procedure", """{"method":"permuted-block","sizes":[4],"factors":["anxiety"]}""")]
    [InlineData("has the levels F, M in one design and M, F in another", "spec", "compare", "--patients", "10", "--procedure", """{"method":"permuted-block","sizes":[4],"factors":{"gender":["F","M"]}}""", """{"method":"permuted-block","sizes":[4],"factors":{"gender":["M","F"]}}""")]
    [InlineData("Random allocation rule, 10: patients: 20 are more than the 10 places", "spec", "compare", "--patients", "20", "--procedure", """{"method":"random-allocation-rule","length":10}""")]
    [InlineData("--arms: the spec says which arms there are", "spec", "compare", Multisite, "--arms", "A:2,B:1")]
    public async Task What_is_wrong_is_said_in_one_line_and_nothing_is_computed(string message, params string[] arguments)
    {
        var run = await RunAsync(arguments);
        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldBeEmpty();
        run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain(message);
    }

    [Fact]
    public async Task An_empty_list_of_designs_is_refused()
    {
        await File.WriteAllTextAsync(PathOf("none.json"), "[]", TestContext.Current.CancellationToken);
        var run = await RunAsync("spec", "compare", PathOf("none.json"), "--patients", "10");
        run.ExitCode.ShouldBe(2, run.Output);
        run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain("the list of procedures is empty");
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static Task<CommandResult> RunAsync(params string[] arguments) => CommandRun.OxyTrialInAsync(Repository.Root, arguments);
}
