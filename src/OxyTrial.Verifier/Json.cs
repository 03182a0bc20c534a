using System.Globalization;
using System.Text.Json;

namespace OxyTrial.Verifier;

/// <summary>JSON read strictly: a member of another type, a key that is there twice, or a number that is not whole is an error and never a default.</summary>
internal static class Json
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">No JSON, or an object with a key twice.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, Strict);
        return document.RootElement.Clone();
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text, Strict);
        return document.RootElement.Clone();
    }

    public static JsonElement Member(this JsonElement holder, string name, JsonValueKind kind) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw new JsonException($"{name} is not there, or is no {kind}");

    /// <summary>A member that may be left out or null.</summary>
    public static JsonElement? Optional(this JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string Text(this JsonElement holder, string name) => holder.Member(name, JsonValueKind.String).Text();

    public static int Number(this JsonElement holder, string name) => NumberOf(holder.Member(name, JsonValueKind.Number), name);

    public static long LongNumber(this JsonElement holder, string name) =>
        holder.Member(name, JsonValueKind.Number).TryGetInt64(out var number) ? number : throw new JsonException($"{name} is no whole number");

    public static bool Truth(this JsonElement holder, string name) => holder.Optional(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new JsonException($"{name} is neither true nor false"),
    };

    public static int? NumberOrNull(this JsonElement holder, string name) => holder.Optional(name) is null ? null : holder.Number(name);

    public static DateOnly Date(this JsonElement holder, string name) =>
        DateOnly.TryParseExact(holder.Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new JsonException($"{name} is no date");

    public static JsonElement[] Items(this JsonElement holder, string name) => [.. holder.Member(name, JsonValueKind.Array).EnumerateArray()];

    public static string[] Texts(this JsonElement holder, string name) => [.. holder.Items(name).Select(Text)];

    public static Dictionary<string, string> TextByName(this JsonElement holder, string name) => holder.ByName(name, (value, _) => value.Text());

    public static Dictionary<string, int> NumberByName(this JsonElement holder, string name) => holder.ByName(name, NumberOf);

    private static Dictionary<string, T> ByName<T>(this JsonElement holder, string name, Func<JsonElement, string, T> read) =>
        holder.Member(name, JsonValueKind.Object).EnumerateObject().ToDictionary(member => member.Name, member => read(member.Value, member.Name), StringComparer.Ordinal);

    private static int NumberOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw new JsonException($"{name} is no whole number");

    private static string Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new JsonException("a text is none");
        }
        catch (InvalidOperationException surrogate)
        {
            throw new JsonException("a text has a lone surrogate", surrogate);
        }
    }
}
