using System.Globalization;

namespace OxyTrial.Journal;

/// <summary>
/// The one spelling of an instant in tables, files and hashes: ISO 8601 in UTC with seven decimals, as in
/// <c>2026-03-01T09:30:00.0000000Z</c>. Texts of this form sort like the instants they name.
/// </summary>
public static class UtcText
{
    // The round-trip form, which for a time in UTC is exactly this spelling.
    private const string Form = "O";

    /// <summary>The text of an instant.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The instant of a text; false for every other spelling, even of the same instant.</summary>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        return DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant)
            && string.Equals(Format(instant), text, StringComparison.Ordinal);
    }
}
