using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OxyTrial.Trial.Identifiers;

/// <summary>
/// A kit's number as printed on its label: 5–9 digits, the last one a check digit. It tells nothing of the kit's content;
/// whether the check digit is right is told by the catalogue's rule (Damm 2004), see <see cref="CheckDigitIsValid"/>.
/// </summary>
[JsonConverter(typeof(IdentifierJsonConverter<KitNumber>))]
public sealed record KitNumber : IIdentifier<KitNumber>, IComparable<KitNumber>
{
    // Damm's quasigroup of order 10 (H. M. Damm, Total anti-symmetrische Quasigruppen, 2004).
    private static readonly string[] Quasigroup =
    [
        "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
        "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
    ];

    private KitNumber(string value) => Value = value;

    /// <inheritdoc/>
    public string Value { get; }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out KitNumber? identifier)
    {
        identifier = text is { Length: >= 5 and <= 9 } && text.All(char.IsAsciiDigit) && CheckDigitIsValid(text) ? new KitNumber(text) : null;
        return identifier is not null;
    }

    /// <summary>For a number the catalogue itself made.</summary>
    /// <exception cref="ArgumentException">Not a kit number, or its check digit is wrong.</exception>
    public static KitNumber FromTrusted(string text) =>
        TryParse(text, out var number) ? number : throw new ArgumentException($"'{text}' is not a kit number.", nameof(text));

    /// <summary>True when the last digit is the Damm check digit of the others; any single wrong digit and any swap of neighbors makes it false.</summary>
    public static bool CheckDigitIsValid(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return digits.All(char.IsAsciiDigit) && digits.Aggregate(0, (interim, digit) => Quasigroup[interim][digit - '0'] - '0') == 0;
    }

    /// <summary>Order of number, which tells nothing of the content.</summary>
    public int CompareTo(KitNumber? other) => string.CompareOrdinal(Value, other?.Value);

    /// <summary>Order of number.</summary>
    public static bool operator <(KitNumber left, KitNumber right) => string.CompareOrdinal(left?.Value, right?.Value) < 0;

    /// <summary>Order of number.</summary>
    public static bool operator >(KitNumber left, KitNumber right) => right < left;

    /// <summary>Order of number.</summary>
    public static bool operator <=(KitNumber left, KitNumber right) => !(right < left);

    /// <summary>Order of number.</summary>
    public static bool operator >=(KitNumber left, KitNumber right) => !(left < right);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
