using System.Collections.Concurrent;

namespace OxyTrial.Randomization.Derivation;

/// <summary>Which kit a participant of an arm gets: of that arm's available kits the first in a secret order.</summary>
public sealed class KitChoice
{
    private readonly KitCatalogue _catalogue;
    private readonly IComparer<string> _order;

    /// <summary>The choices of a trial; the order is that of <see cref="KitOrder"/>.</summary>
    public KitChoice(KitCatalogue catalogue, TrialSecret secret, ReadOnlySpan<byte> specSha256)
        : this(catalogue, new ByRank(new TrialDraws(secret, specSha256)))
    {
    }

    /// <summary>The same in any order of the numbers.</summary>
    internal KitChoice(KitCatalogue catalogue, IComparer<string> order)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        (_catalogue, _order) = (catalogue, order);
    }

    /// <summary>
    /// The kit for <paramref name="arm"/> among the available ones, whatever their order; null when none is of that arm. Should two
    /// ranks ever be equal, the ordinally smaller number.
    /// </summary>
    public string? Choose(IEnumerable<string> availableKitNumbers, int arm) =>
#if LEAK_MUTANTS
        LeakMutant.Is(2) ? availableKitNumbers.Where(number => _catalogue.ArmOf(number) == arm).Order(StringComparer.Ordinal).FirstOrDefault() :
        LeakMutant.Is(13) ? availableKitNumbers.Where(number => _catalogue.ArmOf(number) == arm).OrderDescending(StringComparer.Ordinal).FirstOrDefault() :
#endif
        availableKitNumbers.Where(number => _catalogue.ArmOf(number) == arm).Order(_order).FirstOrDefault();

    private sealed class ByRank(TrialDraws draws) : IComparer<string>
    {
        private readonly ConcurrentDictionary<string, UInt128> _ranks = new(StringComparer.Ordinal);

        public int Compare(string? x, string? y) => RankOf(x!).CompareTo(RankOf(y!)) is not 0 and var byRank ? byRank : string.CompareOrdinal(x, y);

        private UInt128 RankOf(string number) => _ranks.GetOrAdd(number, static (kit, draws) => KitOrder.Rank(draws, kit), draws);
    }
}
