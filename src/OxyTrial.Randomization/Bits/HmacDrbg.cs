using System.Security.Cryptography;

namespace OxyTrial.Randomization.Bits;

/// <summary>
/// HMAC_DRBG with SHA-256: the deterministic random bit generator of NIST SP 800-90A Rev. 1, section 10.1.2, security
/// strength 256 bits. Prediction resistance is not offered: the same inputs must give the same bits for ever. Not thread-safe.
/// </summary>
public sealed class HmacDrbg
{
    /// <summary>Most bytes of one request: 2^19 bits (SP 800-90A table 2).</summary>
    public const int LongestRequest = 1 << 16;

    private const int OutputLength = 32;
    private const long ReseedInterval = 1L << 48;

    private readonly byte[] _key = new byte[OutputLength];
    private readonly byte[] _value = new byte[OutputLength];
    private long _reseedCounter = 1;

    /// <summary>
    /// Instantiates (10.1.2.3). Entropy of at least 32 bytes, whose secrecy is the strength of all that follows; the nonce and
    /// the personalization string may be empty when the entropy is long enough to contain a nonce.
    /// </summary>
    /// <exception cref="ArgumentException">The entropy is shorter than 32 bytes.</exception>
    public HmacDrbg(ReadOnlySpan<byte> entropy, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> personalization)
    {
        RequireEntropy(entropy);
        _value.AsSpan().Fill(0x01);
        Update([.. entropy, .. nonce, .. personalization]);
    }

    /// <summary>Mixes in new entropy of at least 32 bytes (10.1.2.4).</summary>
    /// <exception cref="ArgumentException">The entropy is shorter than 32 bytes.</exception>
    public void Reseed(ReadOnlySpan<byte> entropy, ReadOnlySpan<byte> additionalInput = default)
    {
        RequireEntropy(entropy);
        Update([.. entropy, .. additionalInput]);
        _reseedCounter = 1;
    }

    /// <summary>
    /// One request (10.1.2.5). Two requests of 16 bytes are not one request of 32: the state advances after each, so a reader
    /// of these bits fixes the length of its requests (see <see cref="DrbgStream"/>).
    /// </summary>
    /// <exception cref="ArgumentException">More than <see cref="LongestRequest"/> bytes are asked for.</exception>
    /// <exception cref="InvalidOperationException">2^48 requests were made without reseeding.</exception>
    public void Generate(Span<byte> destination, ReadOnlySpan<byte> additionalInput = default)
    {
        if (destination.Length > LongestRequest)
        {
            throw new ArgumentException($"One request gives at most {LongestRequest} bytes.", nameof(destination));
        }

        if (_reseedCounter > ReseedInterval)
        {
            throw new InvalidOperationException("The generator must be reseeded.");
        }

        if (!additionalInput.IsEmpty)
        {
            Update(additionalInput);
        }

        for (var filled = 0; filled < destination.Length; filled += OutputLength)
        {
            HMACSHA256.HashData(_key, _value, _value);
            var part = Math.Min(OutputLength, destination.Length - filled);
            _value.AsSpan(0, part).CopyTo(destination[filled..]);
        }

        Update(additionalInput);
        _reseedCounter++;
    }

    private void Update(ReadOnlySpan<byte> providedData)
    {
        Mix(0x00, providedData);
        if (!providedData.IsEmpty)
        {
            Mix(0x01, providedData);
        }
    }

    private void Mix(byte separator, ReadOnlySpan<byte> providedData)
    {
        var length = OutputLength + 1 + providedData.Length;
        var message = length <= 256 ? stackalloc byte[length] : new byte[length];
        _value.CopyTo(message);
        message[OutputLength] = separator;
        providedData.CopyTo(message[(OutputLength + 1)..]);
        HMACSHA256.HashData(_key, message, _key);
        HMACSHA256.HashData(_key, _value, _value);
    }

    private static void RequireEntropy(ReadOnlySpan<byte> entropy)
    {
        if (entropy.Length < OutputLength)
        {
            throw new ArgumentException($"The entropy input has at least {OutputLength} bytes.", nameof(entropy));
        }
    }
}
