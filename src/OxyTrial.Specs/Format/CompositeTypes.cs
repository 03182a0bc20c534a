using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Format;

/// <summary>A list of at least so many items of one type.</summary>
internal sealed record ListType(FieldType Item, string Items, int MinimumCount) : FieldType
{
    public override string Expected => MinimumCount == 0
        ? $"a list of {Items}"
        : string.Create(CultureInfo.InvariantCulture, $"a list of at least {MinimumCount} {Items}");

    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = Item.Schema(), ["minItems"] = MinimumCount };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not ListNode list || list.Items.Length < MinimumCount)
        {
            Mismatch(node, findings);
            return;
        }

        foreach (var item in list.Items)
        {
            if (item is ScalarNode { IsUnknown: true })
            {
                findings.Error(item, $"an item of a list cannot be unknown: write {Item.Expected}, or leave it out");
            }
            else
            {
                Item.CheckPresent(item, findings, item.Path);
            }
        }
    }
}

/// <summary>A section with known keys: an unknown key is an error, and so is a missing one.</summary>
internal sealed record SectionType(string What, ImmutableArray<Field> Fields) : FieldType
{
    public override string Expected => $"{What} as a section with {string.Join(", ", Fields.Select(known => known.Key))}";

    /// <summary>Name under <c>$defs</c>: the words without their article.</summary>
    public string Name => What[(What.IndexOf(' ', StringComparison.Ordinal) + 1)..].Replace(' ', '-');

    public override JsonObject Schema() => new() { ["$ref"] = $"#/$defs/{Name}" };

    public JsonObject Definition()
    {
        var properties = new JsonObject();
        foreach (var field in Fields)
        {
            properties[field.Key] = field.Schema();
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. Fields.Where(field => field.Required).Select(field => (JsonNode)field.Key)]),
            ["additionalProperties"] = false,
        };
    }

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not SectionNode section)
        {
            Mismatch(node, findings);
            return;
        }

        foreach (var (key, value) in section.Entries)
        {
            CheckEntry(key, value, findings);
        }

        foreach (var field in Fields.Where(field => field.Required && section.Find(field.Key) is null))
        {
            findings.Error(section, $"{What} needs '{field.Key}': write {field.Type.Expected}{(field.AllowsUnknown ? " or 'unknown'" : "")}");
        }
    }

    private void CheckEntry(ScalarNode key, SpecNode value, Findings findings)
    {
        if (Fields.FirstOrDefault(field => field.Key == key.Text) is { } field)
        {
            field.Check(value, findings);
        }
        else
        {
            findings.Error(key, $"unknown key {key.Kind}{NearestKey.Hint(key.Text, [.. Fields.Select(known => known.Key)])}");
        }
    }
}

/// <summary>Whole numbers by a key that the spec itself defines, e.g. a cap by cohort.</summary>
internal sealed record NumbersByKeyType(string What, IntegerType Number) : FieldType
{
    public override string Expected => $"{Number.Expected} for each {What}, as in '{What}: number'";

    public override JsonObject Schema() => new() { ["type"] = "object", ["additionalProperties"] = new Field("", Number, $"By {What}.").Schema() };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not SectionNode section)
        {
            Mismatch(node, findings);
            return;
        }

        foreach (var (key, value) in section.Entries)
        {
            new Field(key.Text, Number, What).Check(value, findings);
        }
    }
}

/// <summary>The levels of a factor: a list, the word <c>sites</c>, or the categories of each level.</summary>
internal sealed record LevelsType : FieldType
{
    public const string Sites = "sites";

    private static readonly ListType List = new(new KeyType("a level"), "levels", 2);

    private static readonly ListType Categories = new(new KeyType("a category"), "categories", 1);

    public override string Expected => $"{List.Expected}, or the word '{Sites}'";

    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(
            List.Schema(),
            new JsonObject { ["const"] = Sites },
            new JsonObject { ["type"] = "object", ["additionalProperties"] = new Field("", Categories, "Categories of the level.").Schema(), ["minProperties"] = 2 }),
    };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is ListNode)
        {
            List.Check(node, findings);
        }
        else if (node is SectionNode { Entries.Length: >= 2 } grouping)
        {
            foreach (var (level, categories) in grouping.Entries)
            {
                new KeyType("a level").Check(level, findings);
                new Field(level.Text, Categories, "").Check(categories, findings);
            }
        }
        else if (node.Text() != Sites)
        {
            Mismatch(node, findings);
        }
    }
}

/// <summary>The procedure: its parameters are the randomization library's to check; here it is a section that names a method.</summary>
internal sealed record ProcedureType : FieldType
{
    public override string Expected => "a section that names a 'method', such as permuted-block";

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["method"] = new JsonObject { ["description"] = "Name of the randomization procedure." } },
        ["required"] = new JsonArray("method"),
    };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not SectionNode)
        {
            Mismatch(node, findings);
        }
    }
}
