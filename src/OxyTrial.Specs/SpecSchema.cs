using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OxyTrial.Specs.Format;

namespace OxyTrial.Specs;

/// <summary>JSON Schema (draft 2020-12) of the format, so that editors complete keys and mark mistakes. Generated from the table the reader itself uses.</summary>
public static class SpecSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as committed in randomization-specs/schema.json, ending in a line feed.</summary>
    public static string Write()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "OxyTrial spec, format 1",
        };
        foreach (var (key, value) in SpecFormat.Root.Definition())
        {
            schema[key] = value!.DeepClone();
        }

        var sections = new JsonObject();
        foreach (var section in SpecFormat.Sections.Where(section => section != SpecFormat.Root))
        {
            sections[section.Name] = section.Definition();
        }

        schema["$defs"] = sections;
        return schema.ToJsonString(Indented) + "\n";
    }
}
