using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OxyTrial.Trial.Specification;

/// <summary>A stratification factor. Its levels are fixed in the spec; a level is never defaulted and never derived from another instrument.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RecordedFactor), "recorded")]
[JsonDerivedType(typeof(InstrumentFactor), "instrument")]
[JsonDerivedType(typeof(SiteFactor), "site")]
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
