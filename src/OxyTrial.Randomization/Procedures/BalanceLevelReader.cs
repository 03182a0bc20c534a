using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>Reads the <c>levels</c> of dynamic hierarchical balancing.</summary>
internal sealed class BalanceLevelReader(ProcedureReader reader, FactorList factors)
{
    public const string Overall = "overall";
    public const string Stratum = "stratum";

    private const int LargestThreshold = 10_000;

    /// <summary>The levels, or null when an error was noted.</summary>
    public IReadOnlyList<BalanceLevel>? Read()
    {
        if (!reader.TryGet("levels", out var node) || node.ValueKind != JsonValueKind.Array || node.GetArrayLength() == 0)
        {
            reader.Error("levels", "is missing; it is a list such as [{\"within\": \"stratum\", \"threshold\": 2}, {\"within\": \"overall\", \"threshold\": 4}]");
            return null;
        }

        var before = reader.Errors.Count;
        BalanceLevel?[] levels = [.. node.EnumerateArray().Select((item, index) => Level($"levels[{index}]", item))];
        foreach (var twice in levels.Index().Where(level => level.Item is not null).GroupBy(level => level.Item!.Within).SelectMany(group => group.Skip(1)))
        {
            reader.Error($"levels[{twice.Index}].within", $"{twice.Item!.Within} is there twice; keep one");
        }

        return reader.Errors.Count == before ? [.. levels.OfType<BalanceLevel>()] : null;
    }

    private BalanceLevel? Level(string path, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            reader.Error(path, $"{item.GetRawText()} is no level; possible is an object with within, threshold and, if not 1, probability");
            return null;
        }

        reader.AllowKeys(path, item, ["within", "threshold", "probability"]);
        var within = Within($"{path}.within", item);
        var threshold = reader.WholeNumber($"{path}.threshold", item, "threshold", 1, LargestThreshold, "the imbalance from which the level decides");
        var probability = item.TryGetProperty("probability", out var given)
            ? reader.Probability($"{path}.probability", given)
            : Rational.One;
        return within is null || threshold is null || probability is null ? null : new BalanceLevel(within, threshold.Value, probability.Value);
    }

    private string? Within(string path, JsonElement item)
    {
        string[] possible = [Overall, Stratum, .. factors.Factors.Select(factor => factor.Name)];
        if (!item.TryGetProperty("within", out var node))
        {
            reader.Error(path, $"is missing; possible are {string.Join(", ", possible)}");
            return null;
        }

        if (node.ValueKind == JsonValueKind.String && possible.Contains(node.GetString()))
        {
            return node.GetString();
        }

        reader.Error(path, $"{node.GetRawText()} is unknown; possible are {string.Join(", ", possible)}");
        return null;
    }
}
