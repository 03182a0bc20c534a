using System.Text.Json;

namespace OxyTrial.Verifier.Spec;

/// <summary>A stratification factor, and how its level follows from what was recorded of a participant.</summary>
internal abstract record FactorFacts(string Name, IReadOnlyList<string> Levels)
{
    public static FactorFacts Parse(JsonElement factor)
    {
        var (name, levels) = (factor.Text("name"), factor.Texts("levels"));
        return factor.Text("kind") switch
        {
            "recorded" => new RecordedFacts(name, levels),
            "site" => new SiteFacts(name, levels),
            "instrument" => new ScoredFacts(name, levels, factor.Text("instrument"), ScalesOf(factor), factor.Member("cutOff", JsonValueKind.Number).GetDecimal(), factor.Text("tie") == "low"),
            "category" => new CategoryFacts(name, levels, factor.Text("instrument"), factor.TextByName("levelByCategory")),
            "randomized" => new DrawnFacts(name, levels, factor.Texts("scopeFactors")),
            var kind => throw new JsonException($"a factor of kind {kind}"),
        };
    }

    private static string[] ScalesOf(JsonElement factor) => factor.Optional("targets") is null
        ? [factor.Text("scale")]
        : [.. factor.Texts("targets").Select(target => $"{target}.{factor.Text("scale")}")];
}

/// <summary>Recorded at screening.</summary>
internal sealed record RecordedFacts(string Name, IReadOnlyList<string> Levels) : FactorFacts(Name, Levels);

/// <summary>The site.</summary>
internal sealed record SiteFacts(string Name, IReadOnlyList<string> Levels) : FactorFacts(Name, Levels);

/// <summary>A category of an instrument.</summary>
internal sealed record CategoryFacts(string Name, IReadOnlyList<string> Levels, string Instrument, IReadOnlyDictionary<string, string> LevelByCategory) : FactorFacts(Name, Levels);

/// <summary>Drawn openly, from lists that these factors cut.</summary>
internal sealed record DrawnFacts(string Name, IReadOnlyList<string> Levels, IReadOnlyList<string> ScopeFactors) : FactorFacts(Name, Levels);

/// <summary>Read off a questionnaire's scales: one, or one for each person asked about, whose mean counts.</summary>
internal sealed record ScoredFacts(string Name, IReadOnlyList<string> Levels, string Instrument, IReadOnlyList<string> Scales, decimal CutOff, bool TieIsLow) : FactorFacts(Name, Levels)
{
    /// <summary>The level of the mean of exact scores, each a sum over answered items; null while one is missing.</summary>
    public string? LevelOf(IReadOnlyDictionary<string, (int Sum, int Answered)> scores)
    {
        if (Scales.Count == 0 || Scales.Any(scale => !scores.ContainsKey(scale)))
        {
            return null;
        }

        // Over a common denominator the scores and the cut-off are whole numbers, but for the cut-off's own decimals.
        var given = Scales.Select(scale => scores[scale]).ToArray();
        var denominator = given.Aggregate(1L, (product, score) => checked(product * score.Answered));
        var total = given.Sum(score => score.Sum * (denominator / score.Answered));
        return decimal.Compare(total, CutOff * denominator * given.Length) switch
        {
            < 0 => Levels[0],
            > 0 => Levels[1],
            _ => Levels[TieIsLow ? 0 : 1],
        };
    }
}
