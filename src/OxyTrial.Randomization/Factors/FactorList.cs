using System.Diagnostics.CodeAnalysis;

namespace OxyTrial.Randomization;

/// <summary>The factors a procedure uses, in its order. It makes and reads the profiles of participants.</summary>
public sealed class FactorList
{
    /// <summary>The factors in this order; names and levels are distinct and not empty.</summary>
    /// <exception cref="ArgumentException">A name or a level is empty or there twice, or a factor has no level.</exception>
    public FactorList(IEnumerable<FactorDefinition> factors)
    {
        Factors = [.. factors];
        if (ErrorOf(Factors) is { } error)
        {
            throw new ArgumentException(error, nameof(factors));
        }
    }

    /// <summary>No factors.</summary>
    public static FactorList Empty { get; } = new([]);

    /// <summary>The factors, in order.</summary>
    public IReadOnlyList<FactorDefinition> Factors { get; }

    /// <summary>The number of factors.</summary>
    public int Count => Factors.Count;

    /// <summary>What is wrong with these factors, or null.</summary>
    public static string? ErrorOf(IReadOnlyList<FactorDefinition> factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        if (TwiceOrEmpty(factors.Select(factor => factor.Name)) is { } name)
        {
            return $"factor names are distinct and not empty; \"{name}\" is not";
        }

        foreach (var factor in factors)
        {
            if (factor.Levels.Count == 0)
            {
                return $"factor {factor.Name} has no levels";
            }

            if (TwiceOrEmpty(factor.Levels) is { } level)
            {
                return $"the levels of {factor.Name} are distinct and not empty; \"{level}\" is not";
            }
        }

        return null;
    }

    /// <summary>
    /// The profile of a participant whose levels are given by factor name. Names of factors not in this list are passed over (a
    /// trial records more than its procedure uses); a missing factor or an unknown level is an error.
    /// </summary>
    public bool TryProfile(
        IReadOnlyDictionary<string, string> levels,
        [NotNullWhen(true)] out Profile? profile,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(levels);
        var missing = Factors.FirstOrDefault(factor => !levels.ContainsKey(factor.Name));
        if (missing is not null)
        {
            (profile, error) = (null, $"{missing.Name} is missing; possible are {string.Join(", ", missing.Levels)}");
            return false;
        }

        return TryProfile([.. Factors.Select(factor => levels[factor.Name])], out profile, out error);
    }

    /// <summary>The profile of a participant whose levels are given in the order of this list.</summary>
    public bool TryProfile(
        IReadOnlyList<string> levels, [NotNullWhen(true)] out Profile? profile, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(levels);
        profile = null;
        if (levels.Count != Count)
        {
            error = $"there are {levels.Count} levels for {Count} factors";
            return false;
        }

        var indexes = new int[Count];
        for (var factor = 0; factor < Count; factor++)
        {
            indexes[factor] = Factors[factor].IndexOf(levels[factor]);
            if (indexes[factor] < 0)
            {
                error = $"{Factors[factor].Name} is \"{levels[factor]}\"; possible are {string.Join(", ", Factors[factor].Levels)}";
                return false;
            }
        }

        (profile, error) = (new Profile(indexes), null);
        return true;
    }

    /// <summary>The profile of levels, in the order of this list, that are known to be right.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public Profile ProfileOf(params IReadOnlyList<string> levels) =>
        TryProfile(levels, out var profile, out var error) ? profile : throw new ArgumentException(error, nameof(levels));

    /// <summary>
    /// The name of a profile's stratum, "gender=F|avoidance=high"; empty without factors. Within names and levels the
    /// characters \, | and = are written \\, \| and \=, so that different strata have different names.
    /// </summary>
    public string StratumOf(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return string.Join('|', Factors.Select((factor, index) =>
            $"{Escaped(factor.Name)}={Escaped(factor.Levels[profile[index]])}"));
    }

    private static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal);

    private static string? TwiceOrEmpty(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.FirstOrDefault(name => string.IsNullOrWhiteSpace(name) || !seen.Add(name));
    }
}
