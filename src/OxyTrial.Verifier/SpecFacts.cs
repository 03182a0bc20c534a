using System.Text.Json;
using OxyTrial.Randomization;

namespace OxyTrial.Verifier;

/// <summary>A factor whose level follows from a questionnaire's scale.</summary>
internal sealed record ScoredFactor(string Name, string Instrument, string Scale, decimal CutOff, string LevelAtCutOff, string Low, string High)
{
    /// <summary>The level of an exact score: sum of keyed responses over answered items.</summary>
    public string LevelOf(int sum, int answered) => decimal.Compare(sum, CutOff * answered) switch
    {
        < 0 => Low,
        > 0 => High,
        _ => LevelAtCutOff,
    };
}

/// <summary>What verification needs of the spec, read from its canonical JSON and from nowhere else.</summary>
internal sealed record SpecFacts(
    AllocationRatio Ratio,
    IReadOnlyDictionary<string, string> Labels,
    int KitDigits,
    int KitSets,
    int DoNotDispenseDays,
    bool Pooled,
    IReadOnlyList<ScoredFactor> ScoredFactors,
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
            spec.GetProperty("arms").EnumerateArray().ToDictionary(arm => Text(arm, "key"), arm => Text(arm, "label")),
            kits.GetProperty("numberDigits").GetInt32(),
            kits.GetProperty("sets").GetInt32(),
            kits.GetProperty("doNotDispenseDays").GetInt32(),
            Text(kits, "stockRule") == "pooled",
            [.. spec.GetProperty("factors").EnumerateArray().Where(factor => Text(factor, "kind") == "instrument").Select(Scored)],
            spec.GetProperty("sites").EnumerateArray().ToDictionary(site => Text(site, "id"), site => Text(site, "timeZone")));
    }

    private static ScoredFactor Scored(JsonElement factor)
    {
        var levels = factor.GetProperty("levels").EnumerateArray().Select(level => level.GetString()!).ToArray();
        var tie = Text(factor, "tie") == "low" ? levels[0] : levels[1];
        return new ScoredFactor(Text(factor, "name"), Text(factor, "instrument"), Text(factor, "scale"), factor.GetProperty("cutOff").GetDecimal(), tie, levels[0], levels[1]);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null.");
}
