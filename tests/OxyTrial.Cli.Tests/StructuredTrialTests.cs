using System.Text;
using OxyTrial.Journal;
using OxyTrial.Verifier;
using Shouldly;

namespace OxyTrial.Cli.Tests;

public sealed class StructuredTrialTests(FinishedStructuredTrial trial) : IClassFixture<FinishedStructuredTrial>
{
    [Fact]
    public async Task A_cross_over_of_dyads_with_a_drawn_setting_plays_to_the_proof()
    {
        trial.Demo.ExitCode.ShouldBe(0, trial.Demo.Error);
        trial.Demo.Output.ShouldContain("verified: 14 allocations, ");
        (await CommandRun.OxyTrialAsync("verify", trial.Folder)).ExitCode.ShouldBe(0);
        File.ReadLines(Path.Combine(trial.Folder, "allocations.csv")).Skip(1).Select(line => line.Split(',')[^1]).Distinct().Order().ShouldBe(["OP", "PO"]);
        File.ReadLines(Path.Combine(trial.Folder, "kits.csv")).Skip(1).CountBy(line => line.Split(',')[^1]).Select(count => count.Value).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Each_dyad_has_one_level_drawn_and_both_treatments_when_it_completes()
    {
        var (entries, _, _) = await trial.BundleAsync();
        entries.Count(entry => entry.Type == "FactorLevelAllocated").ShouldBe(14);
        entries.Where(entry => entry.Type == "FactorLevelAllocated").Select(entry => Text(entry).Contains("\"level\":\"social\"", StringComparison.Ordinal)).Distinct().Count().ShouldBe(2);

        var content = File.ReadLines(Path.Combine(trial.Folder, "kits.csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(line => line[0], line => line[1]);
        var dispensed = entries.Where(entry => entry.Type == "VisitDispensed").GroupBy(entry => entry.Stream)
            .Select(group => group.Select(entry => content[Text(entry).Split("\"kit\":\"")[1][..6]]).Order().ToArray()).ToArray();
        dispensed.Where(kits => kits.Length == 2).ShouldAllBe(kits => kits.SequenceEqual(new[] { "O", "P" }));
        dispensed.Count(kits => kits.Length == 2).ShouldBeGreaterThan(8);
    }

    [Fact]
    public void The_dosing_sheet_says_who_of_the_dyad_is_dosed_and_in_which_period()
    {
        var sheet = File.ReadAllText(Directory.EnumerateFiles(Path.Combine(trial.Folder, "dosing-sheets"), "*-V2.html").First());
        sheet.ShouldContain("(Father)");
        sheet.ShouldContain("Session 2, period 2");
    }

    [Fact]
    public async Task A_level_other_than_the_drawn_one_is_found_even_in_a_journal_with_a_chain_of_its_own() =>
        (await ForgedAsync("FactorLevelAllocated", body => body.Contains("\"non-social\"", StringComparison.Ordinal) ? body.Replace("\"non-social\"", "\"social\"", StringComparison.Ordinal) : body.Replace("\"social\"", "\"non-social\"", StringComparison.Ordinal)))
            .What.ShouldContain("is derived");

    [Fact]
    public async Task An_arm_drawn_in_another_level_than_the_journaled_one_is_found() =>
        (await ForgedAsync("SlotAllocated", body => body.Contains("\"non-social\"", StringComparison.Ordinal) ? body.Replace("\"non-social\"", "\"social\"", StringComparison.Ordinal) : body.Replace("\"social\"", "\"non-social\"", StringComparison.Ordinal)))
            .What.ShouldContain("was drawn");

    [Fact]
    public async Task A_kit_of_the_other_periods_treatment_is_found()
    {
        var content = File.ReadLines(Path.Combine(trial.Folder, "kits.csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(line => line[0], line => line[1]);
        string Other(string kit) => content.Keys.Order(StringComparer.Ordinal).First(other => content[other] != content[kit]);
        (await ForgedAsync("VisitKitAssigned", body => body.Split("\"kit\":\"")[1][..6] is var kit ? body.Replace(kit, Other(kit), StringComparison.Ordinal) : body))
            .What.ShouldContain("is derived");
    }

    [Theory]
    [InlineData("\"day\":\"20", "\"day\":\"19", "is written down for 19")]
    [InlineData("\"day\":\"20", "\"day\":\"21", "is written down for 21")]
    [InlineData("\"period\":2", "\"period\":1", "names period 1 where 2 is meant")]
    public async Task A_dose_written_down_for_another_day_or_period_is_found(string piece, string replacement, string said) =>
        (await ForgedAsync("PeriodDosed", body => body.Replace(piece, replacement, StringComparison.Ordinal))).What.ShouldContain(said);

    [Fact]
    public async Task A_second_period_begun_within_the_washout_is_found()
    {
        // The forger moves the whole entry back to the day after the first period's dose.
        var (entries, published, revealed) = await trial.BundleAsync();
        var second = entries.Last(entry => entry.Type == "PeriodDosed" && Text(entry).Contains("\"period\":2", StringComparison.Ordinal));
        var first = entries.First(entry => entry.Stream == second.Stream && entry.Type == "PeriodDosed");
        var early = first.Utc.AddDays(1);
        var forged = entries.Select(entry => entry.Position != second.Position ? entry : entry with
        {
            Utc = early,
            Body = Encoding.UTF8.GetBytes($$"""{"period":2,"day":"{{early:yyyy-MM-dd}}"}"""),
        });
        TrialVerifier.Verify(forged, published, revealed).ShouldBeOfType<Verdict.Differs>().What.ShouldContain("without the washout");
    }

    [Fact]
    public async Task Doses_without_their_days_are_not_verified()
    {
        var (entries, published, revealed) = await trial.BundleAsync();
        TrialVerifier.Verify(entries.Where(entry => entry.Type != "PeriodDosed"), published, revealed).ShouldBeOfType<Verdict.Differs>().What.ShouldContain("PeriodDosed is owed");
    }

    [Fact]
    public async Task The_first_periods_kit_given_again_in_the_second_is_found()
    {
        var (entries, _, _) = await trial.BundleAsync();
        var second = entries.Last(entry => entry.Type == "VisitDispensed" && Text(entry).Contains("\"V2\"", StringComparison.Ordinal));
        var first = entries.First(entry => entry.Stream == second.Stream && entry.Type == "VisitDispensed");
        string Kit(JournalEntry entry) => Text(entry).Split("\"kit\":\"")[1][..6];
        (await ForgedAsync("VisitDispensed", body => body.Replace(Kit(second), Kit(first), StringComparison.Ordinal))).What.ShouldContain("for which it was never assigned");
    }

    [Fact]
    public async Task A_randomization_without_its_drawn_level_is_not_verified()
    {
        var (entries, published, revealed) = await trial.BundleAsync();
        TrialVerifier.Verify(entries.Where(entry => entry.Type != "FactorLevelAllocated"), published, revealed)
            .ShouldBeOfType<Verdict.Differs>().What.ShouldContain("SlotAllocated follows nothing");
    }

    [Fact]
    public async Task Other_parameters_of_the_settings_procedure_are_not_the_registered_ones() =>
        (await trial.VerifyAfterAsync("revealed-secret.json", text => text.Replace("\\u0022sizes\\u0022:[2,4]}}}", "\\u0022sizes\\u0022:[2,6]}}}", StringComparison.Ordinal).Replace("[2,4]}}}", "[2,6]}}}", StringComparison.Ordinal)))
            .ShouldBeOfType<Verdict.Differs>().What.ShouldContain("procedure");

    // The last event of the type, changed, in a journal whose forger could rewrite the chain.
    private async Task<Verdict.Differs> ForgedAsync(string type, Func<string, string> change)
    {
        var (entries, published, revealed) = await trial.BundleAsync();
        TrialVerifier.Verify(entries, published, revealed).ShouldBeOfType<Verdict.Verified>();
        var target = entries.Last(entry => entry.Type == type);
        change(Text(target)).ShouldNotBe(Text(target));
        var forged = entries.Select(entry => entry.Position == target.Position ? entry with { Body = Encoding.UTF8.GetBytes(change(Text(entry))) } : entry);
        var differs = TrialVerifier.Verify(forged, published, revealed).ShouldBeOfType<Verdict.Differs>();
        differs.Where.ShouldBe($"journal position {target.Position}");
        return differs;
    }

    private static string Text(JournalEntry entry) => Encoding.UTF8.GetString(entry.Body);
}
