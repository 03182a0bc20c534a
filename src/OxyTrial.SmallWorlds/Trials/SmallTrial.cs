using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Randomization;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.SmallWorlds.Trials;

/// <summary>A scenario with a procedure, a stock rule and a number of participants.</summary>
public sealed class SmallTrial
{
    /// <summary>The factor that is drawn openly, and its levels.</summary>
    internal const string Setting = "setting";

    /// <inheritdoc cref="Setting"/>
    internal static readonly ImmutableArray<string> Settings = ["social", "alone"];

    private static readonly ImmutableArray<string> Substances = ["Oxytocin 24 IU", "Placebo", "Oxytocin 48 IU"];

    /// <summary>A tiny trial.</summary>
    /// <param name="scenario">What happens.</param>
    /// <param name="procedure">Read for the scenario's ratio.</param>
    /// <param name="rule">The stock rule.</param>
    /// <param name="participants">How many there are, at least 1. The worlds multiply with each.</param>
    public SmallTrial(Scenario scenario, ProcedureDefinition procedure, StockRule rule, int participants)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(procedure);
        ArgumentOutOfRangeException.ThrowIfLessThan(participants, 1);
        (Scenario, Procedure, Participants) = (scenario, procedure, participants);
        Ratio = RatioOf(scenario);
        Spec = SpecOf(scenario, procedure, rule);
    }

    /// <summary>What happens.</summary>
    public Scenario Scenario { get; }

    /// <summary>Allocates the arms.</summary>
    public ProcedureDefinition Procedure { get; }

    /// <summary>The allocation ratio.</summary>
    public AllocationRatio Ratio { get; }

    /// <summary>The number of participants.</summary>
    public int Participants { get; }

    /// <summary>The spec that is registered.</summary>
    internal StudySpec Spec { get; }

    /// <summary>The arms A, B … of a scenario with their ratio.</summary>
    public static AllocationRatio RatioOf(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return AllocationRatio.Create(scenario.Ratio.Select((share, arm) => (ArmKey(arm), share)));
    }

    /// <summary>A participant's identifier; from 1.</summary>
    internal static ParticipantId ParticipantOf(int number) => ParticipantId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"P-{number}"));

    /// <summary>A site's identifier; from 1.</summary>
    internal static SiteId SiteOf(int number) => SiteId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"S-{number}"));

    /// <summary>A participant's levels: the bits of the number count through those of all factors.</summary>
    internal ImmutableSortedDictionary<string, string> LevelsOf(int participant) => Procedure.Factors.Factors
        .Select((factor, index) => KeyValuePair.Create(factor.Name, factor.Levels[((participant - 1) >> index) % factor.Levels.Count]))
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static string ArmKey(int arm) => ((char)('A' + arm)).ToString();

    private static StudySpec SpecOf(Scenario scenario, ProcedureDefinition procedure, StockRule rule) => new()
    {
        FormatVersion = 1,
        Id = StudyId.FromTrusted("small-world"),
        Title = scenario.Name,
        Masked = ["participant", "investigator"],
        Arms =
        [
            .. scenario.Ratio.Select((share, arm) => new ArmSpec(ArmKey(arm), scenario.CrossOver ? $"Sequence {ArmKey(arm)}" : Substances[arm], share, null, null)
            {
                Sequence = !scenario.CrossOver ? null : arm == 0 ? ["O", "P"] : ["P", "O"],
            }),
        ],
        Treatments = scenario.CrossOver ? [new("O", Substances[0], 24, null), new("P", Substances[1], 0, null)] : null,
        Washout = scenario.CrossOver ? new(7, null) : null,
        Dose = new(24, 4, 3, 3, null),
        Cohorts = [new("all", "All")],
        Factors =
        [
            .. procedure.Factors.Factors.Select(factor => new RecordedFactor(factor.Name, [.. factor.Levels])),
            .. scenario.DrawnSetting ? [new RandomizedFactor(Setting, Settings, new CompleteRandomization().Method, [])] : ImmutableArray<FactorSpec>.Empty,
        ],
        ProcedureName = procedure.Method,
        ScopeFactors = procedure.IsStratified ? [.. procedure.Factors.Factors.Select(factor => factor.Name)] : [],
        Caps = CapSpec.None,
        Visits =
        [
            new("V1", "Session 1", 0, 0, 0, VisitKit.New, null, null) { Period = scenario.CrossOver ? 1 : null },
            new("V2", "Session 2", 7, 3, 3, VisitKit.New, null, null) { Period = scenario.CrossOver ? 2 : null },
        ],
        Kits = new(4, Math.Max(1, scenario.SetsOfLots.Sum()), rule, 0, null, null, 1, "Cool"),
        Sites = [.. Enumerable.Range(1, scenario.Sites).Select(site => new SiteSpec(SiteOf(site), $"Site {site}", "Etc/UTC"))],
        Eligibility = [new("adult", "The participant is an adult.", false)],
        EmergencyContact = new("On call", "+49 30 23125 002"),
    };
}
