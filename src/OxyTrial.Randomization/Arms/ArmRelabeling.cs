using System.Diagnostics.CodeAnalysis;

namespace OxyTrial.Randomization;

/// <summary>
/// A permutation of the arms' indexes that keeps the allocation ratio; the identity in production. A twin trial is the same
/// trial with its arms exchanged together with the contents of its kits: whatever a blinded person sees must be the same in both.
/// </summary>
public sealed class ArmRelabeling
{
    private readonly int[] _to;

    private ArmRelabeling(int[] to) => _to = to;

    /// <summary>The number of arms.</summary>
    public int Count => _to.Length;

    /// <summary>Every arm keeps its index.</summary>
    public static ArmRelabeling Identity(AllocationRatio ratio)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        return new([.. Enumerable.Range(0, ratio.Count)]);
    }

    /// <summary>
    /// The relabeling that gives arm i the index <paramref name="to"/>[i]. Refused: no permutation of the arms' indexes, or one that
    /// gives an arm's place to an arm of another ratio (the ratio would tell the twins apart).
    /// </summary>
    public static bool TryCreate(
        AllocationRatio ratio,
        IReadOnlyList<int> to,
        [NotNullWhen(true)] out ArmRelabeling? relabeling,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        ArgumentNullException.ThrowIfNull(to);
        error = null;
        if (!to.Order().SequenceEqual(Enumerable.Range(0, ratio.Count)))
        {
            error = $"[{string.Join(", ", to)}] is no permutation of the {ratio.Count} arms' indexes";
        }
        else if (Enumerable.Range(0, ratio.Count).Any(arm => ratio[arm] != ratio[to[arm]]))
        {
            error = $"[{string.Join(", ", to)}] does not keep the ratio {ratio}";
        }

        relabeling = error is null ? new ArmRelabeling([.. to]) : null;
        return relabeling is not null;
    }

    internal static ArmRelabeling OrIdentity(ArmRelabeling? relabeling, AllocationRatio ratio)
    {
        relabeling ??= Identity(ratio);
        return relabeling.Count == ratio.Count
            ? relabeling
            : throw new ArgumentException($"The relabeling is for {relabeling.Count} arms, not {ratio.Count}.", nameof(relabeling));
    }

    /// <summary>The index under which <paramref name="arm"/> is known outside.</summary>
    public int Apply(int arm) => _to[arm];
}
