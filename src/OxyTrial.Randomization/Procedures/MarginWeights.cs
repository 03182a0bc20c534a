using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>Weights by factor name, in a procedure's node and its canonical JSON.</summary>
internal static class MarginWeights
{
    /// <summary>The optional <c>weights</c> of minimization: 1 where none is given, not all zero.</summary>
    public static IReadOnlyList<Rational>? Read(ProcedureReader reader, FactorList factors)
    {
        if (!reader.TryGet("weights", out var node))
        {
            return [.. factors.Factors.Select(_ => Rational.One)];
        }

        var weights = Read(reader, "weights", node, factors, Rational.One);
        if (weights is not null && weights.All(weight => weight.Sign == 0))
        {
            reader.Error("weights", "are all 0; one factor at least has a positive weight");
            return null;
        }

        return weights;
    }

    /// <summary>
    /// The weight of each factor; where none is given <paramref name="absent"/>, or an error if that is null.
    /// </summary>
    public static IReadOnlyList<Rational>? Read(
        ProcedureReader reader, string path, JsonElement node, FactorList factors, Rational? absent)
    {
        if (node.ValueKind != JsonValueKind.Object)
        {
            reader.Error(path, "is an object of weights by factor name");
            return null;
        }

        reader.AllowKeys(path, node, [.. factors.Factors.Select(factor => factor.Name)]);
        var weights = new List<Rational>();
        foreach (var factor in factors.Factors)
        {
            var at = $"{path}.{factor.Name}";
            var weight = node.TryGetProperty(factor.Name, out var item) ? reader.Weight(at, item) : absent;
            if (weight is not null)
            {
                weights.Add(weight.Value);
            }
            else if (item.ValueKind == JsonValueKind.Undefined)
            {
                reader.Error(at, "is missing; give every factor a weight, 0 to leave it out");
            }
        }

        return weights.Count == factors.Count ? weights : null;
    }

    public static void Write(Utf8JsonWriter writer, string key, FactorList factors, IReadOnlyList<Rational> weights)
    {
        writer.WriteStartObject(key);
        for (var factor = 0; factor < factors.Count; factor++)
        {
            writer.WriteString(factors.Factors[factor].Name, weights[factor].ToString());
        }

        writer.WriteEndObject();
    }
}
