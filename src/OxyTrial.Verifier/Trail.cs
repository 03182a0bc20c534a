using System.Text.Json;

namespace OxyTrial.Verifier;

/// <summary>A participant's way to randomization, and the kits handed over after it.</summary>
internal sealed class Trail
{
    private readonly Dictionary<(string Instrument, string Scale), (int Sum, int Answered)> scores = [];
    private readonly Dictionary<string, string> categories = new(StringComparer.Ordinal);
    private string? stage;
    private (int Period, DateOnly Day)? lastDose;

    /// <summary>Stratum key confirmed; null before.</summary>
    public string? Stratum { get; private set; }

    /// <summary>Kits assigned, by visit: the last one counts.</summary>
    public Dictionary<string, string> KitByVisit { get; } = new(StringComparer.Ordinal);

    public string? Screened(string site)
    {
        Site = site;
        return Step(from: null, to: "screened");
    }

    /// <summary>The participant's site; empty before screening.</summary>
    public string Site { get; private set; } = string.Empty;

    public string? Consented() => Step(from: "screened", to: "consented");

    public string? Scored(JsonElement body)
    {
        foreach (var score in body.GetProperty("scores").EnumerateArray())
        {
            scores[(body.GetProperty("instrument").GetString()!, score.GetProperty("scale").GetString()!)] = (score.GetProperty("sum").GetInt32(), score.GetProperty("answered").GetInt32());
        }

        return stage == "consented" ? null : "a questionnaire is scored out of order";
    }

    public string? Categorized(JsonElement body)
    {
        categories[body.GetProperty("instrument").GetString()!] = body.GetProperty("category").GetString()!;
        return stage == "consented" ? null : "a category is found out of order";
    }

    /// <summary>The stratum's levels must be those that the scores with the fixed cut-offs, and the categories, give.</summary>
    public string? Eligible(string stratum, IReadOnlyDictionary<string, string> levels, SpecFacts spec)
    {
        Stratum = stratum;
        return spec.ScoredFactors.Select(factor => Difference(levels, factor.Name, factor.Instrument, "score", LevelOf(factor)))
            .Concat(spec.CategorizedFactors.Select(factor => Difference(levels, factor.Name, factor.Instrument, "category", LevelOf(factor))))
            .FirstOrDefault(difference => difference is not null) ?? Step(from: "consented", to: "eligible");
    }

    private string? LevelOf(ScoredFactor factor)
    {
        var given = factor.Scales.Where(scale => scores.ContainsKey((factor.Instrument, scale))).Select(scale => scores[(factor.Instrument, scale)]).ToArray();
        return given.Length == factor.Scales.Count ? factor.LevelOf(given) : null;
    }

    private string? LevelOf(CategorizedFactor factor) =>
        categories.TryGetValue(factor.Instrument, out var category) ? factor.LevelByCategory.GetValueOrDefault(category) : null;

    private static string? Difference(IReadOnlyDictionary<string, string> levels, string factor, string instrument, string what, string? derived) =>
        derived is null ? $"{factor} has a level but {instrument} is not scored"
        : levels.GetValueOrDefault(factor) == derived ? null
        : $"{factor} is {levels.GetValueOrDefault(factor)} where the {what} gives {derived}";

    /// <summary>A dose of a period; one of a later period comes after the washout.</summary>
    public string? Dosed(int period, DateOnly day, WashoutFacts? washout)
    {
        var difference = lastDose is { } later && later.Period > period ? $"a dose of period {period} is given after one of period {later.Period}"
            : lastDose is { } last && last.Period < period && washout is not null && day < last.Day.AddDays(washout.MinimumDays)
            ? $"a dose of period {period} is given on {day:yyyy-MM-dd}, after one of period {last.Period} on {last.Day:yyyy-MM-dd} and without the washout"
            : null;
        lastDose = (period, day);
        return difference;
    }

    private string? Step(string? from, string to)
    {
        var difference = stage == from ? null : $"the participant becomes {to} out of order";
        stage = to;
        return difference;
    }
}
