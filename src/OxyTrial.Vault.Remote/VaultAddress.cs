using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace OxyTrial.Vault.Remote;

/// <summary>Where a vault of its own process listens.</summary>
public abstract record VaultAddress
{
    private const string SocketPrefix = "unix:";

    private VaultAddress()
    {
    }

    /// <summary>A Unix socket; who may connect is who may write to the file, which only its owner may.</summary>
    /// <param name="Path">The socket's file.</param>
    public sealed record LocalSocket(string Path) : VaultAddress
    {
        /// <inheritdoc/>
        public override string ToString() => $"{SocketPrefix}{Path}";
    }

    /// <summary>A port of the loopback interface, with mutual TLS: each side knows the other's certificate itself, no authority.</summary>
    /// <param name="Port">Port.</param>
    /// <param name="Certificates">Folder of the certificates, see <see cref="VaultCertificates"/>.</param>
    public sealed record Loopback(int Port, string Certificates) : VaultAddress
    {
        /// <inheritdoc/>
        public override string ToString() => $"https://localhost:{Port}";
    }

    /// <summary>Reads <c>unix:PATH</c> or <c>https://localhost:PORT</c>; the latter with its certificates' folder.</summary>
    /// <exception cref="VaultException">It is neither, or the folder is not named.</exception>
    public static VaultAddress Parse(string text, string? certificates)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(SocketPrefix, StringComparison.Ordinal) && text.Length > SocketPrefix.Length ? new LocalSocket(text[SocketPrefix.Length..])
            : !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || !uri.IsLoopback ? throw new VaultException($"'{text}' is no address of a vault: write unix:PATH or https://localhost:PORT.")
            : certificates is null ? throw new VaultException("A vault on a port needs the folder of its certificates.")
            : new Loopback(uri.Port, certificates);
    }

    internal HttpClient Connect() => this switch
    {
        LocalSocket socket => new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(socket.Path, cancellation) }) { BaseAddress = new Uri("http://vault/") },
        Loopback loopback => new HttpClient(SecuredBy(VaultCertificates.Open(loopback.Certificates, VaultCertificates.Client))) { BaseAddress = new Uri($"https://localhost:{loopback.Port}/") },
        _ => throw new InvalidOperationException("Unknown kind of address."),
    };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler SecuredBy(VaultCertificates known)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.ClientCertificates = [known.Own];
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && known.IsOther(shown);
        return handler;
    }
}
