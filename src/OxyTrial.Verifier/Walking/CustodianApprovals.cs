using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyTrial.Journal;

namespace OxyTrial.Verifier.Walking;

/// <summary>The custodians of a study's secret and their approvals: appointed before the sealing, each approval signed over the very data set that was locked.</summary>
internal sealed class CustodianApprovals
{
    private const int FingerprintDigits = 32;
    private const int SignatureBytes = 64;
    private const string KeyFormat = "oxytrial-custodian-1";
    private readonly Dictionary<string, byte[]> signingKeys = new(StringComparer.Ordinal);
    private readonly HashSet<string> approved = new(StringComparer.Ordinal);
    private int threshold;
    private JournalEntry? locked;

    /// <summary>What is missing when the secret is revealed; null when as many have approved as must.</summary>
    public string? Missing => approved.Count >= threshold ? null : $"{approved.Count} custodians approved the unblinding, {threshold} must";

    /// <summary>The lock that approvals are bound to.</summary>
    public void Locked(JournalEntry entry) => locked = entry;

    public string? Appointed(JsonElement body)
    {
        if (signingKeys.Count > 0)
        {
            return "custodians are appointed twice";
        }

        threshold = body.Number("threshold");
        foreach (var custodian in body.Items("custodians"))
        {
            var (line, name, fingerprint) = (custodian.Text("publicKey"), custodian.Text("name"), custodian.Text("fingerprint"));
            if (line.Split(' ', 4) is not [KeyFormat, var agreement, var signing, var holder] || holder != name || Bytes(agreement) is not { } first || Bytes(signing) is not { } second)
            {
                return $"the public key of custodian {name} is not of the known form";
            }

            if (Convert.ToHexStringLower(SHA256.HashData([.. first, .. second]))[..FingerprintDigits] != fingerprint || !signingKeys.TryAdd(fingerprint, second))
            {
                return $"the fingerprint of custodian {name} is not that of the key, or the key stands there twice";
            }
        }

        return threshold >= 2 && threshold <= signingKeys.Count ? null : $"{threshold} of {signingKeys.Count} custodians cannot approve";
    }

    public string? Approved(string study, string commitment, JsonElement body)
    {
        var (name, fingerprint, hash) = (body.Text("name"), body.Text("fingerprint"), body.Text("hash"));
        var position = body.LongNumber("position");
        var signed = string.Create(CultureInfo.InvariantCulture, $"oxytrial/unblinding-approval/1\n{study}\n{position}\n{hash}\n{commitment}\n{fingerprint}\n{body.Text("layers")}");
        return !signingKeys.TryGetValue(fingerprint, out var key) ? $"{name} is no custodian of the study"
            : locked is null || position != locked.Position || hash != Convert.ToHexStringLower(locked.Hash) ? $"{name} approved another data set than the locked one"
            : !IsSigned(key, signed, body.Text("signature")) ? $"the signature of custodian {name} does not hold"
            : approved.Add(fingerprint) ? null
            : $"{name} approved twice";
    }

    private static bool IsSigned(byte[] key, string text, string signature)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(key, out var read);
            return read == key.Length && Bytes(signature) is { Length: SignatureBytes } bytes && ecdsa.VerifyData(Encoding.UTF8.GetBytes(text), bytes, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
