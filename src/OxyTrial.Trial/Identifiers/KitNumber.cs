using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using OxyTrial.Randomization.Derivation;

namespace OxyTrial.Trial.Identifiers;

/// <summary>
/// A kit's number as printed on its label: 5–9 digits, the last one a check digit. It tells nothing of the kit's content;
/// a number whose check digit is wrong (Damm 2004) is not a kit number.
/// </summary>
[JsonConverter(typeof(IdentifierJsonConverter<KitNumber>))]
public sealed record KitNumber : IIdentifier<KitNumber>, IComparable<KitNumber>
{
    private KitNumber(string value) => Value = value;

    /// <inheritdoc/>
    public string Value { get; }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out KitNumber? identifier)
    {
        identifier = text is { Length: >= 5 and <= 9 } && KitCatalogue.CheckDigitIsValid(text) ? new KitNumber(text) : null;
        return identifier is not null;
    }

    /// <summary>For a number the catalogue itself made.</summary>
    /// <exception cref="ArgumentException">Not a kit number, or its check digit is wrong.</exception>
    public static KitNumber FromTrusted(string text) =>
        TryParse(text, out var number) ? number : throw new ArgumentException($"'{text}' is not a kit number.", nameof(text));

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
