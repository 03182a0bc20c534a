using OxyTrial.Randomization;
using OxyTrial.SmallWorlds.Trials;
using Shouldly;

namespace OxyTrial.SmallWorlds.Tests;

/// <summary>A scenario in which nothing happens would tell nothing. Each does what its name says.</summary>
public sealed class ScenarioTests
{
    [Theory]
    [InlineData("one-lot", "randomize participant 3: refused, 501")]
    [InlineData("two-lots", "randomize participant 3: kit ##### of L2")]
    [InlineData("one-set-lots", "randomize participant 3: kit ##### of L3")]
    [InlineData("two-sites", "release L2 to site 2: done", "randomize participant 2: kit ##### of L2", "randomize participant 3: kit ##### of L1")]
    [InlineData("resupply", "randomize participant 2: refused, 501", "receive L2: done", "randomize participant 2: kit ##### of L2")]
    [InlineData("damage", "damage kit 1 of L1: done", "randomize participant 2: refused, 501", "randomize participant 2: kit ##### of L2")]
    [InlineData("replacement", "damage the kit of participant 1: done", "take a kit for V1 of participant 1: kit", "dispense V1 to participant 1: done")]
    [InlineData("visit-kit", "take a kit for V2 of participant 1: kit ##### of L1", "randomize participant 2: kit ##### of L2", "take a kit for V2 of participant 2: refused, 501")]
    [InlineData("code-break", "break the code of participant 1: done", "randomize participant 3: kit ##### of L2")]
    [InlineData("break-and-stock-out", "break the code of participant 1: done", "randomize participant 3: refused, 501")]
    [InlineData("suspension", "suspend site 1: done", "randomize participant 2: refused, 204", "take a kit for V2 of participant 1: kit", "resume site 1: done", "randomize participant 2: kit")]
    [InlineData("expiry", "randomize participant 1: kit ##### of L1", "randomize participant 2: kit ##### of L2", "randomize participant 3: refused, 501")]
    [InlineData("withdrawal", "return the kit of participant 1: done", "withdraw participant 1: done", "break the code of participant 1: done", "randomize participant 2: kit")]
    [InlineData("unequal-ratio", "randomize participant 2: kit ##### of L2")]
    [InlineData("three-arms", "randomize participant 2: kit ##### of L2")]
    [InlineData("cross-over", "take a kit for V2 of participant 1: kit ##### of L2", "take a kit for V2 of participant 2: refused, 501")]
    [InlineData("drawn-setting", "randomize participant 2: kit ##### of L2")]
    [InlineData("everything", "damage kit 2 of L2: done", "randomize participant 2: refused, 501", "damage the kit of participant 1: done", "take a kit for V1 of participant 1: kit", "break the code of participant 1: done", "randomize participant 2: kit ##### of L3")]
    public async Task What_a_scenario_is_about_happens_in_all_its_worlds_and_tells_nothing(string scenario, params string[] expected)
    {
        var trial = Runs.Trial(scenario);
        var worlds = await Runs.WorldsAsync(trial);
        Runs.ReportOf(trial, worlds).TellingTranscripts.ShouldBe(0);
        foreach (var world in worlds)
        {
            string[] words = [.. world.Transcript.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "kit [0-9]{5}", "kit #####"))];
            var place = 0;
            foreach (var wanted in expected)
            {
                place = Array.FindIndex(words, place, line => line.StartsWith(wanted, StringComparison.Ordinal)) + 1;
                place.ShouldBeGreaterThan(0, $"'{wanted}' in its turn among: {string.Join("; ", words)}");
            }
        }
    }

    [Fact]
    public void Every_scenario_is_told_of_here() =>
        Scenarios.All.Select(scenario => scenario.Name).ShouldBe(
            typeof(ScenarioTests).GetMethod(nameof(What_a_scenario_is_about_happens_in_all_its_worlds_and_tells_nothing))!
                .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().Select(data => (string)data.Data[0]!));

    [Fact]
    public void Every_procedure_has_a_definition_and_unequal_ratios_those_that_keep_them()
    {
        TinyProcedures.For(AllocationRatio.Create(("A", 1), ("B", 1))).Select(procedure => procedure.Method).ShouldBe(ProcedureMethods.Names);
        TinyProcedures.For(AllocationRatio.Create(("A", 2), ("B", 1))).Select(procedure => procedure.Method)
            .ShouldBe(["complete", "permuted-block", "random-allocation-rule", "truncated-binomial", "block-urn", "wei-urn", "minimization", "hu-hu", "dynamic-hierarchical"]);
    }

    [Fact]
    public async Task The_journal_is_part_of_what_is_seen()
    {
        var worlds = await Runs.WorldsAsync(Runs.Trial("one-lot"));

        worlds.GroupBy(world => string.Join('\n', world.Transcript)).ShouldAllBe(same => same.Select(world => world.JournalHead).Distinct().Count() == 1);
        worlds.Select(world => world.JournalHead).Distinct().Count().ShouldBe(12);
    }
}
