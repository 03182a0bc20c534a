using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>Reads a procedure's <c>factors</c>: names of the trial's factors, or an object with the levels of each.</summary>
internal sealed class FactorReader(ProcedureReader reader, IReadOnlyList<FactorDefinition>? trialFactors)
{
    /// <summary>The factors, or null when an error was noted.</summary>
    public IReadOnlyList<FactorDefinition>? Read(JsonElement node)
    {
        var before = reader.Errors.Count;
        var factors = node.ValueKind switch
        {
            JsonValueKind.Array => [.. node.EnumerateArray().Select(Named).OfType<FactorDefinition>()],
            JsonValueKind.Object => [.. node.EnumerateObject().Select(Given).OfType<FactorDefinition>()],
            _ => NotFactors(),
        };
        if (reader.Errors.Count == before && FactorList.ErrorOf(factors) is { } error)
        {
            reader.Error("factors", error);
        }

        return reader.Errors.Count == before ? factors : null;
    }

    private FactorDefinition[] NotFactors()
    {
        reader.Error("factors", "is a list of factor names, or an object with the levels of each factor");
        return [];
    }

    private FactorDefinition? Named(JsonElement item, int index)
    {
        var path = $"factors[{index}]";
        if (item.ValueKind != JsonValueKind.String)
        {
            reader.Error(path, $"{item.GetRawText()} is no factor name");
            return null;
        }

        var name = item.GetString()!;
        if (trialFactors is null)
        {
            reader.Error(path, $"{name} has no levels here; write an object such as {{\"{name}\": [\"low\", \"high\"]}}");
            return null;
        }

        return TrialFactor(path, name);
    }

    private FactorDefinition? Given(JsonProperty property)
    {
        var path = $"factors.{property.Name}";
        if (property.Value.ValueKind != JsonValueKind.Array
            || property.Value.EnumerateArray().Any(level => level.ValueKind != JsonValueKind.String))
        {
            reader.Error(path, "is a list of levels, each a string");
            return null;
        }

        var given = new FactorDefinition(property.Name, [.. property.Value.EnumerateArray().Select(level => level.GetString()!)]);
        if (trialFactors is null)
        {
            return given;
        }

        var ofTrial = TrialFactor(path, given.Name);
        if (ofTrial is not null && !ofTrial.Equals(given))
        {
            reader.Error(path, $"has other levels than the trial's factor: {string.Join(", ", ofTrial.Levels)}");
            return null;
        }

        return ofTrial;
    }

    private FactorDefinition? TrialFactor(string path, string name)
    {
        var factor = trialFactors!.FirstOrDefault(factor => factor.Name == name);
        if (factor is null)
        {
            var names = trialFactors!.Count == 0 ? "none; the trial has no factors" : string.Join(", ", trialFactors.Select(f => f.Name));
            reader.Error(path, $"{name} is no factor of the trial; possible are {names}");
        }

        return factor;
    }
}
