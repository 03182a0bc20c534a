using OxyTrial.Reports.Drawing;
using Shouldly;

namespace OxyTrial.Reports.Tests.Drawing;

public sealed class LabelPlacementTests
{
    private static readonly Box Area = new(50, 30, 704, 430);

    public static TheoryData<string> Clouds => ["spread", "one heap", "a row", "a column", "corners", "the same point"];

    [Theory]
    [MemberData(nameof(Clouds))]
    public void Twenty_labels_cover_neither_each_other_nor_a_point_and_stay_in_the_picture(string cloud)
    {
        LabelRequest[] requests = [.. Enumerable.Range(0, 20).Select(index => At(cloud, index))];
        var placed = LabelPlacement.Place(requests, Area, []);
        foreach (var (index, label) in placed.Index())
        {
            Area.Holds(label.Box).ShouldBeTrue($"{label}");
            placed.Skip(index + 1).ShouldAllBe(other => !other.Box.Overlaps(label.Box));
            requests.ShouldAllBe(request => !label.Box.Overlaps(new Box(request.X - 6, request.Y - 6, request.X + 6, request.Y + 6)));
        }
    }

    [Fact]
    public void A_lonely_label_stands_beside_its_point_without_a_leader() =>
        LabelPlacement.Place([new("a", 300, 200)], Area, []).ShouldHaveSingleItem().HasLeader.ShouldBeFalse();

    [Fact]
    public void A_line_that_passes_a_box_does_not_cross_it()
    {
        var box = new Box(10, 10, 20, 20);
        box.IsCrossedBy((0, 0), (30, 30)).ShouldBeTrue();
        box.IsCrossedBy((0, 0), (30, 5)).ShouldBeFalse();
        box.IsCrossedBy((15, 0), (15, 9)).ShouldBeFalse();
        box.IsCrossedBy((15, 0), (15, 11)).ShouldBeTrue();
    }

    // Positions from a fixed multiplier: scattered, and the same in every run.
    private static LabelRequest At(string cloud, int index)
    {
        var (u, v) = (index * 7919 % 101 / 101.0, index * 6271 % 97 / 97.0);
        var (x, y) = cloud switch
        {
            "spread" => (60 + (630 * u), 40 + (380 * v)),
            "one heap" => (300 + (60 * u), 200 + (40 * v)),
            "a row" => (60 + (32.0 * index), 220),
            "a column" => (400, 40 + (19.0 * index)),
            "corners" => (index % 2 == 0 ? 52 + u : 702 - u, index % 4 < 2 ? 32 + v : 428 - v),
            _ => (350.0, 230.0),
        };
        return new LabelRequest($"Design {index}, with 4/5", x, y);
    }
}
