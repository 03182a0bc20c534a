using System.Security.Cryptography;
using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// The secret of a trial bound to the SHA-256 of its specification: whatever is drawn derives from both. The bytes are in
/// docs/derivation.md.
/// </summary>
internal sealed class TrialDraws
{
    private readonly TrialSecret _secret;
    private readonly byte[] _specSha256;

    public TrialDraws(TrialSecret secret, ReadOnlySpan<byte> specSha256)
    {
        ArgumentNullException.ThrowIfNull(secret);
        _secret = secret;
        _specSha256 = Sha256Of(specSha256, nameof(specSha256));
    }

    public static byte[] Sha256Of(ReadOnlySpan<byte> hash, string parameter) => hash.Length == SHA256.HashSizeInBytes
        ? hash.ToArray()
        : throw new ArgumentException($"A SHA-256 has {SHA256.HashSizeInBytes} bytes, not {hash.Length}.", parameter);

    /// <summary>HMAC_DRBG with the secret as entropy, the hash as nonce and the fields as personalization string.</summary>
    public IRandomBits Bits(Fields fields) => new DrbgStream(new HmacDrbg(_secret.Bytes, _specSha256, fields.ToArray()));

    /// <summary>HMAC-SHA-256 under the secret of the fields, to which the hash is added as the last.</summary>
    public byte[] Mac(Fields fields) => HMACSHA256.HashData(_secret.Bytes, fields.Bytes(_specSha256).ToArray());
}
