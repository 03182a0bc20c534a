using System.Text.Json;
using OxyTrial.Randomization;

namespace OxyTrial.Verifier;

/// <summary>A factor whose level follows from a questionnaire's scales: one, or one for each person asked about, whose mean counts.</summary>
internal sealed record ScoredFactor(string Name, string Instrument, IReadOnlyList<string> Scales, decimal CutOff, string LevelAtCutOff, string Low, string High)
{
    /// <summary>The level of the mean of exact scores, each a sum of keyed responses over answered items.</summary>
    public string LevelOf(IReadOnlyList<(int Sum, int Answered)> scores)
    {
        // Over a common denominator the scores and the cut-off are whole numbers, but for the cut-off's own decimals.
        var denominator = scores.Aggregate(1L, (product, score) => product * score.Answered);
        var total = scores.Sum(score => score.Sum * (denominator / score.Answered));
        return decimal.Compare(total, CutOff * denominator * scores.Count) switch
        {
            < 0 => Low,
            > 0 => High,
            _ => LevelAtCutOff,
        };
    }
}

/// <summary>A factor whose level follows from a category of an instrument.</summary>
internal sealed record CategorizedFactor(string Name, string Instrument, IReadOnlyDictionary<string, string> LevelByCategory);

/// <summary>What verification needs of the spec, read from its canonical JSON and from nowhere else.</summary>
internal sealed record SpecFacts(
    AllocationRatio Ratio,
    KitFacts Contents,
    WashoutFacts? Washout,
    IReadOnlyDictionary<string, string> Labels,
    int KitDigits,
    int KitSets,
    int DoNotDispenseDays,
    bool Pooled,
    IReadOnlyList<ScoredFactor> ScoredFactors,
    IReadOnlyList<CategorizedFactor> CategorizedFactors,
    IReadOnlyDictionary<string, IReadOnlyList<string>> DrawnLevels,
    IReadOnlyDictionary<string, string> TimeZones)
{
    /// <exception cref="JsonException">Not a spec.</exception>
    /// <exception cref="KeyNotFoundException">A field is missing.</exception>
    public static SpecFacts Parse(string canonicalJson)
    {
        using var document = JsonDocument.Parse(canonicalJson);
        var spec = document.RootElement;
        var kits = spec.GetProperty("kits");
        return new SpecFacts(
            AllocationRatio.Create(spec.GetProperty("arms").EnumerateArray().Select(arm => (Text(arm, "key"), arm.GetProperty("ratio").GetInt32()))),
            KitFacts.Parse(spec),
            WashoutFacts.Parse(spec),
            spec.GetProperty("arms").EnumerateArray().ToDictionary(arm => Text(arm, "key"), arm => Text(arm, "label")),
            kits.GetProperty("numberDigits").GetInt32(),
            kits.GetProperty("sets").GetInt32(),
            kits.GetProperty("doNotDispenseDays").GetInt32(),
            Text(kits, "stockRule") == "pooled",
            [.. spec.GetProperty("factors").EnumerateArray().Where(factor => Text(factor, "kind") == "instrument").Select(Scored)],
            [.. spec.GetProperty("factors").EnumerateArray().Where(factor => Text(factor, "kind") == "category").Select(Categorized)],
            spec.GetProperty("factors").EnumerateArray().Where(factor => Text(factor, "kind") == "randomized").ToDictionary(
                factor => Text(factor, "name"), IReadOnlyList<string> (factor) => [.. factor.GetProperty("levels").EnumerateArray().Select(level => level.GetString()!)]),
            spec.GetProperty("sites").EnumerateArray().ToDictionary(site => Text(site, "id"), site => Text(site, "timeZone")));
    }

    private static ScoredFactor Scored(JsonElement factor)
    {
        var levels = factor.GetProperty("levels").EnumerateArray().Select(level => level.GetString()!).ToArray();
        var tie = Text(factor, "tie") == "low" ? levels[0] : levels[1];
        var scales = factor.TryGetProperty("targets", out var targets)
            ? targets.EnumerateArray().Select(target => $"{target.GetString()}.{Text(factor, "scale")}").ToArray()
            : [Text(factor, "scale")];
        return new ScoredFactor(Text(factor, "name"), Text(factor, "instrument"), scales, factor.GetProperty("cutOff").GetDecimal(), tie, levels[0], levels[1]);
    }

    private static CategorizedFactor Categorized(JsonElement factor) => new(
        Text(factor, "name"),
        Text(factor, "instrument"),
        factor.GetProperty("levelByCategory").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null.");
}
