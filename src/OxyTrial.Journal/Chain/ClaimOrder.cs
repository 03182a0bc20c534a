using System.Text;

namespace OxyTrial.Journal;

/// <summary>
/// The canonical order of claims: by kind, then by key, each compared as unsigned UTF-8 bytes. A database that compares
/// text as bytes gives the same order; UTF-16 order would differ above U+FFFF.
/// </summary>
public sealed class ClaimOrder : IComparer<Claim>
{
    private ClaimOrder()
    {
    }

    /// <summary>The comparer.</summary>
    public static ClaimOrder Instance { get; } = new();

    /// <summary>The claims in canonical order.</summary>
    public static IReadOnlyList<Claim> Sort(IReadOnlyCollection<Claim> claims) =>
        claims?.Count < 2 ? [.. claims] : [.. claims!.Order(Instance)];

    /// <inheritdoc />
    public int Compare(Claim? x, Claim? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var kinds = CompareBytes(x.Kind, y.Kind);
        return kinds != 0 ? kinds : CompareBytes(x.Key, y.Key);
    }

    private static int CompareBytes(string x, string y) =>
        Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
}
