namespace OxyTrial.Reports.Drawing;

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool Holds(Box other) => Left <= other.Left && Top <= other.Top && other.Right <= Right && other.Bottom <= Bottom;

    /// <summary>Whether a line from a to b goes through.</summary>
    public bool IsCrossedBy((double X, double Y) a, (double X, double Y) b)
    {
        // Liang and Barsky (1984): the part of the line inside each of the four edges.
        var (first, last) = (0.0, 1.0);
        foreach (var (direction, distance) in new[] { (a.X - b.X, a.X - Left), (b.X - a.X, Right - a.X), (a.Y - b.Y, a.Y - Top), (b.Y - a.Y, Bottom - a.Y) })
        {
            if (direction == 0 && distance < 0)
            {
                return false;
            }

            if (direction != 0)
            {
                var at = distance / direction;
                (first, last) = direction < 0 ? (Math.Max(first, at), last) : (first, Math.Min(last, at));
            }
        }

        return first <= last;
    }
}

/// <summary>A label to be placed near its point, whose error bars reach some pixels to each side.</summary>
internal sealed record LabelRequest(string Text, double X, double Y, double XError = 0, double YError = 0);

/// <summary>Where a label went; from a distance a leader, the shortest line from box to point, joins them.</summary>
internal sealed record PlacedLabel(IReadOnlyList<string> Lines, Box Box, (double X, double Y) Point, bool HasLeader)
{
    // Ends short of the letters.
    public (double X, double Y) LeaderEnd => (Math.Clamp(Point.X, Box.Left - 2, Box.Right + 2), Math.Clamp(Point.Y, Box.Top, Box.Bottom));

    public bool LeaderCrosses(Box box) => HasLeader && box.IsCrossedBy(Point, LeaderEnd);
}

/// <summary>
/// Puts labels beside their points so that none covers another label or a point: each, the most crowded first, takes the
/// free place that costs least. Far from its point costs; so does lying on the front or under another label's leader.
/// </summary>
internal static class LabelPlacement
{
    public const double FontSize = 11;
    public const double LineHeight = 13;
    public const double Baseline = 10;
    private const double LongestLine = 165;
    private const double MarkerRoom = 8;
    private static readonly double[] Distances = [9, 16, 26, 38, 52, 68, 86, 106, 130, 160, 200, 250];
    private static readonly double[] Angles = [0, 180, 315, 45, 225, 135, 270, 90, 292.5, 67.5, 247.5, 112.5];

    /// <summary>One place for each request, in their order.</summary>
    public static IReadOnlyList<PlacedLabel> Place(IReadOnlyList<LabelRequest> requests, Box area, IReadOnlyList<(double X, double Y)> front)
    {
        Box[] points = [.. requests.SelectMany(Covered)];
        var placed = new PlacedLabel?[requests.Count];
        foreach (var index in Enumerable.Range(0, requests.Count).OrderByDescending(index => Neighbors(requests, index)))
        {
            var lines = SvgText.Wrap(requests[index].Text, FontSize, LongestLine);
            placed[index] = Candidates(requests[index], lines)
                .MinBy(candidate => Cost(candidate.Label, candidate.Distance, area, points, [.. placed.OfType<PlacedLabel>()], front)).Label;
        }

        return [.. placed.Select(label => label!)];
    }

    // The marker, and each error bar as a strip of its own.
    private static IEnumerable<Box> Covered(LabelRequest point) =>
    [
        new(point.X - MarkerRoom, point.Y - MarkerRoom, point.X + MarkerRoom, point.Y + MarkerRoom),
        new(point.X - point.XError - 2, point.Y - 4, point.X + point.XError + 2, point.Y + 4),
        new(point.X - 4, point.Y - point.YError - 2, point.X + 4, point.Y + point.YError + 2),
    ];

    private static int Neighbors(IReadOnlyList<LabelRequest> requests, int index) =>
        requests.Count(other => Math.Abs(other.X - requests[index].X) < 120 && Math.Abs(other.Y - requests[index].Y) < 40);

    private static IEnumerable<(PlacedLabel Label, double Distance)> Candidates(LabelRequest request, IReadOnlyList<string> lines)
    {
        var width = lines.Max(line => SvgText.Width(line, FontSize));
        var height = lines.Count * LineHeight;
        foreach (var distance in Distances)
        {
            foreach (var angle in Angles)
            {
                var (dx, dy) = (Math.Cos(angle * Math.PI / 180), Math.Sin(angle * Math.PI / 180));
                var (x, y) = (request.X + (dx * distance), request.Y + (dy * distance));
                // The label's side or corner that faces the point stands on the ring.
                var left = x - (width * (1 - Side(dx)) / 2);
                var top = y - (height * (1 - Side(dy)) / 2);
                var box = new Box(left, top, left + width, top + height);
                yield return (new PlacedLabel(lines, box, (request.X, request.Y), distance > 20), distance);
            }
        }
    }

    private static double Side(double direction) => Math.Abs(direction) < 0.1 ? 0 : Math.Sign(direction);

    private static double Cost(PlacedLabel label, double distance, Box area, Box[] points, PlacedLabel[] placed, IReadOnlyList<(double X, double Y)> front)
    {
        const double Forbidden = 100_000;
        var cost = distance;
        cost += area.Holds(label.Box) ? 0 : Forbidden;
        cost += Forbidden * points.Count(label.Box.Overlaps);
        cost += Forbidden * placed.Count(other => other.Box.Overlaps(label.Box));
        cost += 40 * front.Zip(front.Skip(1)).Count(edge => label.Box.IsCrossedBy(edge.First, edge.Second));
        cost += 300 * placed.Count(other => other.LeaderCrosses(label.Box) || label.LeaderCrosses(other.Box));
        return cost;
    }
}
