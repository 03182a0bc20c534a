using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OxyTrial.Vault.Custody;

/// <summary>One order in which enough custodians can open the reveal key, and how far they have got.</summary>
/// <param name="Custodians">Fingerprints, outermost first.</param>
/// <param name="Layers">SHA-256 of what each opening gives, 64 hex digits; the last is the key's.</param>
/// <param name="Opened">Layers opened.</param>
/// <param name="Blob">What is left, Base64.</param>
public sealed record SharePath(ImmutableArray<string> Custodians, ImmutableArray<string> Layers, int Opened, string Blob)
{
    /// <summary>Whose layer is next; null when all are open and the blob is the key.</summary>
    public string? Next => Opened < Custodians.Length ? Custodians[Opened] : null;
}

/// <summary>A custodian as shown.</summary>
/// <param name="Name">Name.</param>
/// <param name="Fingerprint">Fingerprint of the public key.</param>
public sealed record CustodianName(string Name, string Fingerprint);

/// <summary>
/// What a custodian is asked to approve: the unblinding of one study whose database is locked at one journal position with one hash. Sent
/// to custodians as a file; it tells no arm, and fewer custodians than the threshold can do nothing with it.
/// </summary>
/// <param name="Study">Study.</param>
/// <param name="Position">Journal position of the database lock.</param>
/// <param name="Hash">The chain's hash there, 64 hex digits.</param>
/// <param name="Commitment">The study's commitment.</param>
/// <param name="Threshold">Approvals needed.</param>
/// <param name="Custodians">All custodians.</param>
/// <param name="Approved">Fingerprints of those who have approved.</param>
/// <param name="Paths">The wraps as far as they are opened.</param>
public sealed record UnblindingRequest(
    string Study, long Position, string Hash, string Commitment, int Threshold, ImmutableArray<CustodianName> Custodians, ImmutableArray<string> Approved, ImmutableArray<SharePath> Paths)
{
    /// <summary>Reads a request's file.</summary>
    /// <exception cref="VaultException">It is no request.</exception>
    public static UnblindingRequest Parse(string text) => CustodyJson.Read<UnblindingRequest>(text, "unblinding request");

    /// <summary>The file's text.</summary>
    public string ToFile() => CustodyJson.Write(this);
}

/// <summary>What a custodian opened.</summary>
/// <param name="Custodians">The path.</param>
/// <param name="Depth">Which layer of it, from 0.</param>
/// <param name="Blob">What was in it, Base64.</param>
public sealed record OpenedLayer(ImmutableArray<string> Custodians, int Depth, string Blob);

/// <summary>A custodian's approval: the layers only they can open, under their signature over study, position, hash and commitment.</summary>
/// <param name="Study">Study.</param>
/// <param name="Position">Journal position of the database lock.</param>
/// <param name="Hash">The chain's hash there.</param>
/// <param name="Commitment">The study's commitment.</param>
/// <param name="Fingerprint">The custodian's.</param>
/// <param name="Opened">Opened layers.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="SignedBytes"/>, Base64 of r ‖ s.</param>
public sealed record UnblindingApproval(
    string Study, long Position, string Hash, string Commitment, string Fingerprint, ImmutableArray<OpenedLayer> Opened, string Signature)
{
    /// <summary>SHA-256 over path, depth and hash of each opened layer, a line each; 64 hex digits. It is journaled, the layers are not.</summary>
    internal string LayersHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Opened.Select(layer =>
        string.Create(CultureInfo.InvariantCulture, $"{string.Join('>', layer.Custodians)} {layer.Depth} {HashOf(layer.Blob)}"))))));

    internal byte[] SignedBytes => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"oxytrial/unblinding-approval/1\n{Study}\n{Position}\n{Hash}\n{Commitment}\n{Fingerprint}\n{LayersHash}"));

    /// <summary>Reads an approval's file.</summary>
    /// <exception cref="VaultException">It is no approval.</exception>
    public static UnblindingApproval Parse(string text) => CustodyJson.Read<UnblindingApproval>(text, "approval");

    /// <summary>The file's text.</summary>
    public string ToFile() => CustodyJson.Write(this);

    internal bool IsSignedBy(CustodianPublicKey key)
    {
        using var signing = key.OpenSigning();
        var signature = new byte[64];
        return Convert.TryFromBase64String(Signature, signature, out var length) && signing.VerifyData(SignedBytes, signature.AsSpan(0, length), HashAlgorithmName.SHA256);
    }

    internal static string HashOf(string blob) => Convert.ToHexStringLower(SHA256.HashData(CustodyJson.Bytes(blob)));
}

/// <summary>Requests and approvals as files: JSON for people to look at, read strictly.</summary>
internal static class CustodyJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    /// <exception cref="VaultException">It is not Base64.</exception>
    public static byte[] Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : throw new VaultException("The file is damaged: a part of it is not Base64.");
    }

    public static T Read<T>(string text, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new VaultException($"The file is no {what}.");
        }
        catch (JsonException cause)
        {
            throw new VaultException($"The file is no {what}: {cause.Message}", cause);
        }
    }
}
