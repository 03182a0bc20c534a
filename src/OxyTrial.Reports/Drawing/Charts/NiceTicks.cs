using System.Globalization;

namespace OxyTrial.Reports.Drawing;

/// <summary>
/// An axis's range and marks at round numbers: steps of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels",
/// Graphics Gems, 1990). The range is widened to the marks around the values.
/// </summary>
internal sealed record NiceTicks(double Minimum, double Maximum, IReadOnlyList<double> Values, int Decimals)
{
    /// <summary>Marks around the values.</summary>
    /// <param name="minimum">The least value; finite.</param>
    /// <param name="maximum">The greatest value; not below the least.</param>
    /// <param name="steps">About how many steps there are; at least 1.</param>
    public static NiceTicks Around(double minimum, double maximum, int steps = 5)
    {
        if (maximum - minimum <= Math.Abs(maximum) * 1e-9)
        {
            // All values are equal: they stand in the middle of a range of their own size.
            var room = maximum == 0 ? 1 : Math.Abs(maximum) / 2;
            (minimum, maximum) = (minimum - room, maximum + room);
        }

        var (step, exponent) = Step((maximum - minimum) / steps);
        var first = Math.Floor(minimum / step + 1e-9);
        var last = Math.Ceiling(maximum / step - 1e-9);
        var decimals = Math.Max(0, -exponent);
        var digits = Math.Min(decimals, 15);
        double[] values = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(index => Math.Round((first + index) * step, digits))];
        return new NiceTicks(values[0], values[^1], values, decimals);
    }

    /// <summary>A mark's number: as many decimals as the step needs, and no more.</summary>
    public string Text(double value) => value == 0
        ? "0"
        : value.ToString($"N{Decimals}", CultureInfo.InvariantCulture).Replace('-', '−');

    private static (double Step, int Exponent) Step(double rough)
    {
        var exponent = (int)Math.Floor(Math.Log10(rough));
        var power = Math.Pow(10, exponent);
        var fraction = rough / power;
        return fraction switch
        {
            < 1.5 => (power, exponent),
            < 3 => (2 * power, exponent),
            < 7 => (5 * power, exponent),
            _ => (10 * power, exponent + 1),
        };
    }
}
