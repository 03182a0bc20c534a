using OxyTrial.Trial.Specification;
using OxyTrial.Vault.Opening;

namespace OxyTrial.TwinTrials.Seams;

/// <summary>The ways in which a study's arms can be exchanged together with what its kits contain.</summary>
internal static class Exchanges
{
    /// <summary>Every permutation but the identity that keeps the allocation ratio; in a cross-over those that exchange treatments with the sequences. At least one.</summary>
    /// <exception cref="TwinTrialException">There is none, so that nothing could be shown.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Of(StudySpec spec)
    {
        int[][] possible = [.. Permutations([.. Enumerable.Range(0, spec.Arms.Length)]).Where(order => order.Index().Any(arm => arm.Index != arm.Item) && IsConsistent(spec, order))];
        return possible.Length > 0 ? possible : throw new TwinTrialException("The study's arms cannot be exchanged: a twin trial needs two arms of the same allocation ratio that can change places.");
    }

    // What the vault would refuse: a ratio that tells the twins apart, or one treatment under two names.
    private static bool IsConsistent(StudySpec spec, int[] order)
    {
        if (order.Index().Any(arm => spec.Arms[arm.Index].Ratio != spec.Arms[arm.Item].Ratio))
        {
            return false;
        }

        try
        {
            var kits = KitContents.Of(spec);
            return ContentRelabeling.Of(spec, order).Index().All(content => content.Item >= 0 && kits[content.Index].PerSet == kits[content.Item].PerSet);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
