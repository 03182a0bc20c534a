using System.Security.Cryptography;

namespace OxyTrial.Randomization.Derivation;

/// <summary>
/// A public beacon's value, mixed into the secret: the value did not exist when the secret was committed to, so that nobody can have tried
/// secrets for an allocation they liked.
/// </summary>
public static class Beacon
{
    /// <summary>Bytes of a beacon's value.</summary>
    public const int ValueLength = 32;

    /// <summary>The secret of all derivations: HMAC-SHA-256 under the sealed secret of the fields purpose, source, round, value (docs/derivation.md).</summary>
    /// <exception cref="ArgumentException">The value has not 32 bytes.</exception>
    public static TrialSecret Mix(TrialSecret secret, string source, long round, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(source);
        return value.Length == ValueLength
            ? TrialSecret.Create(HMACSHA256.HashData(secret.Bytes, new Fields(Purpose.Beacon).Text(source).Number(round).Bytes(value).ToArray()))
            : throw new ArgumentException($"A beacon's value has {ValueLength} bytes, not {value.Length}.", nameof(value));
    }
}
