using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OxyTrial.Journal;

namespace OxyTrial.Vault.Remote;

/// <summary>
/// The certificates of a vault and of its web nodes: self-signed, each known to the other side by its bytes. In the folder of the vault
/// are <c>vault.pem</c> with its key and <c>web.crt</c>; in that of a web node <c>web.pem</c> with its key and <c>vault.crt</c>.
/// </summary>
/// <param name="Own">This side's, with its private key.</param>
/// <param name="Other">The other side's.</param>
public sealed record VaultCertificates(X509Certificate2 Own, X509Certificate2 Other)
{
    /// <summary>Name of the vault's side.</summary>
    public const string Server = "vault";

    /// <summary>Name of the web nodes' side.</summary>
    public const string Client = "web";

    private static readonly TimeSpan Valid = TimeSpan.FromDays(3 * 365);

    /// <summary>Makes both pairs, in the folders <c>vault</c> and <c>web</c> below this one; the second is for the web nodes' machine or account.</summary>
    /// <exception cref="VaultException">The folder holds certificates already.</exception>
    public static void Create(string folder, DateTimeOffset now)
    {
        var (server, client) = (Path.Combine(folder, Server), Path.Combine(folder, Client));
        if (Directory.Exists(server) || Directory.Exists(client))
        {
            throw new VaultException($"'{folder}' holds certificates already; nothing is overwritten.");
        }

        using var vault = SelfSigned(Server, now);
        using var web = SelfSigned(Client, now);
        Write(server, Server, vault, Client, web);
        Write(client, Client, web, Server, vault);
    }

    /// <summary>One side's.</summary>
    /// <exception cref="VaultException">They are not there, or cannot be read.</exception>
    public static VaultCertificates Open(string folder, string own)
    {
        var other = own == Server ? Client : Server;
        try
        {
            // Written to PKCS#12 and back: the handshake cannot use the ephemeral key of a PEM file on every system.
            using var pem = X509Certificate2.CreateFromPemFile(Path.Combine(folder, $"{own}.pem"));
            return new VaultCertificates(
                X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null), X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, $"{other}.crt")));
        }
        catch (Exception cause) when (cause is IOException or CryptographicException)
        {
            throw new VaultException($"The certificates in '{folder}' cannot be read ({own}.pem, {other}.crt): {cause.Message}", cause);
        }
    }

    /// <summary>Whether it is the other side's, to the byte.</summary>
    public bool IsOther(X509Certificate2 shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return CryptographicOperations.FixedTimeEquals(shown.RawData, Other.RawData);
    }

    private static X509Certificate2 SelfSigned(string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN=oxytrial {name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddMinutes(-5), now + Valid);
    }

    private static void Write(string folder, string own, X509Certificate2 mine, string other, X509Certificate2 theirs)
    {
        PrivateFolder.Make(folder);

        using var key = mine.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(folder, $"{own}.pem"), $"{mine.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        File.WriteAllText(Path.Combine(folder, $"{other}.crt"), theirs.ExportCertificatePem() + "\n");
    }
}
