using OxyTrial.Reports.Document;
using Shouldly;

namespace OxyTrial.Reports.Tests.Drawing;

public sealed class ChartTableTests
{
    [Fact]
    public void The_table_of_a_scatter_has_the_points_numbers_their_errors_and_whether_they_are_marked() =>
        ChartTable.Of(ChartSamples.Scatter("t", new("a", 1.234, 56.78, 0.011, 0, true), new("b", -2, 3))).Rows
            .ShouldBe([["a", "1.23 ± 0.01", "56.8", "yes"], ["b", "−2.00", "3.0", "no"]]);

    [Fact]
    public void The_table_of_lines_has_a_row_for_each_x_and_a_dash_where_a_line_has_no_value() =>
        ChartTable.Of(new Chart.Lines("t", "d", new("x", null, 0), new("y"), [new("a", [new(2, 1), new(1, 0)]), new("b", [new(2, 5)])])).Rows
            .ShouldBe([["1", "0.0", "–"], ["2", "1.0", "5.0"]]);

    [Fact]
    public void A_number_that_rounds_to_zero_has_no_sign() => new ChartAxis("x").Text(-0.04).ShouldBe("0.0");

    [Fact]
    public void Details_follow_the_numbers()
    {
        var table = ChartTable.Of(new Chart.Bars("t", "d", "cell", new("n"), [new("a", 1) { Details = ["none"] }], details: [new("more")]));
        table.Columns.Select(column => column.Header).ShouldBe(["cell", "n", "more"]);
        table.Rows.ShouldHaveSingleItem().ShouldBe(["a", "1.0", "none"]);
    }
}
