using System.Security.Cryptography;

namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// What is published before the first participant: whoever holds it can tell after the reveal that secret, specification and procedure
/// were fixed all along, and learns nothing of them before.
/// </summary>
public static class Commitment
{
    /// <summary>Fewest bytes of a salt: 128 bits cannot be guessed.</summary>
    public const int ShortestSalt = 16;

    /// <summary>
    /// SHA-256 of the fields: purpose, SHA-256 of the specification, commitment to the procedure, secret, salt (docs/derivation.md).
    /// </summary>
    /// <exception cref="ArgumentException">A hash has not 32 bytes, or the salt has less than 16.</exception>
    public static byte[] Compute(
        ReadOnlySpan<byte> specSha256, ReadOnlySpan<byte> procedureCommitment, TrialSecret secret, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var fields = new Fields(Purpose.Commitment)
            .Bytes(TrialDraws.Sha256Of(specSha256, nameof(specSha256)))
            .Bytes(TrialDraws.Sha256Of(procedureCommitment, nameof(procedureCommitment)))
            .Bytes(secret.Bytes)
            .Bytes(Salt(salt));
        return SHA256.HashData(fields.ToArray());
    }

    internal static ReadOnlySpan<byte> Salt(ReadOnlySpan<byte> salt) => salt.Length >= ShortestSalt
        ? salt
        : throw new ArgumentException($"A salt has at least {ShortestSalt} bytes, not {salt.Length}.", nameof(salt));
}

/// <summary>
/// The commitment to a procedure's parameters. Salted, because there are so few sensible block sizes that a bare hash of them would
/// be guessed in no time.
/// </summary>
public static class ProcedureCommitment
{
    /// <summary>
    /// SHA-256 of the fields: purpose, the procedure's canonical JSON, salt (docs/derivation.md).
    /// </summary>
    /// <param name="canonicalJson">See <see cref="ProcedureDefinition.ToCanonicalJson"/>.</param>
    /// <param name="salt">At least 16 secret random bytes, revealed with the trial secret.</param>
    /// <exception cref="ArgumentException">The salt has less than 16 bytes.</exception>
    public static byte[] Compute(string canonicalJson, ReadOnlySpan<byte> salt) => SHA256.HashData(
        new Fields(Purpose.ProcedureCommitment).Text(canonicalJson).Bytes(Commitment.Salt(salt)).ToArray());
}
