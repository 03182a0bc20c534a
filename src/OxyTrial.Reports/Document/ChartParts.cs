using System.Globalization;

namespace OxyTrial.Reports.Document;

/// <summary>An axis: what is measured, in which unit, and with how many decimals it is told.</summary>
/// <param name="Label">What is measured.</param>
/// <param name="Unit">The unit, such as <c>%</c>; <c>null</c> for a pure number.</param>
/// <param name="Decimals">Decimals in the table; 0 to 6.</param>
/// <param name="FromZero">Whether the axis starts at 0 even where the values do not.</param>
public sealed record ChartAxis(string Label, string? Unit = null, int Decimals = 1, bool FromZero = false)
{
    /// <summary>Label and unit.</summary>
    public string Title => Unit is null ? Label : $"{Label} ({Unit})";

    /// <summary>A value with this axis's decimals and a real minus sign, without the unit.</summary>
    public string Text(double value) => ChartNumbers.Text(value, Decimals);
}

/// <summary>A labelled point.</summary>
/// <param name="Label">Its name, short.</param>
/// <param name="X">Where it stands.</param>
/// <param name="Y">Where it stands.</param>
/// <param name="XError">Half the width of its error bar; 0 for none.</param>
/// <param name="YError">Half the height of its error bar; 0 for none.</param>
/// <param name="OnFront">Whether it is one of those marked.</param>
public sealed record ScatterPoint(string Label, double X, double Y, double XError = 0, double YError = 0, bool OnFront = false)
{
    /// <summary>The cells of the chart's detail columns.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>What it means for a point to be on the front, and not to be.</summary>
/// <param name="Column">The heading in the table, under which stands yes or no.</param>
/// <param name="Marked">Of a point on the front, in the legend.</param>
/// <param name="Unmarked">Of a point that is not, in the legend.</param>
public sealed record FrontWords(string Column, string Marked, string Unmarked);

/// <summary>A column of a histogram.</summary>
public sealed record HistogramBin(string Label, double Value);

/// <summary>A bar.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Value">Its length; may be negative.</param>
/// <param name="Error">Half the width of its error bar; 0 for none.</param>
/// <param name="Flagged">Whether it stands out.</param>
public sealed record ChartBar(string Label, double Value, double Error = 0, bool Flagged = false)
{
    /// <summary>The cells of the chart's detail columns.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>A line, its points in order of x.</summary>
public sealed record LineSeries(string Label, IReadOnlyList<LinePoint> Points);

/// <summary>A point of a line.</summary>
public sealed record LinePoint(double X, double Y);

/// <summary>How numbers are checked and written in pictures and tables.</summary>
internal static class ChartNumbers
{
    public static string Text(double value, int decimals) =>
        // A zero has no sign, however it came to be rounded to one.
        Math.Round(value, decimals) is 0
            ? 0d.ToString($"N{decimals}", CultureInfo.InvariantCulture)
            : value.ToString($"N{decimals}", CultureInfo.InvariantCulture).Replace('-', '−');

    public static void RequireFinite(string label, params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"\"{label}\" has the value {value.ToString(CultureInfo.InvariantCulture)}, which has no place in a picture.");
            }
        }
    }

    public static void RequireError(string label, params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value) || value < 0)
            {
                throw new ArgumentException($"\"{label}\" has an error bar of {value.ToString(CultureInfo.InvariantCulture)}; it is 0 or more.");
            }
        }
    }

    public static void RequireDetails(string label, IReadOnlyList<string> details, IReadOnlyList<TableColumn> columns)
    {
        if (details.Count != columns.Count)
        {
            throw new ArgumentException($"\"{label}\" has {details.Count} details for {columns.Count} columns.");
        }
    }
}
