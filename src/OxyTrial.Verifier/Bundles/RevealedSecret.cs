using System.Text.Json;

namespace OxyTrial.Verifier;

/// <summary>What is revealed at the planned unblinding.</summary>
/// <param name="Study">The study.</param>
/// <param name="Secret">64 hex digits.</param>
/// <param name="Salt">Salt of the commitment, 64 hex digits.</param>
/// <param name="Procedure">The procedure's canonical JSON, as text.</param>
/// <param name="ProcedureSalt">Salt of the procedure's commitment, 64 hex digits.</param>
public sealed record RevealedSecret(string Study, string Secret, string Salt, string Procedure, string ProcedureSalt)
{
    /// <summary>The text of <c>revealed-secret.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BundleJson.Options) + "\n";

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">Not of this shape.</exception>
    public static RevealedSecret FromJson(string text) => JsonSerializer.Deserialize<RevealedSecret>(text, BundleJson.Options) ?? throw new JsonException("null is not a reveal.");
}
