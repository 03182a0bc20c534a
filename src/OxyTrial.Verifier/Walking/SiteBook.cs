using OxyTrial.Randomization.Derivation;
using OxyTrial.Verifier.Spec;

namespace OxyTrial.Verifier.Walking;

/// <summary>Where a site stands.</summary>
internal enum SiteState
{
    NotOpened,
    Open,
    Suspended,
    Closed,
}

/// <summary>Where a kit at a site stands.</summary>
internal enum KitState
{
    Available,
    Assigned,
    Dispensed,
    Returned,
    Damaged,
}

/// <summary>A lot as it was released.</summary>
internal sealed record Lot(string Name, string Site, DateOnly Expiry, int Sets, IReadOnlyList<string> Kits);

/// <summary>A site and its stock: enough to say from which lot, and which, a kit must have been chosen.</summary>
internal sealed class SiteBook
{
    private readonly Dictionary<string, Lot> lotByKit = new(StringComparer.Ordinal);

    public SiteState State { get; set; }

    public Dictionary<string, Lot> Lots { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, KitState> Kits { get; } = new(StringComparer.Ordinal);

    /// <summary>Participants randomized here.</summary>
    public int Randomized { get; set; }

    public void Receive(Lot lot)
    {
        Lots.Add(lot.Name, lot);
        foreach (var kit in lot.Kits)
        {
            Kits[kit] = KitState.Available;
            lotByKit[kit] = lot;
        }
    }

    public Lot LotOf(string kit) => lotByKit[kit];

    public KitState? StateOf(string kit) => Kits.TryGetValue(kit, out var state) ? state : null;

    public IEnumerable<string> Available(Lot lot) => lot.Kits.Where(kit => Kits[kit] == KitState.Available);

    /// <summary>The lot that is open on a day: the first to expire of those usable that the spec's stock rule lets serve.</summary>
    public string? OpenLot(SpecFacts spec, KitCatalogue catalogue, DateOnly day) => Lots.Values
        .Where(lot => Usable(spec, lot.Expiry, day))
        .OrderBy(lot => lot.Expiry).ThenBy(lot => lot.Name, StringComparer.Ordinal)
        .FirstOrDefault(lot => spec.Pooled
            ? (long)lot.Sets * spec.Contents.FewestInASet > lot.Kits.Count - Available(lot).Count()
            : Available(lot).Select(catalogue.ArmOf).Distinct().Count() == spec.Contents.Ratio.Count)?.Name;

    public static bool Usable(SpecFacts spec, DateOnly expiry, DateOnly day) => day.DayNumber <= expiry.DayNumber - spec.DoNotDispenseDays;
}
