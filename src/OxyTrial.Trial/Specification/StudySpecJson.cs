using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OxyTrial.Trial.Specification;

/// <summary>
/// The canonical form of a <see cref="StudySpec"/>: UTF-8 JSON without white space, keys in camelCase and ordinal order (a factor's
/// <c>kind</c> first), enums by name, numbers without trailing zeros. Equal specs give equal bytes on every machine, so that the
/// SHA-256 of the bytes names the spec.
/// </summary>
public static class StudySpecJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(OrderByName),
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new PlainDecimalConverter(),
            new OrdinalDictionaryConverter<int>(),
            new OrdinalDictionaryConverter<string>(),
        },
    };

    /// <summary>The canonical bytes.</summary>
    public static byte[] Write(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return JsonSerializer.SerializeToUtf8Bytes(spec, Options);
    }

    /// <summary>Reads canonical bytes back.</summary>
    /// <exception cref="JsonException">Not a study spec, or with fields this version does not know.</exception>
    public static StudySpec Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<StudySpec>(utf8, Options) ?? throw new JsonException("A study spec is not null.");
        }
        catch (NotSupportedException e)
        {
            // What the serializer throws for a factor without its kind.
            throw new JsonException("Not a study spec.", e);
        }
    }

    /// <summary>The spec hash: SHA-256 of the canonical bytes; 32 bytes.</summary>
    public static byte[] Hash(StudySpec spec) => SHA256.HashData(Write(spec));

    private static void OrderByName(JsonTypeInfo type)
    {
        var order = 0;
        foreach (var property in type.Properties.OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            property.Order = order++;
        }
    }

    // 24, 24.0 and 24.00 are one dose and must give one hash.
    private sealed class PlainDecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToString("0.############################", CultureInfo.InvariantCulture));
    }

    private sealed class OrdinalDictionaryConverter<T> : JsonConverter<ImmutableSortedDictionary<string, T>>
    {
        public override ImmutableSortedDictionary<string, T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Dictionary<string, T>>(ref reader, options)!.ToImmutableSortedDictionary(StringComparer.Ordinal);

        public override void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (key, item) in value.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(key);
                JsonSerializer.Serialize(writer, item, options);
            }

            writer.WriteEndObject();
        }
    }
}
