using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Trial;
using OxyTrial.Vault.Keys;

namespace OxyTrial.Vault.Custody;

/// <summary>
/// The copy of a study's secret that the unblinding opens: under a key that only enough custodians together can unwrap, and not under the
/// vault's own. There is one nested wrap for every order in which enough of them can come, so that no order is prescribed.
/// </summary>
/// <param name="Study">Study.</param>
/// <param name="Commitment">The commitment it opens.</param>
/// <param name="Paths">Unopened wraps.</param>
/// <param name="Content">The secret under the reveal key, Base64.</param>
internal sealed record RevealCopy(string Study, string Commitment, ImmutableArray<SharePath> Paths, string Content)
{
    private byte[] AssociatedData => Encoding.UTF8.GetBytes($"oxytrial/reveal/1\n{Study}\n{Commitment}");

    public static RevealCopy Make(string study, string commitment, ReadOnlySpan<byte> secret, CustodianPanel panel, VaultSeams seams)
    {
        var key = seams.SecretBytes("reveal-key", AuthenticatedBox.KeyBytes);
        var keys = panel.Custodians.Select(custodian => CustodianPublicKey.Parse(custodian.PublicKey)).ToImmutableArray();
        var copy = new RevealCopy(study, commitment, [.. Orders(keys, panel.Threshold).Select(order => Wrapped(study, commitment, key, order, seams))], string.Empty);
        return copy with { Content = Convert.ToBase64String(AuthenticatedBox.Seal(key, seams.SecretBytes("nonce", AuthenticatedBox.NonceBytes), secret, copy.AssociatedData)) };
    }

    /// <summary>The wraps after these approvals, which are those of <see cref="ErrorOf"/>'s making.</summary>
    public ImmutableArray<SharePath> After(IEnumerable<UnblindingApproval> approvals) =>
        approvals.SelectMany(approval => approval.Opened).Aggregate(Paths, (paths, opened) => [.. paths.Select(path => Is(path, opened) ? path with { Opened = path.Opened + 1, Blob = opened.Blob } : path)]);

    /// <summary>The wraps that the next custodian goes on with: those opened by all who came before, in their order.</summary>
    public ImmutableArray<SharePath> Live(IReadOnlyCollection<UnblindingApproval> approvals) => [.. After(approvals).Where(path => path.Opened == approvals.Count)];

    /// <summary>Why what was opened is not what the next approval must open; null when it is.</summary>
    public string? ErrorOf(UnblindingApproval approval, IReadOnlyCollection<UnblindingApproval> before)
    {
        var awaited = Live(before).Where(path => path.Next == approval.Fingerprint).ToArray();
        return awaited.Length != approval.Opened.Length || !awaited.All(path => approval.Opened.Any(opened => Is(path, opened)))
            ? "Others have approved since this request was made; make the approval from a new one."
            : awaited.All(path => approval.Opened.Any(opened => Is(path, opened) && UnblindingApproval.HashOf(opened.Blob) == path.Layers[path.Opened]))
            ? null
            : "A share in it is wrong.";
    }

    /// <summary>The secret, when enough have approved; else null.</summary>
    /// <exception cref="VaultException">The copy is damaged.</exception>
    public byte[]? Open(IEnumerable<UnblindingApproval> approvals) =>
        After(approvals).FirstOrDefault(path => path.Next is null) is not { } opened ? null
        : AuthenticatedBox.Open(CustodyJson.Bytes(opened.Blob), CustodyJson.Bytes(Content), AssociatedData)
            ?? throw new VaultException($"The reveal copy of study {Study} does not open: damaged, or of another study.");

    private static bool Is(SharePath path, OpenedLayer opened) => path.Opened == opened.Depth && path.Custodians.SequenceEqual(opened.Custodians);

    private static SharePath Wrapped(string study, string commitment, byte[] key, ImmutableArray<CustodianPublicKey> order, VaultSeams seams)
    {
        ImmutableArray<string> path = [.. order.Select(custodian => custodian.Fingerprint)];
        var (blob, layers) = (key, ImmutableArray<string>.Empty);
        for (var depth = order.Length - 1; depth >= 0; depth--)
        {
            layers = layers.Insert(0, Convert.ToHexStringLower(SHA256.HashData(blob)));
            blob = ShareLayer.Seal(order[depth], blob, ShareLayer.Context(study, commitment, path, depth), seams);
        }

        return new SharePath(path, layers, 0, Convert.ToBase64String(blob));
    }

    private static IEnumerable<ImmutableArray<CustodianPublicKey>> Orders(ImmutableArray<CustodianPublicKey> keys, int length) => length == 0
        ? [[]]
        : keys.SelectMany(key => Orders(keys.Remove(key), length - 1).Select(rest => rest.Insert(0, key)));
}
