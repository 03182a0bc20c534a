using System.Security.Cryptography;
using OxyTrial.Trial;

namespace OxyTrial.Vault.Custody;

/// <summary>
/// The public half of a custodian's key pairs (NIST P-256): one to receive shares (ECDH), one to sign approvals (ECDSA), as
/// SubjectPublicKeyInfo. Its text is one line: <c>oxytrial-custodian-1 AGREEMENT SIGNING NAME</c>, the keys in Base64.
/// </summary>
/// <param name="Name">The holder, as printed: 1–80 characters.</param>
/// <param name="Agreement">Key to wrap for.</param>
/// <param name="Signing">Key that approvals are checked with.</param>
public sealed record CustodianPublicKey(string Name, ReadOnlyMemory<byte> Agreement, ReadOnlyMemory<byte> Signing)
{
    private const string Format = "oxytrial-custodian-1";
    private const int LongestName = 80;
    private const int FingerprintDigits = 32;

    /// <summary>Names the key: 32 hex digits of SHA-256 over both keys.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData([.. Agreement.Span, .. Signing.Span]))[..FingerprintDigits];

    /// <summary>Reads the text.</summary>
    /// <exception cref="VaultException">It is no such line, or holds no key on P-256.</exception>
    public static CustodianPublicKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Trim().Split(' ', 4) is not [Format, var agreement, var signing, var name] || string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
        {
            throw new VaultException($"'{Beginning(text)}' is no custodian's public key: it begins with '{Format}' and is one line.");
        }

        try
        {
            var key = new CustodianPublicKey(name.Trim(), Convert.FromBase64String(agreement), Convert.FromBase64String(signing));
            using var receives = key.OpenAgreement();
            using var signs = key.OpenSigning();
            return IsP256(receives.ExportParameters(false)) && IsP256(signs.ExportParameters(false)) ? key : throw new VaultException($"The public key of {key.Name} is not on the curve P-256.");
        }
        catch (Exception cause) when (cause is FormatException or CryptographicException)
        {
            throw new VaultException($"The public key of {name.Trim()} is damaged: copy the whole line.", cause);
        }
    }

    /// <summary>The custodian of this key.</summary>
    public Custodian ToCustodian() => new(Name, Fingerprint, ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Format} {Convert.ToBase64String(Agreement.Span)} {Convert.ToBase64String(Signing.Span)} {Name}";

    internal ECDiffieHellman OpenAgreement() => Imported(ECDiffieHellman.Create(), Agreement.Span);

    internal ECDsa OpenSigning() => Imported(ECDsa.Create(), Signing.Span);

    private static T Imported<T>(T key, ReadOnlySpan<byte> info)
        where T : ECAlgorithm
    {
        try
        {
            key.ImportSubjectPublicKeyInfo(info, out _);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static bool IsP256(ECParameters parameters) => parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;

    private static string Beginning(string text) => text.Trim() is { Length: > 30 } longer ? $"{longer[..30]}…" : text.Trim();
}
