using OxyTrial.Assessment.Comparison;
using OxyTrial.Assessment.Reports;
using OxyTrial.Reports.Document;
using Shouldly;

namespace OxyTrial.Assessment.Tests.Reports;

public sealed class ComparisonReportTests
{
    [Fact]
    public void The_picture_has_each_design_at_its_results_place_and_marks_those_that_no_other_beats()
    {
        var input = ReportSamples.Compared(ReportSamples.Blocks, ReportSamples.HuHu, ReportSamples.BigStick, """{"method":"complete"}""", """{"method":"permuted-block","sizes":[2]}""");
        var picture = ComparisonReport.Build(input).Blocks.OfType<ReportBlock.Figure>().Select(figure => figure.Chart).OfType<Chart.Scatter>().First();
        foreach (var (point, design) in picture.Points.Zip(input.Designs))
        {
            point.Label.ShouldBe(design.Label);
            point.X.ShouldBe(design.Result.Imbalance.Final.MeanAbsolute.Mean);
            point.Y.ShouldBe(100 * design.Result.Predictability.Convergence.Mean);
            point.YError.ShouldBe(196 * design.Result.Predictability.Convergence.StandardError, 1e-9);
        }

        picture.Points.Select(point => point.OnFront).ShouldBe(ComparisonReport.NotBeaten(input, GuessMeasure.Trial));
        picture.Points.Single(point => point.Label == "Complete randomization").OnFront.ShouldBeTrue("nothing is harder to guess");
        picture.Points.Single(point => point.Label == "Permuted block 2").OnFront.ShouldBeTrue("nothing is as balanced");
    }

    [Fact]
    public void The_report_has_a_picture_for_each_guesser_one_for_the_margins_and_a_row_for_each_design_in_every_table_of_designs()
    {
        var input = ReportSamples.Compared(ReportSamples.Blocks, ReportSamples.HuHu);
        var document = ComparisonReport.Build(input);
        document.Blocks.OfType<ReportBlock.Figure>().Count().ShouldBe(4);
        document.Blocks.OfType<ReportBlock.Table>().Where(table => table.Columns[0].Header == "Design").ShouldAllBe(table => table.Rows.Count == 2);
        document.Stamp.Circulation.ShouldBe(ReportOrigin.Circulation);
    }

    [Fact]
    public void A_procedure_that_comes_twice_is_numbered() =>
        DesignLabel.OfAll([ReportSamples.Procedure(ReportSamples.HuHu), ReportSamples.Procedure(ReportSamples.BigStick), ReportSamples.Procedure(ReportSamples.HuHu)])
            .ShouldBe(["Hu & Hu 4/5 (1)", "Big stick 3", "Hu & Hu 4/5 (2)"]);
}
