using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial;

/// <summary>A participant's level of one factor.</summary>
/// <param name="Factor">Factor name.</param>
/// <param name="Level">One of the factor's levels.</param>
public sealed record FactorLevel(string Factor, string Level)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Factor}={Level}";
}

/// <summary>
/// Where a participant stands among the strata: the cohort and the level of every stratification factor, frozen at
/// randomization (attachment can change with therapy; the stratum used never does).
/// </summary>
/// <param name="Cohort">Cohort key.</param>
/// <param name="Levels">One level a factor, in the spec's order.</param>
public sealed record Stratum(string Cohort, ImmutableArray<FactorLevel> Levels)
{
    /// <summary>The stratum's key, e.g. <c>cohort=BPD|gender=F|anxiety=high</c>.</summary>
    [JsonIgnore]
    public string Key => KeyOf(Levels);

    /// <summary>The key of the allocation list the participant is randomized from: cohort and scope factors only.</summary>
    public string ScopeKey(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return KeyOf(Levels.Where(level => spec.ScopeFactors.Contains(level.Factor)));
    }

    /// <summary>The key of the list from which a factor's level is drawn for the participant.</summary>
    public string ScopeKey(RandomizedFactor factor)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return $"factor={factor.Name}|{KeyOf(Levels.Where(level => factor.ScopeFactors.Contains(level.Factor)))}";
    }

    /// <summary>The stratum with the drawn level of a factor, in the spec's order.</summary>
    public Stratum With(StudySpec spec, FactorLevel drawn)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var levels = Levels.Add(drawn);
        return this with { Levels = [.. spec.Factors.Select(factor => levels.FirstOrDefault(level => level.Factor == factor.Name)).OfType<FactorLevel>()] };
    }

    /// <summary>All lists from which the levels of randomized factors are drawn, in the spec's order.</summary>
    public static IEnumerable<string> FactorScopeKeys(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Factors.OfType<RandomizedFactor>().SelectMany(factor => KeysOf(spec, factor.ScopeFactors).Select(key => $"factor={factor.Name}|{key}"));
    }

    /// <summary>All allocation lists of a study, in the spec's order.</summary>
    public static IEnumerable<string> ScopeKeys(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return KeysOf(spec, spec.ScopeFactors);
    }

    /// <summary>The cohort an allocation list belongs to.</summary>
    public static bool ScopeIsOfCohort(string scopeKey, string cohort)
    {
        ArgumentNullException.ThrowIfNull(scopeKey);
        return scopeKey == $"cohort={cohort}" || scopeKey.StartsWith($"cohort={cohort}|", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public bool Equals(Stratum? other) => other is not null && Cohort == other.Cohort && Levels.SequenceEqual(other.Levels);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    private static IEnumerable<string> KeysOf(StudySpec spec, ImmutableArray<string> scopeFactors) =>
        spec.Factors.Where(factor => scopeFactors.Contains(factor.Name)).Aggregate(
            spec.Cohorts.Select(cohort => $"cohort={cohort.Key}"),
            (keys, factor) => keys.SelectMany(key => factor.Levels.Select(level => $"{key}|{factor.Name}={level}")));

    private string KeyOf(IEnumerable<FactorLevel> levels) => string.Join('|', levels.Select(level => level.ToString()).Prepend($"cohort={Cohort}"));
}
