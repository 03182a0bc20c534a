namespace OxyTrial.Reports.Document;

/// <summary>
/// A picture of numbers, before it is a picture. Every renderer shows it with a table of the same numbers, so that nobody depends on
/// the picture. The hierarchy is closed: a new kind makes every reader fail to compile.
/// </summary>
public abstract record Chart
{
    private Chart(string title, string description)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
        Description = description;
    }

    /// <summary>The caption's first words.</summary>
    public string Title { get; }

    /// <summary>What the picture shows and how to read it, error bars included; also read to those who do not see it.</summary>
    public string Description { get; }

    /// <summary>One answer for each kind.</summary>
    public abstract T Match<T>(Func<Scatter, T> scatter, Func<Histogram, T> histogram, Func<Bars, T> bars, Func<Lines, T> lines);

    /// <summary>Labelled points in a plane. Those on the front differ from the others in shape and color and are connected.</summary>
    public sealed record Scatter : Chart
    {
        /// <exception cref="ArgumentException">A number is not finite, an error bar is negative, or a point has another number of details than there are detail columns.</exception>
        public Scatter(
            string title,
            string description,
            ChartAxis x,
            ChartAxis y,
            IReadOnlyList<ScatterPoint> points,
            FrontWords front,
            IReadOnlyList<TableColumn>? details = null)
            : base(title, description)
        {
            Details = details ?? [];
            foreach (var point in points)
            {
                ChartNumbers.RequireFinite(point.Label, point.X, point.Y);
                ChartNumbers.RequireError(point.Label, point.XError, point.YError);
                ChartNumbers.RequireDetails(point.Label, point.Details, Details);
            }

            (X, Y, Points, Front) = (x, y, points, front);
        }

        public ChartAxis X { get; }

        public ChartAxis Y { get; }

        public IReadOnlyList<ScatterPoint> Points { get; }

        public FrontWords Front { get; }

        /// <summary>Further columns of the table.</summary>
        public IReadOnlyList<TableColumn> Details { get; }

        public override T Match<T>(Func<Scatter, T> scatter, Func<Histogram, T> histogram, Func<Bars, T> bars, Func<Lines, T> lines) => scatter(this);
    }

    /// <summary>A distribution: one column for each value or class of values, in order and without gaps.</summary>
    public sealed record Histogram : Chart
    {
        /// <exception cref="ArgumentException">A number is not finite.</exception>
        public Histogram(string title, string description, string x, ChartAxis y, IReadOnlyList<HistogramBin> bins)
            : base(title, description)
        {
            foreach (var bin in bins)
            {
                ChartNumbers.RequireFinite(bin.Label, bin.Value);
            }

            (X, Y, Bins) = (x, y, bins);
        }

        /// <summary>What the columns count.</summary>
        public string X { get; }

        public ChartAxis Y { get; }

        public IReadOnlyList<HistogramBin> Bins { get; }

        public override T Match<T>(Func<Scatter, T> scatter, Func<Histogram, T> histogram, Func<Bars, T> bars, Func<Lines, T> lines) => histogram(this);
    }

    /// <summary>One bar for each of several things, from left to right, the things listed from top to bottom.</summary>
    public sealed record Bars : Chart
    {
        /// <exception cref="ArgumentException">A number is not finite, an error bar is negative, or a bar has another number of details than there are detail columns.</exception>
        public Bars(
            string title,
            string description,
            string category,
            ChartAxis values,
            IReadOnlyList<ChartBar> items,
            string? flagged = null,
            IReadOnlyList<TableColumn>? details = null)
            : base(title, description)
        {
            Details = details ?? [];
            foreach (var bar in items)
            {
                ChartNumbers.RequireFinite(bar.Label, bar.Value);
                ChartNumbers.RequireError(bar.Label, bar.Error);
                ChartNumbers.RequireDetails(bar.Label, bar.Details, Details);
            }

            (Category, Values, Items, Flagged) = (category, values, items, flagged);
        }

        /// <summary>What each bar is one of.</summary>
        public string Category { get; }

        public ChartAxis Values { get; }

        public IReadOnlyList<ChartBar> Items { get; }

        /// <summary>What a flagged bar means; <c>null</c> where none is.</summary>
        public string? Flagged { get; }

        /// <summary>Further columns of the table.</summary>
        public IReadOnlyList<TableColumn> Details { get; }

        public override T Match<T>(Func<Scatter, T> scatter, Func<Histogram, T> histogram, Func<Bars, T> bars, Func<Lines, T> lines) => bars(this);
    }

    /// <summary>Values along a numeric axis, one line for each series, told apart by color, dash and marker.</summary>
    public sealed record Lines : Chart
    {
        /// <exception cref="ArgumentException">A number is not finite.</exception>
        public Lines(string title, string description, ChartAxis x, ChartAxis y, IReadOnlyList<LineSeries> series)
            : base(title, description)
        {
            foreach (var (label, points) in series)
            {
                ChartNumbers.RequireFinite(label, [.. points.SelectMany(point => new[] { point.X, point.Y })]);
            }

            (X, Y, Series) = (x, y, series);
        }

        public ChartAxis X { get; }

        public ChartAxis Y { get; }

        public IReadOnlyList<LineSeries> Series { get; }

        public override T Match<T>(Func<Scatter, T> scatter, Func<Histogram, T> histogram, Func<Bars, T> bars, Func<Lines, T> lines) => lines(this);
    }
}
