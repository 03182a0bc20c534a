namespace OxyTrial.Reports.Document;

/// <summary>One piece of a report. The hierarchy is closed: a new kind of block makes every renderer fail to compile.</summary>
public abstract record ReportBlock
{
    private ReportBlock()
    {
    }

    /// <summary>Calls the visitor's method for this kind of block.</summary>
    public abstract T Accept<T>(IReportBlockVisitor<T> visitor);

    /// <summary>A heading below the title; levels 2 to 4.</summary>
    public sealed record Heading : ReportBlock
    {
        /// <exception cref="ArgumentOutOfRangeException">The level is not 2, 3 or 4.</exception>
        public Heading(int level, string text)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(level, 2);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 4);
            Level = level;
            Text = text;
        }

        public int Level { get; }

        public string Text { get; }

        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A paragraph of running text.</summary>
    public sealed record Paragraph(string Text) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Labelled values side by side, <paramref name="Columns"/> pairs to a row.</summary>
    public sealed record KeyValueList(IReadOnlyList<KeyValue> Items, int Columns = 2) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A table with a caption and one header row, which is repeated on each page.</summary>
    public sealed record Table : ReportBlock
    {
        /// <exception cref="ArgumentException">A row has more or fewer cells than there are columns.</exception>
        public Table(string caption, IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
        {
            ArgumentNullException.ThrowIfNull(columns);
            ArgumentNullException.ThrowIfNull(rows);
            foreach (var (index, row) in rows.Index())
            {
                if (row.Count != columns.Count)
                {
                    throw new ArgumentException(
                        $"Row {index} of \"{caption}\" has {row.Count} cells for {columns.Count} columns.", nameof(rows));
                }
            }

            Caption = caption;
            Columns = columns;
            Rows = rows;
        }

        public string Caption { get; }

        public IReadOnlyList<TableColumn> Columns { get; }

        public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A framed remark the reader must not miss.</summary>
    public sealed record Notice(NoticeKind Kind, string Title, IReadOnlyList<string> Lines) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A machine-readable code (QR) with the same text for people beside it.</summary>
    /// <param name="Label">What the code is, for example "Kit number".</param>
    /// <param name="Text">Exactly what a scanner reads and what is printed for people.</param>
    /// <param name="Details">Labelled values that belong to the coded thing and stand beside the code.</param>
    public sealed record Barcode(string Label, string Text, IReadOnlyList<KeyValue> Details) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A flow of boxes and arrows.</summary>
    public sealed record Flow(FlowDiagram Diagram) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A picture of numbers, with the numbers.</summary>
    public sealed record Figure(Chart Chart) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Places to sign by hand, or signatures given electronically.</summary>
    public sealed record Signatures(IReadOnlyList<SignatureLine> Lines) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Statements to tick.</summary>
    public sealed record Checklist(string Label, IReadOnlyList<ChecklistItem> Items) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// Items to answer by hand, with room for wording that is pasted in: below each column the marks to cross, or a box to write in.
    /// </summary>
    /// <param name="Caption">What is answered.</param>
    /// <param name="Columns">What each item is answered about; one empty heading when it is answered once.</param>
    /// <param name="Marks">Marks of a column to cross one of; empty = a box to write in.</param>
    /// <param name="Rows">The items.</param>
    /// <param name="Height">Room for the wording of an item.</param>
    public sealed record ResponseGrid(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<string> Marks, IReadOnlyList<ResponseRow> Rows, WordingRoom Height) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>What follows starts on a new page.</summary>
    public sealed record PageBreak : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Blocks that stay on one page as far as they fit on one.</summary>
    public sealed record Together(IReadOnlyList<ReportBlock> Blocks) : ReportBlock
    {
        public override T Accept<T>(IReportBlockVisitor<T> visitor) => visitor.Visit(this);
    }
}
