using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using OxyTrial.Reports.Dosing;
using OxyTrial.Reports.Html;

namespace OxyTrial.Reports.Tests.Dosing;

public sealed class DosingSheetTests
{
    [Fact]
    public async Task Every_field_of_a_blinded_dosing_sheet_is_shown()
    {
        var fields = await FieldsAsync(Samples.Dosing with { SprayedAt = new DateTimeOffset(2026, 3, 2, 23, 40, 0, TimeSpan.FromHours(1)) });
        var expected = new Dictionary<string, string>
        {
            ["Trial"] = "OXY-BOND (NCT00000000)",
            ["Site"] = "03 Heidelberg, General Psychiatry",
            ["Participant"] = "03-0017",
            ["Visit"] = "Session 3",
            ["Kit number with check digit"] = "K48213-7",
            ["Lot (blinded)"] = "BL-0042",
            ["Expiry"] = "30 Sep 2026",
            ["Opened on"] = "16 Feb 2026",
            ["Discard by"] = "16 Mar 2026",
            ["Storage, unopened"] = "2–8 °C",
            ["Storage, opened"] = "15–25 °C",
            ["Priming, new bottle only"] = "3 puffs",
            ["IU per puff"] = "4 IU",
            ["Puffs in left nostril"] = "3",
            ["Puffs in right nostril"] = "3",
            ["Total dose"] = "24 IU",
            ["Total as mass"] = "40.2 µg",
            ["Spray time"] = "23:40",
            ["Earliest start of task or session"] = "00:10",
            ["Latest start of task or session"] = "00:25",
            ["Doses left, this one included"] = "5 of 7",
            ["Returned weight (g) or volume (ml)"] = "to be filled in by hand",
        };
        foreach (var (label, value) in expected)
        {
            Assert.Contains(value, fields[label], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_sheet_has_every_check_two_signatures_a_code_and_the_number_to_call()
    {
        var page = await PageAsync(Samples.Dosing);
        Assert.Equal(Samples.Dosing.EligibilityChecks, page.QuerySelectorAll(".checklist li span").Select(li => li.TextContent));
        Assert.Equal(2, page.QuerySelectorAll(".signature").Length);
        Assert.Equal("QR code of K48213-7", page.QuerySelector("svg.qr")!.GetAttribute("aria-label"));
        Assert.Contains("+49 6221 000 000", page.QuerySelector(".notice.information")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sheet_never_speaks_of_arms_blocks_or_places_in_a_list()
    {
        var page = await PageAsync(Samples.Dosing);
        var text = page.Body!.TextContent;
        Assert.DoesNotMatch(new Regex(@"\b(arm|arms|block|blocks|sequence|slot|stratum|treatment group)\b", RegexOptions.IgnoreCase), text);
        // The only mention of the placebo is beside the oxytocin.
        Assert.Equal(Count(text, "oxytocin or placebo"), Count(text, "placebo"));
    }

    [Fact]
    public async Task Unknown_times_and_opening_are_blanks_with_the_rule_beside_them()
    {
        var fields = await FieldsAsync(Samples.Dosing with { Bottle = Samples.Bottle with { OpenedOn = null } });
        Assert.Contains("to be filled in", fields["Opened on"], StringComparison.Ordinal);
        Assert.Contains("to be filled in", fields["Discard by"], StringComparison.Ordinal);
        Assert.Contains("the earlier of expiry and opening + 1 month", fields["Discard by"], StringComparison.Ordinal);
        Assert.Contains("spray time + 30 min", fields["Earliest start of task or session"], StringComparison.Ordinal);
        Assert.Contains("spray time + 45 min", fields["Latest start of task or session"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_protocol_does_not_state_is_said_and_puffs_are_left_to_fill_in()
    {
        var bottle = Samples.Bottle with { ContentInternationalUnits = null, PrimingPuffs = null };
        var fields = await FieldsAsync(Samples.Dosing with { Dose = new NasalDose(26m, null), Bottle = bottle, StartWindow = null });
        Assert.Contains("26 IU", fields["Total dose"], StringComparison.Ordinal);
        Assert.All(
            new[] { "IU per puff", "Priming, new bottle only", "Doses left, this one included", "Earliest start of task or session" },
            field => Assert.Contains("not stated in the protocol", fields[field], StringComparison.Ordinal));
        Assert.Contains("to be filled in", fields["Puffs in left nostril"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dose_of_six_and_a_half_puffs_is_shown_with_a_warning_and_the_declared_rule()
    {
        var rule = new NostrilRule("three puffs left, four right; the extra half puff is accepted.", 3m, 4m);
        var page = await PageAsync(Samples.Dosing with { Dose = new NasalDose(26m, 4m, rule) });
        var warning = page.QuerySelector(".notice.warning")!.TextContent;
        Assert.Contains("26 IU at 4 IU per puff are 6.5 puffs, not a whole number.", warning, StringComparison.Ordinal);
        Assert.Contains(rule.Sentence, warning, StringComparison.Ordinal);
        Assert.Contains("deliver 28 IU, not 26 IU", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_odd_number_of_puffs_without_a_declared_rule_leaves_the_puffs_blank()
    {
        var input = Samples.Dosing with { Dose = new NasalDose(20m, 4m) };
        Assert.Contains("No nostril rule is declared", (await PageAsync(input)).QuerySelector(".notice.warning")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("to be filled in", (await FieldsAsync(input))["Puffs in left nostril"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kit_past_its_last_day_is_marked_as_not_to_be_used()
    {
        Assert.Null((await PageAsync(Samples.Dosing with { VisitDate = new DateOnly(2026, 3, 16) })).QuerySelector(".critical"));
        Assert.Contains("Do not use this kit",
            (await PageAsync(Samples.Dosing with { VisitDate = new DateOnly(2026, 3, 17) })).QuerySelector(".critical")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_bottle_is_marked() =>
        Assert.Contains("No full dose is left",
            (await PageAsync(Samples.Dosing with { Bottle = Samples.Bottle with { DosesTaken = 7 } })).QuerySelector(".critical")!.TextContent, StringComparison.Ordinal);

    private static int Count(string text, string word) => Regex.Count(text, Regex.Escape(word), RegexOptions.IgnoreCase);

    private static async Task<IDocument> PageAsync(DosingSheetInput input) =>
        new HtmlParser().ParseDocument(await HtmlReportRenderer.RenderAsync(Samples.Sheet(input)));

    private static async Task<Dictionary<string, string>> FieldsAsync(DosingSheetInput input) =>
        (await PageAsync(input)).QuerySelectorAll("main .pairs > div").ToDictionary(
            pair => pair.QuerySelector("dt")!.TextContent, pair => pair.QuerySelector("dd")!.TextContent);
}
