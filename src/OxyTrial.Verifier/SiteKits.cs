namespace OxyTrial.Verifier;

/// <summary>The kits of one site by lot, as the journal tells: enough to say which kit must have been chosen.</summary>
internal sealed class SiteKits
{
    private readonly Dictionary<string, HashSet<string>> lots = new(StringComparer.Ordinal);

    public void Receive(string lot, IEnumerable<string> kits) => lots[lot] = [.. kits];

    public IReadOnlySet<string> AvailableIn(string lot) => lots.TryGetValue(lot, out var held) ? held : new HashSet<string>();

    /// <summary>Takes a kit out of stock; false when it is not there: never received, or used or lost before.</summary>
    public bool Take(string kit) => lots.Values.Any(kits => kits.Remove(kit));
}
