using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Samples;

/// <summary>Small specs and identifiers for tests: two sites, two cohorts, one recorded factor, one instrument only when asked for.</summary>
internal static class TrialSamples
{
    public static readonly StudyId Study = StudyId.FromTrusted("demo");
    public static readonly SiteId Heidelberg = SiteId.FromTrusted("HD");
    public static readonly SiteId Ulm = SiteId.FromTrusted("UL");
    public static readonly SiteId Nowhere = SiteId.FromTrusted("XX");
    public static readonly DateOnly Today = new(2030, 1, 15);
    public static readonly DateTimeOffset Now = new(2030, 1, 15, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly Expiry = new(2031, 12, 31);

    public static readonly RecordedFactor Gender = new("gender", ["F", "M"]);
    public static readonly SiteFactor Site = new("site", ["HD", "UL"]);

    public static InstrumentFactor Anxiety(CutOffTie tie = CutOffTie.Low, decimal cutOff = 4) => new("anxiety", ["low", "high"], "ecr-r", "anxiety", cutOff, tie);

    /// <summary>One arm against another, one to one, permuted blocks, pooled stock rule, seven days before expiry nothing is dispensed.</summary>
    public static StudySpec Spec() => new()
    {
        FormatVersion = 1,
        Id = Study,
        Title = "Demo",
        Masked = ["participant", "investigator"],
        Arms = [new("A", "Oxytocin 24 IU", 1, 24, null), new("B", "Placebo", 1, 0, "excipient-matched")],
        Dose = new(24, 4, 3, 3, null),
        Cohorts = [new("BPD", "Borderline personality disorder"), new("healthy", "Healthy")],
        Factors = [Gender],
        ProcedureName = "permuted-block",
        ScopeFactors = ["gender"],
        Caps = CapSpec.None,
        Visits =
        [
            new("V1", "Session 1", 0, 0, 0, VisitKit.New, 30, 45),
            new("V2", "Session 2", 7, 3, 3, VisitKit.Continue, 30, 45),
            new("V3", "Follow-up", 14, 3, 3, VisitKit.None, null, null),
            new("V4", "Session 3", 21, 3, 3, VisitKit.New, 30, 45),
        ],
        Kits = new(6, 40, StockRule.Pooled, 7, 200, 3, 1, "Cool"),
        Sites = [new(Heidelberg, "Heidelberg", "Europe/Berlin"), new(Ulm, "Ulm", "Europe/Berlin")],
        Eligibility = [new("adult", "The participant is an adult.", false), new("nose-clear", "Both nostrils are free.", true)],
        EmergencyContact = new("On call", "+49 30 23125 002"),
    };

    /// <summary>Oxytocin and placebo in both orders, seven days apart; one kit a period.</summary>
    public static StudySpec CrossOver() => Spec() with
    {
        Arms =
        [
            new("OP", "Oxytocin, then placebo", 1, null, null) { Sequence = ["O", "P"] },
            new("PO", "Placebo, then oxytocin", 1, null, null) { Sequence = ["P", "O"] },
        ],
        Treatments = [new("O", "Oxytocin 24 IU", 24, null), new("P", "Placebo", 0, "excipient-matched")],
        Washout = new(7, 14),
        Visits =
        [
            new("V1", "Session 1", 0, 0, 0, VisitKit.New, 30, 45) { Period = 1 },
            new("V2", "Session 2", 3, 0, 0, VisitKit.Continue, 30, 45) { Period = 1 },
            new("V3", "Session 3", 10, 0, 4, VisitKit.New, 30, 45) { Period = 2 },
            new("V4", "Session 4", 13, 0, 4, VisitKit.Continue, 30, 45) { Period = 2 },
        ],
    };

    /// <summary>The setting is drawn openly, the arm within it.</summary>
    public static StudySpec TwoByTwo() => Spec() with
    {
        Factors = [Gender, new RandomizedFactor("setting", ["social", "non-social"], "permuted-block", ["gender"])],
        ScopeFactors = ["gender", "setting"],
    };

    /// <summary>The procedures of <see cref="TwoByTwo"/>.</summary>
    public const string TwoByTwoProcedures =
        """{"arms":{"method":"permuted-block","factors":{"gender":["F","M"],"setting":["social","non-social"]},"sizes":[2,4]},"factors":{"setting":{"method":"permuted-block","factors":{"gender":["F","M"]},"sizes":[4]}}}""";

    public static StudySpec WithRatio(this StudySpec spec, params ImmutableArray<int> ratio) =>
        spec with { Arms = [.. ratio.Select((share, index) => new ArmSpec(((char)('A' + index)).ToString(), $"Arm {index}", share, null, null))] };

    public static StudySpec WithCaps(this StudySpec spec, int? study = null, int? stratum = null, (string, int)? cohort = null, (string, int)? site = null) => spec with
    {
        Caps = new(study, stratum, Of(cohort), Of(site)),
    };

    public static StudySpec With(this StudySpec spec, StockRule rule) => spec with { Kits = spec.Kits with { StockRule = rule } };

    public static StudySpec WithFactors(this StudySpec spec, params ImmutableArray<FactorSpec> factors) =>
        spec with { Factors = factors, ScopeFactors = [.. factors.Select(factor => factor.Name)] };

    public static ParticipantId Participant(int number) => ParticipantId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"P-{number:000}"));

    /// <summary>Valid kit numbers in order: six digits and the check digit that fits them.</summary>
    public static ImmutableArray<KitNumber> Kits(int first, int count) => [.. Enumerable.Range(first, count).Select(Kit)];

    public static KitNumber Kit(int number)
    {
        for (var digit = 0; digit < 10; digit++)
        {
            if (KitNumber.TryParse(string.Create(CultureInfo.InvariantCulture, $"{number:000000}{digit}"), out var kit))
            {
                return kit;
            }
        }

        throw new InvalidOperationException("Every number has a check digit.");
    }

    public static ImmutableSortedDictionary<string, string> Recorded(params (string Factor, string Level)[] levels) =>
        levels.ToImmutableSortedDictionary(level => level.Factor, level => level.Level, StringComparer.Ordinal);

    /// <summary>36 answers of the ECR-R whose anxiety is exactly <paramref name="anxiety"/>: the keyed answer is the same for every item.</summary>
    public static ImmutableArray<int?> EcrR(int anxiety) =>
        [.. Enumerable.Range(1, 36).Select(item => (int?)(item is 9 or 11 ? 8 - anxiety : item > 18 ? 4 : anxiety))];

    private static ImmutableSortedDictionary<string, int> Of((string Key, int Cap)? cap) => cap is { } given
        ? ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add(given.Key, given.Cap)
        : ImmutableSortedDictionary<string, int>.Empty;
}
