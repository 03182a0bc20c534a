using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OxyTrial.Instruments;

namespace OxyTrial.Trial.Specification;

/// <summary>A stratification factor. Its levels are fixed in the spec; a level is never defaulted and never derived from another instrument.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RecordedFactor), "recorded")]
[JsonDerivedType(typeof(InstrumentFactor), "instrument")]
[JsonDerivedType(typeof(CategoryFactor), "category")]
[JsonDerivedType(typeof(SiteFactor), "site")]
[JsonDerivedType(typeof(RandomizedFactor), "randomized")]
public abstract record FactorSpec
{
    private protected FactorSpec(string name, ImmutableArray<string> levels) => (Name, Levels) = (name, levels);

    /// <summary>Name, e.g. <c>gender</c>.</summary>
    public string Name { get; }

    /// <summary>At least two distinct levels in the spec's order.</summary>
    public ImmutableArray<string> Levels { get; }
}

/// <summary>A factor recorded at screening, e.g. gender.</summary>
public sealed record RecordedFactor : FactorSpec
{
    /// <summary>Name and at least two levels.</summary>
    public RecordedFactor(string name, ImmutableArray<string> levels)
        : base(name, levels)
    {
    }
}

/// <summary>A factor read off a questionnaire's scale with a fixed cut-off; the instrument is part of the stratum's definition (Levy).</summary>
public sealed record InstrumentFactor : FactorSpec
{
    /// <summary>Levels are low and high, in that order.</summary>
    public InstrumentFactor(string name, ImmutableArray<string> levels, string instrument, string scale, decimal cutOff, CutOffTie tie)
        : base(name, levels) => (Instrument, Scale, CutOff, Tie) = (instrument, scale, cutOff, tie);

    /// <summary>Instrument id, e.g. <c>ecr-r</c>.</summary>
    public string Instrument { get; }

    /// <summary>Scale of the instrument, e.g. <c>anxiety</c>.</summary>
    public string Scale { get; }

    /// <summary>Fixed cut-off on the scale; never a running sample median.</summary>
    public decimal CutOff { get; }

    /// <summary>The level of a score equal to the cut-off.</summary>
    public CutOffTie Tie { get; }

    /// <summary>Persons the score is the mean over, e.g. mother and father, for an instrument that is asked about persons; null for any other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Targets { get; init; }

    /// <summary>The scale's measurement error, for the flag of scores near the cut-off; null when the spec gives none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MeasurementError? MeasurementError { get; init; }

    /// <summary>Cut-off and tie rule as the instruments take them.</summary>
    [JsonIgnore]
    public CutOffRule CutOffRule => new(CutOff, Tie == CutOffTie.Low ? ScaleLevel.Low : ScaleLevel.High);

    /// <summary>The score that decides the level; null while a scale it needs is not scored.</summary>
    public ExactScore? ScoreOf(IReadOnlyCollection<ScaleScore> scores) => ExactScore.On(scores, Scale, Targets ?? []);

    /// <summary>The level of a score, compared exactly.</summary>
    public string LevelOf(ExactScore score) => Levels[(int)CutOffRule.LevelOf(score)];

    /// <summary>Whether the score lies less than one standard error of measurement from the cut-off; false when the spec gives no error.</summary>
    public bool IsUncertain(ExactScore score) => MeasurementError is { } error && CutOffRule.IsUncertain(score, error);
}

/// <summary>
/// A factor that is a category of a coded interview or of rated prototypes, as it is or grouped. It has no cut-off, and a
/// questionnaire's score cannot come here: the two classifications correspond poorly (Levy).
/// </summary>
public sealed record CategoryFactor : FactorSpec
{
    /// <summary>Levels and the level of every category of the instrument.</summary>
    public CategoryFactor(string name, ImmutableArray<string> levels, string instrument, ImmutableSortedDictionary<string, string> levelByCategory)
        : base(name, levels) => (Instrument, LevelByCategory) = (instrument, levelByCategory);

    /// <summary>Instrument id, e.g. <c>aai</c>.</summary>
    public string Instrument { get; }

    /// <summary>Level by category; each category of the instrument has one.</summary>
    public ImmutableSortedDictionary<string, string> LevelByCategory { get; }

    /// <summary>The level of a category.</summary>
    /// <exception cref="KeyNotFoundException">The instrument has no such category.</exception>
    public string LevelOf(string category) => LevelByCategory[category];
}

/// <summary>
/// A factor whose level is drawn, openly, at the participant's randomization: the setting of a 2 × 2 trial, say. The arm is then drawn within
/// the level, so both are balanced together. The procedure's parameters are the vault's, as those of the arms' procedure are.
/// </summary>
public sealed record RandomizedFactor : FactorSpec
{
    /// <summary>Name, at least two levels of equal ratio, the procedure's name, and the factors that cut its lists.</summary>
    public RandomizedFactor(string name, ImmutableArray<string> levels, string procedureName, ImmutableArray<string> scopeFactors)
        : base(name, levels) => (ProcedureName, ScopeFactors) = (procedureName, scopeFactors);

    /// <summary>Name of the procedure, e.g. <c>permuted-block</c>.</summary>
    public string ProcedureName { get; }

    /// <summary>Factors that, with the cohort, cut the participants into lists of this factor.</summary>
    public ImmutableArray<string> ScopeFactors { get; }
}

/// <summary>The participant's site as a factor; its levels are the spec's sites.</summary>
public sealed record SiteFactor : FactorSpec
{
    /// <summary>Name and the site identifiers.</summary>
    public SiteFactor(string name, ImmutableArray<string> levels)
        : base(name, levels)
    {
    }
}

/// <summary>The level of a score that equals the cut-off.</summary>
public enum CutOffTie
{
    /// <summary>score == cut-off counts as low.</summary>
    Low,

    /// <summary>score == cut-off counts as high.</summary>
    High,
}
