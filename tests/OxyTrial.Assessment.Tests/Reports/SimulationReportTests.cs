using OxyTrial.Assessment.Reports;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Html;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Reports;

public sealed class SimulationReportTests
{
    [Fact]
    public async Task The_report_is_the_same_whatever_the_threads() =>
        (await Html(ReportSamples.Simulated(ReportSamples.Blocks, threads: 1))).ShouldBe(await Html(ReportSamples.Simulated(ReportSamples.Blocks, threads: 3)));

    [Fact]
    public async Task Every_page_says_who_may_read_it_and_how_it_was_computed()
    {
        var html = await Html(ReportSamples.Simulated(ReportSamples.HuHu));
        System.Net.WebUtility.HtmlDecode(html).ShouldContain($"<p class=\"circulation\">{ReportOrigin.Circulation}</p>");
        html.ShouldContain("@top-left { font: bold 7pt sans-serif; content: \"For\\000020the\\000020unblinded");
        html.ShouldContain("OxyTrial 0.1.0; 40 participants, 2,000 trials, seed 7");
        html.ShouldContain("oxytrial spec simulate --seed 7");
    }

    [Fact]
    public void The_summary_states_the_results_own_numbers()
    {
        var input = ReportSamples.Simulated(ReportSamples.Blocks);
        var text = string.Join(' ', SimulationReport.Build(input).Blocks.OfType<ReportBlock.Paragraph>().Take(2).Select(paragraph => paragraph.Text)).Replace('\u00a0', ' ');
        var guesses = input.Result.Predictability;
        text.ShouldContain("Permuted block {4, 6} over gender × avoidance was simulated 2,000 times with 40 participants allocated 1:1 to A and B.");
        text.ShouldContain($"right in {100 * guesses.Convergence.Mean:0.0} % of them (by chance: 50.0 %)");
        text.ShouldContain($"own factor levels, in {100 * guesses.OwnCell.Mean:0.0} %");
        text.ShouldContain($"as well is right in {100 * guesses.KnownProcedure.Mean:0.0} % and certain in {100 * guesses.Deterministic.Mean:0.0} %");
        text.ShouldContain($"loss of {input.Result.Power[0].PatientsLost:0.00} participants");
        text.ShouldContain($"{input.Result.Warnings.Count} warnings follow");
    }

    [Fact]
    public void Every_warning_is_a_notice_with_the_number_that_raised_it()
    {
        var input = ReportSamples.Simulated(ReportSamples.Blocks, patients: 24);
        var notices = SimulationReport.Build(input).Blocks.OfType<ReportBlock.Notice>().ToArray();
        input.Result.Warnings.Count.ShouldBeGreaterThan(2);
        notices.Length.ShouldBe(input.Result.Warnings.Count);
        foreach (var (notice, warning) in notices.Zip(input.Result.Warnings))
        {
            notice.Kind.ShouldBe(NoticeKind.Warning);
            notice.Lines[0][1..].ShouldStartWith(warning.Message[1..]);
            notice.Lines[1].ShouldContain("the threshold is");
        }
    }

    [Fact]
    public void The_histogram_holds_all_trials()
    {
        var bins = Figures(ReportSamples.Simulated(ReportSamples.BigStick)).OfType<Chart.Histogram>().Single().Bins;
        bins.Sum(bin => bin.Value).ShouldBe(100, 1e-9);
        bins.Select(bin => bin.Label).ShouldBe(["0", "2"], "with an even number of participants D is even, and the big stick keeps it at 3");
    }

    [Fact]
    public void A_long_tail_is_gathered_in_the_last_bin_and_a_value_that_never_occurred_keeps_its_place()
    {
        ValueShare[] values = [.. Enumerable.Range(0, 40).Where(index => index != 3).Select(index => new ValueShare(2 * index, 1 / 39.0))];
        var bins = OxyTrial.Assessment.Reports.Sections.ImbalanceSection.Bins(values).ToArray();
        bins.Length.ShouldBe(17);
        bins[3].ShouldBe(new HistogramBin("6", 0));
        bins[^1].Label.ShouldBe("≥ 32");
        bins.Sum(bin => bin.Value).ShouldBe(100, 1e-9);
    }

    [Fact]
    public void Cells_below_a_block_or_often_empty_are_flagged()
    {
        var input = ReportSamples.Simulated(ReportSamples.Blocks);
        var cells = Figures(input).OfType<Chart.Bars>().Single(chart => chart.Category == "Cell");
        cells.Items.Where(item => item.Flagged).Select(item => item.Label).Order()
            .ShouldBe(input.Result.Cells.Where(cell => cell.ExpectedPatients < 6 || cell.ShareEmpty > 0.05).Select(cell => cell.Name).Order());
        cells.Items.ShouldContain(item => item.Flagged);
        cells.Items.ShouldContain(item => !item.Flagged);
    }

    [Fact]
    public void Without_factors_there_is_no_section_on_cells_or_sensitivity()
    {
        var request = ReportSamples.Request(ReportSamples.BigStick) with { Population = [] };
        var document = SimulationReport.Build(new SimulationReportInput(new DesignSource("none"), request, Simulator.Run(request, TimeProvider.System, cancellation: TestContext.Current.CancellationToken), ReportSamples.Origin));
        document.Blocks.OfType<ReportBlock.Heading>().Select(heading => heading.Text).ShouldBe(
            ["Summary", "What was simulated", "Imbalance of the whole trial", "Predictability", "Power and drift", "Kits for each site", "Reproduction and references"]);
    }

    private static IEnumerable<Chart> Figures(SimulationReportInput input) => SimulationReport.Build(input).Blocks.OfType<ReportBlock.Figure>().Select(figure => figure.Chart);

    private static Task<string> Html(SimulationReportInput input) =>
        HtmlReportRenderer.RenderAsync(SimulationReport.Build(input), cancellationToken: TestContext.Current.CancellationToken);
}
