using System.Xml.Linq;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Drawing;
using Shouldly;

namespace OxyTrial.Reports.Tests.Drawing;

public sealed class ChartSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("plain")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\" onload=\"x\" & ' ]]> é ∑")]
    public void Every_chart_is_well_formed_has_a_name_and_keeps_its_text_text(string text)
    {
        foreach (var chart in ChartSamples.All(text))
        {
            var svg = XDocument.Parse(ChartSvg.Draw(chart, "f1")).Root!;
            svg.Attribute("role")!.Value.ShouldBe("img");
            svg.Attribute("aria-labelledby")!.Value.ShouldBe("f1-title f1-description");
            svg.Element(Svg + "title")!.Value.ShouldBe(text);
            svg.Element(Svg + "desc")!.Value.ShouldBe(chart.Description);
            svg.Descendants(Svg + "script").ShouldBeEmpty();
            svg.DescendantsAndSelf().Attributes("onload").ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_same_chart_gives_the_same_text() =>
        ChartSamples.All("x").Select(chart => ChartSvg.Draw(chart)).ShouldBe(ChartSamples.All("x").Select(chart => ChartSvg.Draw(chart)));

    [Fact]
    public void Points_on_the_front_differ_in_shape_and_color_and_are_connected_in_order()
    {
        var svg = Parse(ChartSamples.Scatter("t", new("a", 3, 1, OnFront: true), new("b", 1, 3, OnFront: true), new("c", 3, 3), new("d", 2, 2, OnFront: true)));
        var hollow = svg.Descendants(Svg + "circle").Select(circle => circle.Attribute("stroke")!.Value).Distinct().ShouldHaveSingleItem();
        svg.Descendants(Svg + "circle").Count().ShouldBe(2, "one point and its legend");
        svg.Descendants(Svg + "path").Count().ShouldBe(4, "three points and their legend");
        svg.Descendants(Svg + "path").ShouldAllBe(path => path.Attribute("fill")!.Value != hollow);
        var xs = svg.Descendants(Svg + "polyline").ShouldHaveSingleItem().Attribute("points")!.Value.Split(' ').Select(point => Number(point.Split(',')[0])).ToArray();
        xs.Length.ShouldBe(3);
        xs.ShouldBeInOrder();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void No_points_one_point_and_equal_points_are_drawn_inside_the_picture(int count)
    {
        Chart[] charts =
        [
            new Chart.Scatter("t", "d", new("x"), new("y"), [.. Enumerable.Range(0, count).Select(i => new ScatterPoint($"p{i}", 0.25, -4))], ChartSamples.Front),
            new Chart.Histogram("t", "d", "x", new("y"), [.. Enumerable.Range(0, count).Select(i => new HistogramBin($"{i}", 0))]),
            new Chart.Bars("t", "d", "x", new("y"), [.. Enumerable.Range(0, count).Select(i => new ChartBar($"{i}", 0))]),
            new Chart.Lines("t", "d", new("x"), new("y"), [new("s", [.. Enumerable.Range(0, count).Select(_ => new LinePoint(1e6, 1e6))])]),
        ];
        foreach (var chart in charts)
        {
            InsidePicture(chart);
        }
    }

    [Fact]
    public void Negative_and_huge_and_tiny_values_are_drawn_inside_the_picture()
    {
        InsidePicture(new Chart.Bars("t", "d", "x", new("y"), [new("a", -5, 2), new("b", 3, 0.5, Flagged: true)], "flag"));
        InsidePicture(ChartSamples.Scatter("t", new("a", -1e9, 1e-9, 10, 1e-10), new("b", 1e9, -1e-9)));
        InsidePicture(new Chart.Lines("t", "d", new("x"), new("y", FromZero: true), [new("s", [new(0, -3), new(1, -1)])]));
        InsidePicture(new Chart.Histogram("t", "d", "x", new("y"), [new("a", -2), new("b", 5)]));
    }

    [Fact]
    public void A_bar_is_as_long_as_its_value_and_a_negative_one_points_the_other_way()
    {
        var bars = Parse(new Chart.Bars("t", "d", "x", new("y"), [new("a", 4), new("b", 2), new("c", -2)])).Descendants(Svg + "rect").ToArray();
        var width = bars.Select(bar => Number(bar.Attribute("width")!.Value)).ToArray();
        var left = bars.Select(bar => Number(bar.Attribute("x")!.Value)).ToArray();
        width[0].ShouldBe(2 * width[1], 0.02);
        width[2].ShouldBe(width[1], 0.02);
        left[0].ShouldBe(left[1]);
        (left[2] + width[2]).ShouldBe(left[0], 0.02);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_that_is_none_is_refused(double value)
    {
        Should.Throw<ArgumentException>(() => ChartSamples.Scatter("t", new ScatterPoint("a", value, 1))).Message.ShouldContain("\"a\"");
        Should.Throw<ArgumentException>(() => new Chart.Histogram("t", "d", "x", new("y"), [new("a", value)]));
        Should.Throw<ArgumentException>(() => new Chart.Bars("t", "d", "x", new("y"), [new("a", 1, value)]));
        Should.Throw<ArgumentException>(() => new Chart.Lines("t", "d", new("x"), new("y"), [new("a", [new(0, value)])]));
    }

    [Fact]
    public void A_negative_error_bar_and_a_missing_detail_are_refused()
    {
        Should.Throw<ArgumentException>(() => ChartSamples.Scatter("t", new ScatterPoint("a", 1, 1, -1)));
        Should.Throw<ArgumentException>(() => new Chart.Bars("t", "d", "x", new("y"), [new("a", 1)], details: [new("more")]));
    }

    private static void InsidePicture(Chart chart)
    {
        var svg = Parse(chart);
        var box = svg.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
        foreach (var element in svg.Descendants())
        {
            foreach (var (name, limit) in new[] { ("x", box[2]), ("cx", box[2]), ("x1", box[2]), ("x2", box[2]), ("y", box[3]), ("cy", box[3]), ("y1", box[3]), ("y2", box[3]) })
            {
                if (element.Attribute(name) is { } attribute)
                {
                    Number(attribute.Value).ShouldBeInRange(0, limit, $"{name} of {element}");
                }
            }

            if (element.Name == Svg + "rect")
            {
                Number(element.Attribute("width")!.Value).ShouldBeGreaterThanOrEqualTo(0);
                Number(element.Attribute("height")!.Value).ShouldBeGreaterThanOrEqualTo(0);
            }
        }
    }

    private static XElement Parse(Chart chart) => XDocument.Parse(ChartSvg.Draw(chart)).Root!;

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
