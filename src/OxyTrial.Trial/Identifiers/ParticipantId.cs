using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OxyTrial.Trial.Identifiers;

/// <summary>A participant's pseudonymous identifier, e.g. <c>HD-0007</c>; unique within the study, never re-used. 1–40 ASCII letters, digits, '-', '_', '.'.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<ParticipantId>))]
public sealed record ParticipantId : IIdentifier<ParticipantId>
{
    private ParticipantId(string value) => Value = value;

    /// <inheritdoc/>
    public string Value { get; }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ParticipantId? identifier)
    {
        identifier = IdentifierForm.Holds(text) ? new ParticipantId(text) : null;
        return identifier is not null;
    }

    /// <summary>For text already known to be valid, such as a spec that passed its check.</summary>
    /// <exception cref="ArgumentException">The text is not of the identifier's form.</exception>
    public static ParticipantId FromTrusted(string text) =>
        TryParse(text, out var identifier) ? identifier : throw new ArgumentException($"'{text}' is not a participant identifier.", nameof(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
