using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OxyTrial.Specs.Yaml;

/// <summary>
/// A node as JSON, keys in the order of the file. A plain scalar that is a JSON number keeps its exact digits,
/// a plain true or false is a boolean, everything else (also the fraction 4/5) is a string.
/// </summary>
internal static partial class NodeJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(SpecNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(node, writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(SpecNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case SectionNode section:
                writer.WriteStartObject();
                foreach (var (key, value) in section.Entries)
                {
                    writer.WritePropertyName(key.Text);
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case ScalarNode { Plain: true } plain when Number().IsMatch(plain.Text) || plain.Text is "true" or "false":
                writer.WriteRawValue(plain.Text);
                break;
            case ScalarNode scalar:
                writer.WriteStringValue(scalar.Text);
                break;
            default:
                throw new InvalidOperationException($"A {node.GetType().Name} is no node of a spec.");
        }
    }

    [GeneratedRegex("^-?(0|[1-9][0-9]*)(\\.[0-9]+)?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
