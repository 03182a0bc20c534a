using System.Text.Json;

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
}
