using System.Globalization;
using OxyTrial.Trial.Specification;
using OxyTrial.TwinTrials.Histories;

namespace OxyTrial.TwinTrials.Asking;

/// <summary>How the parameters of addresses are filled: by their names, with what there is and something that there is not.</summary>
internal static class RouteValues
{
    /// <summary>As many of a kind as are asked about.</summary>
    private const int Few = 6;

    private static readonly Dictionary<string, Func<World, IEnumerable<string>>> ByName = new(StringComparer.Ordinal)
    {
        ["study"] = static world => [world.Spec.Id.Value],
        ["site"] = static world => [.. world.Spec.Sites.Take(2).Select(site => site.Id.Value), "NOWHERE"],
        ["participant"] = static world => [.. world.ParticipantIds.TakeLast(Few), "NOBODY"],
        ["visit"] = static world => [.. world.Spec.Visits.Take(4).Select(visit => visit.Key), "V99"],
        ["instrument"] = static world => [.. world.Spec.Instruments().Select(instrument => instrument.Id), "no-instrument"],
        ["kit"] = static world => [.. world.KitNumbers.TakeLast(Few), "0000000"],
        ["lot"] = static world => [.. world.LotNames.TakeLast(Few), "NO-LOT"],
        ["code"] = static _ => ((int[])[400, 404, 500, 503]).Select(code => code.ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>Values of a parameter, at least one.</summary>
    /// <exception cref="TwinTrialException">The table has no such row.</exception>
    public static IReadOnlyList<string> Of(string parameter, CatalogueEntry entry, World world) => ByName.TryGetValue(parameter, out var values)
        ? [.. values(world)]
        : throw new TwinTrialException($"The twin trial does not know how to fill {{{parameter}}} of {entry.Key}: add a row to {nameof(RouteValues)}.");
}
