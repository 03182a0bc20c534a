using System.Text.Json;

namespace OxyTrial.Verifier;

/// <summary>A participant's way to randomization, and the kits handed over after it.</summary>
internal sealed class Trail
{
    private readonly Dictionary<(string Instrument, string Scale), (int Sum, int Answered)> scores = [];
    private string? stage;

    /// <summary>Stratum key confirmed; null before.</summary>
    public string? Stratum { get; private set; }

    /// <summary>Kits assigned, by visit: the last one counts.</summary>
    public Dictionary<string, string> KitByVisit { get; } = new(StringComparer.Ordinal);

    public string? Screened() => Step(from: null, to: "screened");

    public string? Consented() => Step(from: "screened", to: "consented");

    public string? Scored(JsonElement body)
    {
        foreach (var score in body.GetProperty("scores").EnumerateArray())
        {
            scores[(body.GetProperty("instrument").GetString()!, score.GetProperty("scale").GetString()!)] = (score.GetProperty("sum").GetInt32(), score.GetProperty("answered").GetInt32());
        }

        return stage == "consented" ? null : "a questionnaire is scored out of order";
    }

    /// <summary>The stratum's levels must be those that the scores and the fixed cut-offs give.</summary>
    public string? Eligible(string stratum, IReadOnlyDictionary<string, string> levels, IEnumerable<ScoredFactor> factors)
    {
        Stratum = stratum;
        foreach (var factor in factors)
        {
            if (!scores.TryGetValue((factor.Instrument, factor.Scale), out var score))
            {
                return $"{factor.Name} has a level but {factor.Instrument} is not scored";
            }

            if (levels.GetValueOrDefault(factor.Name) != factor.LevelOf(score.Sum, score.Answered))
            {
                return $"{factor.Name} is {levels.GetValueOrDefault(factor.Name)} where the score gives {factor.LevelOf(score.Sum, score.Answered)}";
            }
        }

        return Step(from: "consented", to: "eligible");
    }

    /// <summary>A kit was given that this participant never held.</summary>
    public bool Holds(string kit) => KitByVisit.ContainsValue(kit);

    private string? Step(string? from, string to)
    {
        var difference = stage == from ? null : $"the participant becomes {to} out of order";
        stage = to;
        return difference;
    }
}
