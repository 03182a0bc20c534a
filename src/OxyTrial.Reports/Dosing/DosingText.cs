using System.Globalization;

namespace OxyTrial.Reports.Dosing;

/// <summary>How numbers, days and times stand on a dosing sheet, in every culture alike.</summary>
internal static class DosingText
{
    /// <summary>Without trailing zeros; a quotient that does not end is cut to two decimals.</summary>
    public static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string OneDecimal(decimal value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>The month in letters: 03/04 is read in two ways.</summary>
    public static string Day(DateOnly day) => day.ToString("dd MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The site's clock time with its distance from UTC.</summary>
    public static string Time(DateTimeOffset time) => time.ToString("dd MMM yyyy HH:mm '(UTC'zzz')'", CultureInfo.InvariantCulture);

    public static string ClockTime(DateTimeOffset time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A value with its unit; what the protocol does not state is said to be so, never left looking like a blank to fill in.</summary>
    public static string Stated(decimal? value, string unit) => value is { } known ? $"{Number(known)} {unit}" : NotStated;

    /// <summary>What stands where the protocol is silent.</summary>
    public const string NotStated = "not stated in the protocol";
}
