using System.Text.Json.Nodes;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Format;

/// <summary>A key of the format: what may stand under it. The one table of them is read by the check and by the JSON Schema.</summary>
/// <param name="Key">Key in kebab-case.</param>
/// <param name="Type">What its value looks like.</param>
/// <param name="Description">One line for the editor that shows the schema.</param>
/// <param name="Required">Whether leaving it out is an error.</param>
/// <param name="AllowsUnknown">Whether <c>unknown</c> may stand for a value that no source states.</param>
internal sealed record Field(string Key, FieldType Type, string Description, bool Required = true, bool AllowsUnknown = false)
{
    public void Check(SpecNode node, Findings findings)
    {
        if (node is ScalarNode { IsUnknown: true })
        {
            if (!AllowsUnknown)
            {
                findings.Error(node, $"'{Key}' cannot be unknown: write {Type.Expected}" + (Type is TextType ? ", or put the word in quotes if it is meant as text" : ""));
            }

            return;
        }

        Type.CheckPresent(node, findings, Key, AllowsUnknown);
    }

    /// <summary>The value plain, unknown where allowed, or cited.</summary>
    public JsonObject Schema()
    {
        JsonArray Forms() => AllowsUnknown
            ? [Type.Schema(), new JsonObject { ["const"] = ScalarNode.Unknown }]
            : [Type.Schema()];

        var forms = Forms();
        forms.Add(Cited(new JsonObject { ["anyOf"] = Forms() }));
        return new JsonObject { ["description"] = Description, ["anyOf"] = forms };
    }

    private static JsonObject Cited(JsonObject value) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [Fields.ValueKey] = value, [Fields.SourceKey] = new JsonObject { ["type"] = "string", ["minLength"] = 1 } },
        ["required"] = new JsonArray(Fields.ValueKey, Fields.SourceKey),
        ["additionalProperties"] = false,
    };
}

/// <summary>What a value looks like: checked in the file, and written as JSON Schema.</summary>
internal abstract record FieldType
{
    /// <summary>For "write …" in an error, e.g. "a whole number from 1 to 7".</summary>
    public abstract string Expected { get; }

    public abstract JsonObject Schema();

    /// <summary>Checks a value that is neither unknown nor empty.</summary>
    public abstract void Check(SpecNode node, Findings findings);

    public void CheckPresent(SpecNode node, Findings findings, string what, bool allowsUnknown = false)
    {
        if (node is ScalarNode { IsEmpty: true })
        {
            findings.Error(node, $"'{what}' has no value: write {Expected}" + (allowsUnknown ? " or 'unknown'" : ""));
            return;
        }

        Check(node, findings);
    }

    protected void Mismatch(SpecNode node, Findings findings) =>
        findings.Error(node, $"expected {Expected}, found {node.Kind}");
}
