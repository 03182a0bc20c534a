using System.Globalization;

namespace OxyTrial.Web.Charts;

/// <summary>Numbers as SVG wants them: a point, one decimal place, the same on every machine.</summary>
internal static class Drawing
{
    /// <summary>A coordinate.</summary>
    public static string At(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
}
