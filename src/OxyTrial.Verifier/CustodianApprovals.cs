using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxyTrial.Journal;

namespace OxyTrial.Verifier;

/// <summary>The custodians of a study's secret and their approvals: appointed before the sealing, each approval signed over the very data set that was locked.</summary>
internal sealed class CustodianApprovals
{
    private const int FingerprintDigits = 32;
    private readonly Dictionary<string, byte[]> signingKeys = new(StringComparer.Ordinal);
    private readonly HashSet<string> approved = new(StringComparer.Ordinal);
    private int threshold;
    private JournalEntry? locked;

    /// <summary>Whether as many have approved as must.</summary>
    public string? Missing => approved.Count >= threshold ? null : $"{approved.Count} custodians approved the unblinding, {threshold} must";

    public void Locked(JournalEntry entry) => locked = entry;

    public string? Appointed(JsonElement body)
    {
        if (signingKeys.Count > 0)
        {
            return "custodians are appointed twice";
        }

        threshold = body.GetProperty("threshold").GetInt32();
        foreach (var custodian in body.GetProperty("custodians").EnumerateArray())
        {
            var (agreement, signing) = KeysOf(custodian.GetProperty("publicKey").GetString()!);
            var fingerprint = Convert.ToHexStringLower(SHA256.HashData([.. agreement, .. signing]))[..FingerprintDigits];
            if (fingerprint != custodian.GetProperty("fingerprint").GetString() || !signingKeys.TryAdd(fingerprint, signing))
            {
                return $"the fingerprint of custodian {custodian.GetProperty("name").GetString()} is not that of the key, or a key stands there twice";
            }
        }

        return threshold >= 2 && threshold <= signingKeys.Count ? null : $"{threshold} of {signingKeys.Count} custodians cannot approve";
    }

    public string? Approved(string study, string commitment, JsonElement body)
    {
        var (name, fingerprint) = (body.GetProperty("name").GetString(), body.GetProperty("fingerprint").GetString()!);
        var (position, hash) = (body.GetProperty("position").GetInt64(), body.GetProperty("hash").GetString());
        var signed = string.Create(
            CultureInfo.InvariantCulture, $"oxytrial/unblinding-approval/1\n{study}\n{position}\n{hash}\n{commitment}\n{fingerprint}\n{body.GetProperty("layers").GetString()}");
        return !signingKeys.TryGetValue(fingerprint, out var key) ? $"{name} is no custodian of the study"
            : locked is null || position != locked.Position || hash != Convert.ToHexStringLower(locked.Hash) ? $"{name} approved another data set than the locked one"
            : !IsSigned(key, signed, body.GetProperty("signature").GetString()!) ? $"the signature of custodian {name} does not hold"
            : approved.Add(fingerprint) ? null
            : $"{name} approved twice";
    }

    private static (byte[] Agreement, byte[] Signing) KeysOf(string line) => line.Split(' ', 4) is ["oxytrial-custodian-1", var agreement, var signing, _]
        ? (Convert.FromBase64String(agreement), Convert.FromBase64String(signing))
        : throw new FormatException("a custodian's public key is not of the known form");

    private static bool IsSigned(byte[] key, string text, string signature)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key, out _);
        return ecdsa.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(signature), HashAlgorithmName.SHA256);
    }
}
