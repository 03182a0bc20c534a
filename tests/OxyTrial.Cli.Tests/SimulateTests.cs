using System.Text.Json;
using Shouldly;

namespace OxyTrial.Cli.Tests;

/// <summary><c>oxytrial spec simulate</c>.</summary>
public class SimulateTests
{
    private const string Blocks = """{"method":"permuted-block","sizes":[4]}""";
    private const string Minimization = """{"method":"minimization","factors":{"gender":["F","M"],"anxiety":["high","low"],"site":["HD","MA"]},"metric":"range","probability":"4/5"}""";

    [Fact]
    public async Task A_procedure_is_simulated_at_once()
    {
        var json = await JsonAsync("--procedure", Blocks, "--arms", "A:1,B:1", "--patients", "100", "--trials", "1000", "--seed", "7", "--threads", "1");
        (json.GetProperty("patients").GetInt32(), json.GetProperty("trials").GetInt64(), json.GetProperty("seed").GetInt64()).ShouldBe((100, 1000, 7));
        (json.GetProperty("threads").GetInt32(), json.GetProperty("assignments").GetInt64()).ShouldBe((1, 100_000));
        json.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        json.GetProperty("procedure").GetProperty("sizes")[0].GetInt32().ShouldBe(4);
        json.GetProperty("predictability").GetProperty("convergence").GetProperty("mean").GetDouble().ShouldBe(0.708333, 0.002);
        json.GetProperty("predictability").GetProperty("deterministic").GetProperty("mean").GetDouble().ShouldBe(1 / 3.0, 0.002);
        json.GetProperty("imbalance").GetProperty("largest").GetProperty("maximum").GetDouble().ShouldBe(2);
    }

    [Fact]
    public async Task The_answers_do_not_depend_on_the_threads()
    {
        string[] arguments = ["--procedure", Minimization, "--patients", "60", "--trials", "5000", "--prevalence", "gender=F:4,M:1", "anxiety=high:3,low:1"];
        var one = await JsonAsync([.. arguments, "--threads", "1"]);
        var three = await JsonAsync([.. arguments, "--threads", "3"]);
        foreach (var part in new[] { "imbalance", "margins", "cells", "predictability", "power", "chronologicalBias", "kits", "sensitivity", "warnings" })
        {
            three.GetProperty(part).GetRawText().ShouldBe(one.GetProperty(part).GetRawText());
        }
    }

    [Fact]
    public async Task A_spec_brings_its_patients_sites_cohorts_and_kits()
    {
        var multisite = await JsonAsync(Spec("oxy-bpd-multisite"), "--trials", "500");
        multisite.GetProperty("patients").GetInt32().ShouldBe(120);
        multisite.GetProperty("kits").EnumerateArray().Select(site => site.GetProperty("site").GetString()).ShouldBe(["HD", "MA", "UL"]);

        // Two attachment dimensions: a tenth of the patients is low on both.
        var anxiety = multisite.GetProperty("population").EnumerateArray().Single(factor => factor.GetProperty("name").GetString() == "anxiety");
        anxiety.GetProperty("origin").GetString().ShouldBe("assumed-insecure");
        anxiety.GetProperty("levels").EnumerateArray().Single(level => level.GetProperty("level").GetString() == "low")
            .GetProperty("share").GetDouble().ShouldBe(Math.Sqrt(0.1), 1e-12);
        multisite.GetProperty("sensitivity").GetArrayLength().ShouldBe(9);

        var bertsch = await JsonAsync(Spec("bertsch-2013"), "--trials", "500");
        bertsch.GetProperty("patients").GetInt32().ShouldBe(81);
        bertsch.GetProperty("population")[0].GetProperty("levels")[0].GetProperty("share").GetDouble().ShouldBe(40 / 81.0, 1e-12);
    }

    [Fact]
    public async Task The_text_says_what_was_assumed_and_warns()
    {
        var text = await CommandRun.OxyTrialAsync(
            "spec", "simulate", "--procedure", """{"method":"permuted-block","sizes":[4],"factors":{"gender":["F","M"],"site":["HD","MA","UL"]}}""", "--patients", "20", "--trials", "500");
        text.ExitCode.ShouldBe(0, text.Error);
        text.Output.ShouldContain("gender: F 50 %, M 50 % (assumed equal)");
        text.Output.ShouldContain("sparse-strata: 6 lists × blocks of up to 4 = 24");
        text.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Progress_is_told_where_it_is_asked_for()
    {
        var told = await CommandRun.OxyTrialAsync("spec", "simulate", "--procedure", Blocks, "--patients", "100", "--trials", "20000", "--progress");
        told.Error.ShouldContain("simulate: 100 % of 20000 trials");
    }

    [Theory]
    [InlineData("prevalence", "gender has no level X; possible are F, M", "gender=F:1,X:1")]
    [InlineData("prevalence", "gender needs a weight for M", "gender=F:1")]
    [InlineData("prevalence", "ward is no factor here; possible are gender, anxiety, site", "ward=a:1,b:1")]
    [InlineData("prevalence", "sum to no positive number", "gender=F:0,M:0")]
    [InlineData("prevalence", "'F:-1' in 'gender=F:-1,M:2' is not LEVEL:WEIGHT", "gender=F:-1,M:2")]
    [InlineData("prevalence", "gender is there twice", "gender=F:1,M:1", "gender=F:1,M:2")]
    [InlineData("trials", "trials: 0 is not possible", "0")]
    [InlineData("patients", "patients: 0 is not possible", "0")]
    [InlineData("stock-out", "stock-out: 2 is not possible", "2")]
    public async Task Bad_input_is_told_in_one_line(string option, string told, params string[] values)
    {
        string[] patients = option == "patients" ? [] : ["--patients", "20"];
        var wrong = await CommandRun.OxyTrialAsync(["spec", "simulate", "--procedure", Minimization, .. patients, $"--{option}", .. values]);
        wrong.ExitCode.ShouldBe(2);
        wrong.Output.ShouldBeEmpty();
        wrong.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(told);
    }

    [Fact]
    public async Task A_list_with_an_end_says_how_many_patients_it_takes()
    {
        const string procedure = """{"method":"random-allocation-rule","length":20}""";
        (await CommandRun.OxyTrialAsync("spec", "simulate", "--procedure", procedure, "--patients", "30")).Error.ShouldContain("possible are up to 20");
        (await JsonAsync("--procedure", procedure, "--trials", "10")).GetProperty("patients").GetInt32().ShouldBe(20);
    }

    private static string Spec(string study) => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "..", "randomization-specs", study, "spec.yaml"));

    private static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await CommandRun.OxyTrialAsync(["spec", "simulate", "--json", .. arguments]);
        result.ExitCode.ShouldBe(0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
