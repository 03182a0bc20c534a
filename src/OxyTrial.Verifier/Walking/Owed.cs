using System.Text.Json;

namespace OxyTrial.Verifier.Walking;

/// <summary>An event that must come next.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Stream">Its stream; null when its own rules say which.</param>
internal sealed record Owed(string Type, string? Stream)
{
    /// <summary>Members of its body that are known already.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>Its period, if it has one.</summary>
    public int? Period { get; init; }

    /// <summary>What of the body is otherwise, or null.</summary>
    public string? Mismatch(JsonElement body)
    {
        foreach (var (name, expected) in Texts)
        {
            if (body.Text(name) != expected)
            {
                return $"{Type} names {name} {body.Text(name)} where {expected} is meant";
            }
        }

        return Period is { } period && body.Number("period") != period ? $"{Type} names period {body.Number("period")} where {period} is meant" : null;
    }
}
