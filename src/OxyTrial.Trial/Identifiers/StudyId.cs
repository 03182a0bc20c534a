using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OxyTrial.Trial.Identifiers;

/// <summary>A trial's identifier, e.g. <c>oxy-bpd-multisite</c>; the journal's partition. 1–40 ASCII letters, digits, '-', '_', '.'.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<StudyId>))]
public sealed record StudyId : IIdentifier<StudyId>
{
    private StudyId(string value) => Value = value;

    /// <inheritdoc/>
    public string Value { get; }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out StudyId? identifier)
    {
        identifier = IdentifierForm.Holds(text) ? new StudyId(text) : null;
        return identifier is not null;
    }

    /// <summary>For text already known to be valid, such as a spec that passed its check.</summary>
    /// <exception cref="ArgumentException">The text is not of the identifier's form.</exception>
    public static StudyId FromTrusted(string text) =>
        TryParse(text, out var identifier) ? identifier : throw new ArgumentException($"'{text}' is not a study identifier.", nameof(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
