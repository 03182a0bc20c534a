namespace OxyTrial.Reports.Document;

/// <summary>
/// Boxes on a grid with arrows between them. The grid is <see cref="Columns"/> equal units wide; a box takes a row and a
/// half-open range of units, so that diagrams with different numbers of branches share one notation.
/// </summary>
public sealed record FlowDiagram
{
    /// <exception cref="ArgumentException">A box leaves the grid, an id is used twice, or an arrow names no box.</exception>
    public FlowDiagram(
        string title,
        string description,
        int columns,
        IReadOnlyList<FlowStage> stages,
        IReadOnlyList<FlowBox> boxes,
        IReadOnlyList<FlowArrow> arrows)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(arrows);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var box in boxes)
        {
            if (!ids.Add(box.Id) || box.Row < 0 || box.Column < 0 || box.Span < 1 || box.Column + box.Span > columns)
            {
                throw new ArgumentException($"Box {box} is given twice or leaves the grid of {columns} units.", nameof(boxes));
            }
        }

        if (arrows.FirstOrDefault(arrow => !ids.Contains(arrow.From) || !ids.Contains(arrow.To)) is { } loose)
        {
            throw new ArgumentException($"{loose} ends at no box.", nameof(arrows));
        }

        Title = title;
        Description = description;
        Columns = columns;
        Stages = stages;
        Boxes = boxes;
        Arrows = arrows;
    }

    public string Title { get; }

    /// <summary>What the diagram shows, in a sentence, for those who do not see it.</summary>
    public string Description { get; }

    public int Columns { get; }

    public IReadOnlyList<FlowStage> Stages { get; }

    /// <summary>The boxes in reading order.</summary>
    public IReadOnlyList<FlowBox> Boxes { get; }

    public IReadOnlyList<FlowArrow> Arrows { get; }
}

/// <summary>A named range of rows, both ends included, such as "Allocation".</summary>
public sealed record FlowStage(string Label, int FirstRow, int LastRow);

/// <summary>A box: a heading, lines below it, and its place on the grid.</summary>
/// <param name="Id">Names the box for arrows.</param>
/// <param name="Heading">The box's first, bold line.</param>
/// <param name="Lines">What the box lists.</param>
/// <param name="Row">Counted from 0 at the top.</param>
/// <param name="Column">The first grid unit, counted from 0 at the left.</param>
/// <param name="Span">How many grid units; at least 1.</param>
/// <param name="Kind">On the flow, or leaving it.</param>
public sealed record FlowBox(
    string Id, string Heading, IReadOnlyList<FlowLine> Lines, int Row, int Column, int Span, FlowBoxKind Kind = FlowBoxKind.Main);

/// <summary>A line in a box; depth 1 is a reason below the line above it.</summary>
public sealed record FlowLine(string Text, int Depth = 0);

/// <summary>Whether a box stands on the flow or beside it.</summary>
public enum FlowBoxKind
{
    /// <summary>On the flow.</summary>
    Main,

    /// <summary>Beside the flow: those who leave it.</summary>
    Side,
}

/// <summary>An arrow from one box to another; to a side box it branches off the flow below the first.</summary>
public sealed record FlowArrow(string From, string To);
