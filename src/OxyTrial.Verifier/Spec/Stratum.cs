using System.Text.Json;

namespace OxyTrial.Verifier.Spec;

/// <summary>A stratum: a cohort and levels in the spec's order.</summary>
internal sealed record Stratum(string Cohort, IReadOnlyList<(string Factor, string Level)> Levels)
{
    /// <summary>The key of the whole stratum.</summary>
    public string Key => KeyOf(Levels);

    public static Stratum Parse(JsonElement body)
    {
        var stratum = body.Member("stratum", JsonValueKind.Object);
        return new Stratum(stratum.Text("cohort"), [.. stratum.Items("levels").Select(level => (level.Text("factor"), level.Text("level")))]);
    }

    /// <summary>The stratum of these levels, put in the spec's order.</summary>
    public static Stratum Of(SpecFacts spec, string cohort, IReadOnlyDictionary<string, string> levels) =>
        new(cohort, [.. spec.Factors.Where(factor => levels.ContainsKey(factor.Name)).Select(factor => (factor.Name, levels[factor.Name]))]);

    /// <summary>The name of the list that some of the factors cut.</summary>
    public string Scope(IReadOnlyList<string> factors) => KeyOf(Levels.Where(level => factors.Contains(level.Factor)));

    public Dictionary<string, string> ByFactor() => Levels.ToDictionary(level => level.Factor, level => level.Level, StringComparer.Ordinal);

    public bool Equals(Stratum? other) => other is not null && Cohort == other.Cohort && Levels.SequenceEqual(other.Levels);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    private string KeyOf(IEnumerable<(string Factor, string Level)> levels) => string.Join('|', levels.Select(level => $"{level.Factor}={level.Level}").Prepend($"cohort={Cohort}"));
}
