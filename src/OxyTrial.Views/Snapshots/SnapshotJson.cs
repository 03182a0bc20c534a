using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OxyTrial.Trial;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Views.Snapshots;

/// <summary>
/// States as JSON, for the build that writes them only: there are no versions to read back, so every member is written as it is named.
/// What follows from other members is left out.
/// </summary>
internal static class SnapshotJson
{
    /// <summary>Events' spelling, and beside it every stage of a state by the name of its record.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(EventCodec.JsonOptions)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(NameStages).WithAddedModifier(LeaveOutWhatFollows),
        };
        options.Converters.Add(new SpecConverter());
        options.Converters.Add(new OrdinalConverter<LotStock>());
        options.Converters.Add(new OrdinalConverter<SiteState>());
        options.Converters.Add(new OrdinalConverter<PackIssue>());
        options.MakeReadOnly();
        return options;
    }

    private static void NameStages(JsonTypeInfo type)
    {
        if (!type.Type.IsAbstract || type.Type.Assembly != typeof(TrialEvent).Assembly || type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions { UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
        foreach (var stage in type.Type.Assembly.GetTypes().Where(stage => stage.IsSubclassOf(type.Type) && !stage.IsAbstract))
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(stage, stage.Name));
        }
    }

    // A property without a setter is a member only where the constructor takes it.
    private static void LeaveOutWhatFollows(JsonTypeInfo type)
    {
        var taken = type.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i] is { Set: null, AttributeProvider: System.Reflection.PropertyInfo property } && !taken.Contains(property.Name))
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    // The spec has a spelling of its own, the one that is hashed.
    private sealed class SpecConverter : JsonConverter<StudySpec>
    {
        public override StudySpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => StudySpecJson.Read(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, StudySpec value, JsonSerializerOptions options) => writer.WriteBase64StringValue(StudySpecJson.Write(value));
    }

    // The framework would read a sorted dictionary in the order of the machine's culture.
    private sealed class OrdinalConverter<T> : JsonConverter<ImmutableSortedDictionary<string, T>>
    {
        public override ImmutableSortedDictionary<string, T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Dictionary<string, T>>(ref reader, options)!.ToImmutableSortedDictionary(StringComparer.Ordinal);

        public override void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (key, item) in value)
            {
                writer.WritePropertyName(key);
                JsonSerializer.Serialize(writer, item, options);
            }

            writer.WriteEndObject();
        }
    }
}
