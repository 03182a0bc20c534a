using System.Globalization;
using OxyTrial.Randomization.Derivation;

namespace OxyTrial.Verifier;

/// <summary>One lot at a site, as the journal tells.</summary>
internal sealed class LotKits(string name, DateOnly expiry, int sets, IEnumerable<string> kits)
{
    public string Name => name;

    public DateOnly Expiry => expiry;

    public int Sets => sets;

    public HashSet<string> Available { get; } = [.. kits];

    public int UsedOrLost { get; private set; }

    public bool Take(string kit)
    {
        var taken = Available.Remove(kit);
        UsedOrLost += taken ? 1 : 0;
        return taken;
    }
}

/// <summary>The kits of one site: enough to say from which lot, and which, a kit must have been chosen.</summary>
internal sealed class SiteKits
{
    private readonly List<LotKits> lots = [];

    /// <summary>False when the lot was received before.</summary>
    public bool Receive(string lot, string expiry, int sets, IEnumerable<string> kits)
    {
        var known = lots.Exists(held => held.Name == lot);
        lots.Add(new LotKits(lot, DateOnly.Parse(expiry, CultureInfo.InvariantCulture), sets, kits));
        return !known;
    }

    /// <summary>Takes a kit out of stock; false when it is not there: never received, or used or lost before.</summary>
    public bool Take(string kit) => lots.Any(lot => lot.Take(kit));

    public IReadOnlySet<string> AvailableIn(string lot) => lots.Find(held => held.Name == lot)?.Available ?? [];

    /// <summary>The lot that is open on a day: the first to expire of those usable, by the spec's stock rule.</summary>
    public string? OpenLot(SpecFacts spec, KitCatalogue catalogue, DateOnly day) => lots
        .Where(lot => day <= lot.Expiry.AddDays(-spec.DoNotDispenseDays))
        .OrderBy(lot => lot.Expiry).ThenBy(lot => lot.Name, StringComparer.Ordinal)
        .FirstOrDefault(lot => spec.Pooled
            ? (lot.Sets * spec.Contents.Ratio.Arms.Min(content => content.Ratio)) > lot.UsedOrLost
            : lot.Available.Select(catalogue.ArmOf).Distinct().Count() == spec.Contents.Ratio.Count)?.Name;
}
