using System.Security.Cryptography;

namespace OxyTrial.Vault.Custody;

/// <summary>
/// A custodian's private keys, made and kept by their holder and never sent anywhere. The file is two PEM blocks of PKCS#8, encrypted
/// under a passphrase (AES-256, PBKDF2 with SHA-256 and 600,000 rounds), after the public line.
/// </summary>
public sealed class CustodianKey : IDisposable
{
    /// <summary>Shortest passphrase, in characters.</summary>
    public const int ShortestPassphrase = 12;

    private const string PemLabel = "ENCRYPTED PRIVATE KEY";
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 600_000);
    private readonly ECDiffieHellman agreement;
    private readonly ECDsa signing;

    private CustodianKey(string name, ECDiffieHellman agreement, ECDsa signing)
    {
        (this.agreement, this.signing) = (agreement, signing);
        Public = new CustodianPublicKey(name, agreement.ExportSubjectPublicKeyInfo(), signing.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The half to hand out.</summary>
    public CustodianPublicKey Public { get; }

    /// <summary>Makes new keys for a holder.</summary>
    /// <exception cref="VaultException">The name is empty or too long.</exception>
    public static CustodianKey Create(string name)
    {
        var key = new CustodianKey(name, ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), ECDsa.Create(ECCurve.NamedCurves.nistP256));
        CustodianPublicKey.Parse(key.Public.ToString());
        return key;
    }

    /// <summary>Reads a key file.</summary>
    /// <exception cref="VaultException">It is no key file, or the passphrase is wrong.</exception>
    public static CustodianKey Open(string file, string passphrase)
    {
        ArgumentNullException.ThrowIfNull(file);
        var lines = file.Split('\n', 2);
        var known = CustodianPublicKey.Parse(lines[0]);
        var (agreement, signing) = (ECDiffieHellman.Create(), ECDsa.Create());
        try
        {
            var rest = lines.ElementAtOrDefault(1) ?? string.Empty;
            agreement.ImportFromEncryptedPem(Block(rest, 0), passphrase);
            signing.ImportFromEncryptedPem(Block(rest, 1), passphrase);
            var key = new CustodianKey(known.Name, agreement, signing);
            return key.Public.Fingerprint == known.Fingerprint ? key : throw new VaultException("The key file's private keys are not those of its first line.");
        }
        catch (Exception cause) when (cause is CryptographicException or ArgumentException)
        {
            agreement.Dispose();
            signing.Dispose();
            throw new VaultException("The key file does not open: wrong passphrase, or damaged.", cause);
        }
    }

    /// <summary>The key file's text.</summary>
    /// <exception cref="VaultException">The passphrase is too short.</exception>
    public string ToFile(string passphrase)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        return passphrase.Length < ShortestPassphrase
            ? throw new VaultException($"A passphrase has at least {ShortestPassphrase} characters.")
            : $"{Public}\n{agreement.ExportEncryptedPkcs8PrivateKeyPem(passphrase, Encryption)}\n{signing.ExportEncryptedPkcs8PrivateKeyPem(passphrase, Encryption)}\n";
    }

    /// <summary>Opens this custodian's layers of a request and signs for it.</summary>
    /// <exception cref="VaultException">The request has nothing for this custodian, or a layer does not open.</exception>
    public UnblindingApproval Approve(UnblindingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var mine = request.Paths.Where(path => path.Next == Public.Fingerprint).ToArray();
        if (mine.Length == 0)
        {
            throw new VaultException($"The request has nothing for {Public.Name} ({Public.Fingerprint}): not a custodian of this study, or approved already.");
        }

        var unsigned = new UnblindingApproval(
            request.Study, request.Position, request.Hash, request.Commitment, Public.Fingerprint, [.. mine.Select(path => Opened(request, path))], string.Empty);
        return unsigned with { Signature = Convert.ToBase64String(signing.SignData(unsigned.SignedBytes, HashAlgorithmName.SHA256)) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        agreement.Dispose();
        signing.Dispose();
    }

    /// <summary>A fixed text and the public name.</summary>
    public override string ToString() => $"private keys of {Public.Name} (hidden)";

    private OpenedLayer Opened(UnblindingRequest request, SharePath path) =>
        new(path.Custodians, path.Opened, Convert.ToBase64String(
            ShareLayer.Open(agreement, Public.Fingerprint, CustodyJson.Bytes(path.Blob), ShareLayer.Context(request.Study, request.Commitment, path.Custodians, path.Opened))
            ?? throw new VaultException("A layer of the request does not open with this key: the request is damaged, or of another study.")));

    private static string Block(string text, int which)
    {
        for (var skipped = 0; PemEncoding.TryFind(text, out var fields); skipped++)
        {
            if (skipped == which)
            {
                return text[fields.Location];
            }

            text = text[fields.Location.End..];
        }

        throw new VaultException($"The key file has not two blocks '{PemLabel}'.");
    }
}
