using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OxyTrial.Trial.StoredFormat;

/// <summary>An event as the journal holds it.</summary>
/// <param name="Type">Permanent type name.</param>
/// <param name="SchemaVersion">Version of the body's shape.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record StoredEvent(string Type, int SchemaVersion, byte[] Body);

/// <summary>
/// Writes events as JSON and reads them back. Type names are the records' names and are permanent. A body of a later schema
/// version, or of an unknown type, stops replay: skipping it would fold a different trial.
/// </summary>
public static class EventCodec
{
    private const int CurrentSchemaVersion = 1;

    private static readonly FrozenDictionary<string, Type> TypesByName = typeof(TrialEvent).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(TrialEvent)) && !type.IsAbstract)
        .ToFrozenDictionary(type => type.Name);

    /// <summary>The one way this project writes JSON that is stored or hashed: camelCase, enums by name, nothing indented.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false), new PooledStrings() },
    };

    /// <summary>All permanent type names in order.</summary>
    public static IEnumerable<string> TypeNames => TypesByName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Writes an event.</summary>
    public static StoredEvent Write(TrialEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return new StoredEvent(happened.GetType().Name, CurrentSchemaVersion, JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), JsonOptions));
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="UnexpectedEventException">Unknown type, later schema version, or a body that is not of the type's shape.</exception>
    public static TrialEvent Read(string type, int schemaVersion, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!TypesByName.TryGetValue(type, out var clrType) || schemaVersion != CurrentSchemaVersion)
        {
            throw new UnexpectedEventException($"Event type '{type}' version {schemaVersion} is not known to this build.");
        }

        try
        {
            return (TrialEvent?)JsonSerializer.Deserialize(body, clrType, JsonOptions)
                ?? throw new UnexpectedEventException($"The body of a '{type}' event is null.");
        }
        catch (JsonException damaged)
        {
            throw new UnexpectedEventException($"The body of a '{type}' event is damaged.", damaged);
        }
    }
}
