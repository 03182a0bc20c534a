using System.Text.Json;
using OxyTrial.Specs;
using OxyTrial.Specs.Format;
using Shouldly;

namespace OxyTrial.Specs.Tests;

public sealed class SchemaTests
{
    private static readonly string Committed = Spec.RepositoryFile("randomization-specs", "schema.json");

    private static readonly string[] Known = [.. SpecFormat.Sections.SelectMany(section => section.Fields).Select(field => field.Key).Distinct()];

    /// <summary>After a change of the format, run once with OXYTRIAL_WRITE_SCHEMA=1 to write the file anew.</summary>
    [Fact]
    public void The_committed_schema_is_what_the_code_writes()
    {
        if (Environment.GetEnvironmentVariable("OXYTRIAL_WRITE_SCHEMA") == "1")
        {
            File.WriteAllText(Committed, SpecSchema.Write());
        }

        File.ReadAllText(Committed).ShouldBe(SpecSchema.Write());
    }

    [Fact]
    public void Its_keys_are_exactly_those_the_reader_knows()
    {
        using var schema = JsonDocument.Parse(SpecSchema.Write());
        var written = Keys(schema.RootElement).Where(key => key is not ("value" or "source" or "method")).Distinct().Order(StringComparer.Ordinal);

        // A citation's source is in every section; the beacon's is a key of its own.
        written.ShouldBe(Known.Where(key => key != "source").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_is_kebab_case_and_stands_in_the_format_reference()
    {
        var reference = File.ReadAllText(Spec.RepositoryFile("docs", "spec-format.md"));

        Known.ShouldAllBe(key => key.All(c => char.IsAsciiLetterLower(c) || c == '-'));
        Known.Where(key => !reference.Contains($"`{key}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void It_refuses_unknown_keys_in_every_section()
    {
        using var schema = JsonDocument.Parse(SpecSchema.Write());

        Objects(schema.RootElement).Where(part => part.TryGetProperty("properties", out var keys) && !keys.TryGetProperty("method", out _))
            .ShouldAllBe(part => part.GetProperty("additionalProperties").ValueKind == JsonValueKind.False);
    }

    private static IEnumerable<string> Keys(JsonElement schema) =>
        Objects(schema).Where(part => part.TryGetProperty("properties", out var keys) && keys.ValueKind == JsonValueKind.Object)
            .SelectMany(part => part.GetProperty("properties").EnumerateObject().Select(key => key.Name));

    private static IEnumerable<JsonElement> Objects(JsonElement element)
    {
        var below = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(property => property.Value),
            JsonValueKind.Array => element.EnumerateArray(),
            _ => [],
        };
        var here = element.ValueKind == JsonValueKind.Object ? new[] { element } : [];
        return here.Concat(below.SelectMany(Objects));
    }
}
