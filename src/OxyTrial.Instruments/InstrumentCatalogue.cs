using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OxyTrial.Instruments;

/// <summary>The instruments a spec may name. Keys, rules and sources: docs/instruments.md.</summary>
public static class InstrumentCatalogue
{
    private static readonly ResponseRange OneToSeven = new(1, 7);

    /// <summary>
    /// Experiences in Close Relationships–Revised: 36 items answered 1–7; anxiety 1–18, avoidance 19–36; mean of the keyed
    /// responses; at most 3 of a scale's 18 may be missing.
    /// </summary>
    /// <remarks>
    /// Order and key of Fraley, Waller and Brennan (2000). Some public scorers cite this paper but use the odd/even order of the
    /// ECR of 1998, whose items are other items under the same numbers.
    /// </remarks>
    public static Questionnaire EcrR { get; } = new(
        new("ecr-r", "Experiences in Close Relationships–Revised", "2000", "Fraley, Waller & Brennan (2000), J Pers Soc Psychol 78:350–365"),
        OneToSeven,
        Items("ecr-r", 36, number => number <= 18 ? "anxiety" : "avoidance", reversed: [9, 11, 20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36]),
        [new Scale("anxiety", MaximumMissing: 3), new Scale("avoidance", MaximumMissing: 3)]);

    /// <summary>
    /// Experiences in Close Relationships–Relationship Structures: the same 9 items answered 1–7 about mother, father, partner and
    /// friend; per target avoidance 1–6 (at most 1 missing) and anxiety 7–9 (none missing); the global score is the mean over targets.
    /// </summary>
    public static Questionnaire EcrRs { get; } = AboutEach(
        new("ecr-rs", "Experiences in Close Relationships–Relationship Structures", "2011", "Fraley, Heffernan, Vicary & Brumbaugh (2011), Psychol Assess 23:615–625"),
        ["mother", "father", "partner", "friend"]);

    /// <summary>Experiences in Close Relationships–Short Form: 12 items answered 1–7; six a scale, at most 1 of them missing.</summary>
    public static Questionnaire EcrS { get; } = new(
        new(
            "ecr-s",
            "Experiences in Close Relationships–Short Form",
            "2007",
            "Wei, Russell, Mallinckrodt & Vogel (2007), J Pers Assess 88:187–204",
            "The key is to be verified against the primary paper before a study relies on it. The score here is the mean of the items; scorers that give sums give six times as much."),
        OneToSeven,
        Items("ecr-s", 12, number => number % 2 == 1 ? "avoidance" : "anxiety", reversed: [1, 5, 8, 9]),
        [new Scale("avoidance", MaximumMissing: 1), new Scale("anxiety", MaximumMissing: 1)]);

    /// <summary>Relationship Questionnaire: four prototypes rated 1–7, and one chosen as the best.</summary>
    public static PrototypeMeasure Rq { get; } = new(
        new("rq", "Relationship Questionnaire", "1991", "Bartholomew & Horowitz (1991), J Pers Soc Psychol 61:226–244; Griffin & Bartholomew (1994), J Pers Soc Psychol 67:430–445"),
        OneToSeven,
        [
            new Prototype("rq-secure", "A", "secure", Self: 1, Other: 1),
            new Prototype("rq-fearful", "B", "fearful", Self: -1, Other: -1),
            new Prototype("rq-preoccupied", "C", "preoccupied", Self: -1, Other: 1),
            new Prototype("rq-dismissing", "D", "dismissing", Self: 1, Other: -1),
        ]);

    /// <summary>Adult Attachment Interview: the category a certified coder gives the transcript.</summary>
    public static CodedInterview Aai { get; } = new(
        new("aai", "Adult Attachment Interview", "four-way", "Main, Kaplan & Cassidy (1985), Monogr Soc Res Child Dev 50(1–2):66–104 (its four categories: Levy et al.)"),
        ["secure", "preoccupied", "dismissing", "unresolved"]);

    /// <summary>All instruments in the order of their ids.</summary>
    public static ImmutableArray<Instrument> All { get; } = [Aai, EcrR, EcrRs, EcrS, Rq];

    /// <summary>Finds an instrument by its id, e.g. <c>ecr-r</c>; false when there is none.</summary>
    public static bool TryGet(string? id, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = All.FirstOrDefault(candidate => candidate.Id == id);
        return instrument is not null;
    }

    private static Questionnaire AboutEach(Naming naming, ImmutableArray<string> targets) => new(
        naming,
        OneToSeven,
        [.. targets.SelectMany(target => Items(naming.Id, 9, number => number <= 6 ? "avoidance" : "anxiety", reversed: [1, 2, 3, 4], target))],
        [.. targets.SelectMany(target => new[] { new Scale("avoidance", MaximumMissing: 1, target), new Scale("anxiety", MaximumMissing: 0, target) })]);

    private static ImmutableArray<Item> Items(string id, int count, Func<int, string> dimension, int[] reversed, string? target = null) =>
    [
        .. Enumerable.Range(1, count).Select(number => new Item(
            string.Create(CultureInfo.InvariantCulture, $"{(target is null ? id : $"{id}-{target}")}-{number:00}"),
            number,
            Scale.NameOf(dimension(number), target),
            reversed.Contains(number),
            target)),
    ];
}
