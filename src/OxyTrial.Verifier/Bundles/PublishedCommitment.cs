using System.Text.Json;
using OxyTrial.Verifier.Bundles;

namespace OxyTrial.Verifier;

/// <summary>The commitment as published before the first participant.</summary>
/// <param name="Study">The study.</param>
/// <param name="SpecSha256">Hash of the spec, 64 hex digits.</param>
/// <param name="ProcedureCommitment">Commitment to the procedure, 64 hex digits.</param>
/// <param name="Commitment">Commitment to the secret, 64 hex digits.</param>
public sealed record PublishedCommitment(string Study, string SpecSha256, string ProcedureCommitment, string Commitment)
{
    /// <summary>The text of <c>commitment.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BundleJson.Options) + "\n";

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">Not of this shape.</exception>
    public static PublishedCommitment FromJson(string text) => JsonSerializer.Deserialize<PublishedCommitment>(text, BundleJson.Options) ?? throw new JsonException("null is not a commitment.");

    /// <summary>The commitment as it is printed: the text of <c>commitment.txt</c>.</summary>
    public string ToText() => string.Concat(
        $"OxyTrial commitment\n\nstudy: {Study}\nspec: {Grouped(SpecSha256)}\nprocedure: {Grouped(ProcedureCommitment)}\ncommitment: {Grouped(Commitment)}\n\n",
        "Published before the first participant. It shows after the unblinding that spec, procedure and secret were fixed all along.\n");

    /// <summary>Reads what was printed: lines <c>name: value</c>; others are passed over.</summary>
    /// <exception cref="BadBundleException">A name is missing or there twice, or a value is not 64 hexadecimal digits.</exception>
    public static PublishedCommitment FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] names = ["study", "spec", "procedure", "commitment"];
        var values = text.Split('\n').Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2 && names.Contains(parts[0].Trim()))
            .Select(parts => (Name: parts[0].Trim(), Value: parts[1].Trim())).ToLookup(line => line.Name, line => line.Value);
        string Value(string name) => values[name].Count() == 1 ? values[name].Single() : throw new BadBundleException($"commitment.txt has {name} {values[name].Count()} times");
        return new PublishedCommitment(Value("study"), Digits("spec", Value("spec")), Digits("procedure", Value("procedure")), Digits("commitment", Value("commitment")));
    }

    private static string Grouped(string digits) => string.Join(' ', digits.Chunk(8).Select(group => new string(group)));

    private static string Digits(string name, string value)
    {
        var digits = string.Concat(value.Where(character => character is not (' ' or '\t' or '-'))).ToLowerInvariant();
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigitLower) ? digits : throw new BadBundleException($"commitment.txt: {name} is not 64 hexadecimal digits");
    }
}
