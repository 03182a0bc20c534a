using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OxyTrial.Trial.StoredFormat;

/// <summary>
/// Reads short texts as one string each: a journal names the same few sites, cohorts, factors and levels in every event, and a study with
/// many participants would hold each of them as often. What is written is what the framework writes.
/// </summary>
internal sealed class PooledStrings : JsonConverter<string>
{
    // Longer texts are sentences, which do not come again.
    private const int LongestBytes = 32;

    // When it is full, what is new is not kept; that costs memory and nothing else.
    private const int Most = 4096;

    private static readonly ConcurrentDictionary<string, string> Pool = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> BySpan = Pool.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text that the reader is at; null for a null.</summary>
    public static string? ReadShared(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || reader.HasValueSequence || reader.ValueSpan.Length > LongestBytes)
        {
            return reader.GetString();
        }

        Span<char> text = stackalloc char[LongestBytes];
        text = text[..reader.CopyString(text)];
        if (BySpan.TryGetValue(text, out var known))
        {
            return known;
        }

        var added = text.ToString();
        return Pool.Count < Most ? Pool.GetOrAdd(added, added) : added;
    }

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadShared(ref reader);

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadShared(ref reader)!;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}
