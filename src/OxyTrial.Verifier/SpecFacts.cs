using System.Text.Json;
using OxyTrial.Randomization;

namespace OxyTrial.Verifier;

/// <summary>What verification needs of the spec, read from its canonical JSON and from nowhere else.</summary>
internal sealed record SpecFacts(AllocationRatio Ratio, int KitDigits, int KitSets, bool Pooled)
{
    /// <exception cref="JsonException">Not a spec.</exception>
    /// <exception cref="KeyNotFoundException">A field is missing.</exception>
    public static SpecFacts Parse(string canonicalJson)
    {
        using var document = JsonDocument.Parse(canonicalJson);
        var spec = document.RootElement;
        var kits = spec.GetProperty("kits");
        return new SpecFacts(
            AllocationRatio.Create(spec.GetProperty("arms").EnumerateArray().Select(arm => (arm.GetProperty("key").GetString()!, arm.GetProperty("ratio").GetInt32()))),
            kits.GetProperty("numberDigits").GetInt32(),
            kits.GetProperty("sets").GetInt32(),
            kits.GetProperty("stockRule").GetString() == "pooled");
    }
}
