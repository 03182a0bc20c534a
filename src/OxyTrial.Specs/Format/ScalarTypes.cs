using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OxyTrial.Specs.Yaml;

namespace OxyTrial.Specs.Format;

/// <summary>A sentence or a name.</summary>
internal sealed record TextType(int MaximumLength = 500) : FieldType
{
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"text of at most {MaximumLength} characters");

    public override JsonObject Schema() =>
        new() { ["type"] = new JsonArray("string", "number"), ["minLength"] = 1, ["maxLength"] = MaximumLength };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not ScalarNode scalar || string.IsNullOrWhiteSpace(scalar.Text) || scalar.Text.Length > MaximumLength || scalar.Text.Any(char.IsControl))
        {
            Mismatch(node, findings);
        }
    }
}

/// <summary>A short key that stands in strata, file names and on labels; the form of every identifier.</summary>
internal sealed partial record KeyType(string What) : FieldType
{
    private const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$";

    public override string Expected => $"{What}: 1 to 40 letters (A–Z), digits, '-', '_' or '.', starting with a letter or digit";

    public static bool Holds(string text) => Form().IsMatch(text) && text[^1] != '\n' && !IsReserved(text);

    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number"), ["pattern"] = Pattern };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is ScalarNode reserved && IsReserved(reserved.Text))
        {
            findings.Error(node, $"{node.Kind} is reserved for citations; write another key");
        }
        else if (node is not ScalarNode scalar || !Holds(scalar.Text))
        {
            Mismatch(node, findings);
        }
    }

    // A key may come to stand before a number, as in caps: { value: 40 } could not be told from a citation.
    private static bool IsReserved(string text) => text is Fields.ValueKey or Fields.SourceKey;

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>A whole number, written without quotes.</summary>
internal sealed record IntegerType(int Minimum, int Maximum) : FieldType
{
    public override string Expected => Minimum == Maximum
        ? Minimum.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"a whole number from {Minimum} to {Maximum}");

    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = Minimum, ["maximum"] = Maximum };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not ScalarNode { Plain: true } || node.Integer() is not { } value || value < Minimum || value > Maximum)
        {
            Mismatch(node, findings);
        }
    }
}

/// <summary>A decimal number, written without quotes and with at most 6 decimal places.</summary>
internal sealed partial record DecimalType(decimal Minimum, decimal Maximum, string Unit = "") : FieldType
{
    public override string Expected =>
        string.Create(CultureInfo.InvariantCulture, $"a number from {Minimum} to {Maximum}{(Unit.Length == 0 ? "" : " " + Unit)}, such as 24 or 2.4");

    public override JsonObject Schema() => new() { ["type"] = "number", ["minimum"] = Minimum, ["maximum"] = Maximum };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not ScalarNode { Plain: true } scalar || !Form().IsMatch(scalar.Text) || node.Decimal() is not { } value || value < Minimum || value > Maximum)
        {
            Mismatch(node, findings);
        }
    }

    [GeneratedRegex("^-?[0-9]{1,9}(\\.[0-9]{1,6})?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>true or false.</summary>
internal sealed record FlagType : FieldType
{
    public override string Expected => "true or false";

    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not ScalarNode { Plain: true, Text: "true" or "false" })
        {
            Mismatch(node, findings);
        }
    }
}

/// <summary>One of a few words.</summary>
internal sealed record ChoiceType(params string[] Words) : FieldType
{
    public override string Expected => "one of " + string.Join(", ", Words);

    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. Words.Select(word => (JsonNode)word)]) };

    public override void Check(SpecNode node, Findings findings)
    {
        if (node is not ScalarNode scalar)
        {
            Mismatch(node, findings);
        }
        else if (!Words.Contains(scalar.Text))
        {
            findings.Error(node, $"unknown word {node.Kind}{NearestKey.Hint(scalar.Text, Words)}");
        }
    }
}
