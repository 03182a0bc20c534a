using System.Globalization;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;

namespace OxyTrial.Assessment.Reports;

/// <summary>How numbers stand in the reports' sentences and tables.</summary>
internal static class ReportText
{
    /// <summary>The z of a 95 % interval.</summary>
    public const double Z95 = 1.96;

    // A line must not begin with the sign.
    private const string PerCent = "\u00a0%";

    public static string Number(double value, int decimals) => new ChartAxis("x", Decimals: decimals).Text(value);

    /// <summary>A number that is mostly whole: without decimals if it is, with two if not.</summary>
    public static string Whole(double value) => Number(value, double.IsInteger(value) ? 0 : 2);

    /// <summary>A share as per cent with two decimals, where shares differ little.</summary>
    public static string FinePercent(double share) => $"{Number(100 * share, 2)}{PerCent}";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as per cent: one decimal, two below 1 %.</summary>
    public static string Percent(double share) => $"{Number(100 * share, Math.Abs(share) is > 0 and < 0.00995 ? 2 : 1)}{PerCent}";

    /// <summary>A share as per cent with its 95 % interval.</summary>
    public static string Percent(Estimate share)
    {
        // As many decimals as the interval's half width has to say, two at most.
        var decimals = share.StandardError * Z95 < 0.0005 ? 2 : 1;
        var half = 100 * Z95 * share.StandardError;
        return $"{Number(100 * share.Mean, decimals)}{PerCent}{(half > 0 ? $" (±{Number(Math.Max(half, decimals == 2 ? 0.01 : 0.1), decimals)})" : "")}";
    }

    public static TableColumn Numeric(string header) => new(header, ColumnKind.Numeric);

    public static string Counted(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{Count(count)} {many}";

    /// <summary>"gender, anxiety and site".</summary>
    public static string And(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "nothing",
        1 => words[0],
        _ => $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}",
    };
}
