using System.Collections.Concurrent;

namespace OxyTrial.Randomization.Derivation;

/// <summary>Which kit a participant of an arm gets: of that arm's available kits the one of smallest <see cref="KitOrder"/>.</summary>
public sealed class KitChoice
{
    private readonly KitCatalogue _catalogue;
    private readonly TrialDraws _draws;
    private readonly ConcurrentDictionary<string, UInt128> _ranks = new(StringComparer.Ordinal);

    /// <summary>The choices of a trial.</summary>
    public KitChoice(KitCatalogue catalogue, TrialSecret secret, ReadOnlySpan<byte> specSha256)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        _catalogue = catalogue;
        _draws = new TrialDraws(secret, specSha256);
    }

    /// <summary>
    /// The kit for <paramref name="arm"/> among the available ones, whatever their order; null when none is of that arm. Should two
    /// ranks ever be equal, the ordinally smaller number.
    /// </summary>
    public string? Choose(IEnumerable<string> availableKitNumbers, int arm) => availableKitNumbers
        .Where(number => _catalogue.ArmOf(number) == arm)
        .OrderBy(number => _ranks.GetOrAdd(number, static (kit, draws) => KitOrder.Rank(draws, kit), _draws))
        .ThenBy(number => number, StringComparer.Ordinal)
        .FirstOrDefault();
}
