using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OxyTrial.Instruments;

/// <summary>The instruments a spec may name.</summary>
public static class InstrumentCatalogue
{
    /// <summary>
    /// Experiences in Close Relationships–Revised: 36 items answered 1–7; anxiety 1–18, avoidance 19–36; mean of the keyed
    /// responses; at most 3 of a scale's 18 may be missing.
    /// </summary>
    /// <remarks>
    /// Order and key of Fraley, Waller and Brennan (2000). Some public scorers cite this paper but use the odd/even order of the
    /// ECR of 1998, whose items are other items under the same numbers.
    /// </remarks>
    public static Instrument EcrR { get; } = new(
        id: "ecr-r",
        title: "Experiences in Close Relationships–Revised",
        version: "2000",
        source: "Fraley, Waller & Brennan (2000), J Pers Soc Psychol 78:350–365",
        range: new ResponseRange(1, 7),
        items: Numbered("ecr-r", 36, number => number <= 18 ? "anxiety" : "avoidance", reversed: [9, 11, 20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36]),
        scales: [new Scale("anxiety", MaximumMissing: 3), new Scale("avoidance", MaximumMissing: 3)]);

    /// <summary>All instruments in the order of their ids.</summary>
    public static ImmutableArray<Instrument> All { get; } = [EcrR];

    /// <summary>Finds an instrument by its id, e.g. <c>ecr-r</c>; false when there is none.</summary>
    public static bool TryGet(string? id, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = All.FirstOrDefault(candidate => candidate.Id == id);
        return instrument is not null;
    }

    private static ImmutableArray<Item> Numbered(string id, int count, Func<int, string> scale, int[] reversed) =>
    [
        .. Enumerable.Range(1, count).Select(number => new Item(
            string.Create(CultureInfo.InvariantCulture, $"{id}-{number:00}"), number, scale(number), reversed.Contains(number))),
    ];
}
