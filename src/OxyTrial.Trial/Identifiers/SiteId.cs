using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OxyTrial.Trial.Identifiers;

/// <summary>A trial site's identifier, e.g. <c>HD</c> (ICH E6: the location where trial-related activities are conducted). 1–40 ASCII letters, digits, '-', '_', '.'.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<SiteId>))]
public sealed record SiteId : IIdentifier<SiteId>
{
    private SiteId(string value) => Value = value;

    /// <inheritdoc/>
    public static bool Recurs => true;

    /// <inheritdoc/>
    public string Value { get; }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SiteId? identifier)
    {
        identifier = IdentifierForm.Holds(text) ? new SiteId(text) : null;
        return identifier is not null;
    }

    /// <summary>For text already known to be valid, such as a spec that passed its check.</summary>
    /// <exception cref="ArgumentException">The text is not of the identifier's form.</exception>
    public static SiteId FromTrusted(string text) =>
        TryParse(text, out var identifier) ? identifier : throw new ArgumentException($"'{text}' is not a site identifier.", nameof(text));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
