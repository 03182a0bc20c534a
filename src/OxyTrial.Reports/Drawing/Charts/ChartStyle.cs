namespace OxyTrial.Reports.Drawing;

/// <summary>A marker's shape.</summary>
internal enum MarkerShape
{
    Circle,
    Diamond,
    Square,
    Triangle,
    TriangleDown,
    Cross,
}

/// <summary>
/// Colors that people with any color vision tell apart (Okabe and Ito 2008), each with a dash and a marker of its own, so that a
/// copy in gray says the same.
/// </summary>
internal sealed record ChartStyle(string Color, string? Dash, MarkerShape Marker)
{
    public const string Ink = "#1b2b38";
    public const string Quiet = "#4a6072";
    public const string Grid = "#dde5ea";
    public const string Blue = "#0072b2";
    public const string Vermilion = "#d55e00";
    public const string PaleVermilion = "#f9dcc4";
    public const string PaleBlue = "#9cc9e3";

    private static readonly ChartStyle[] Series =
    [
        new(Blue, null, MarkerShape.Circle),
        new(Vermilion, "7 4", MarkerShape.Diamond),
        new("#007a5a", "2 3", MarkerShape.Square),
        new("#a3457f", "10 3 2 3", MarkerShape.Triangle),
        new("#8a6100", "12 4", MarkerShape.TriangleDown),
        new("#222222", "4 2 1 2", MarkerShape.Cross),
    ];

    /// <summary>The style of a series; they begin anew after the last.</summary>
    public static ChartStyle Of(int series) => Series[series % Series.Length];
}
