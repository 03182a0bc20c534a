using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace OxyTrial.Randomization;

/// <summary>
/// All procedures of a trial: the one that allocates the arms, and one for each factor whose level is drawn openly, such as the setting of a
/// 2 × 2 trial. One canonical JSON holds them, so that one commitment does: the arms' procedure alone when there is no such factor,
/// otherwise <c>{"arms":…,"factors":{NAME:…}}</c>.
/// </summary>
public sealed class TrialProcedures
{
    private const string ArmsKey = "arms";
    private const string FactorsKey = "factors";

    /// <summary>The procedures.</summary>
    /// <param name="arms">Allocates the arms.</param>
    /// <param name="factors">Allocates the levels of a factor, by its name; may be empty.</param>
    public TrialProcedures(ProcedureDefinition arms, IReadOnlyDictionary<string, ProcedureDefinition> factors) => (Arms, Factors) = (arms, factors);

    /// <summary>Allocates the arms.</summary>
    public ProcedureDefinition Arms { get; }

    /// <summary>Allocates the levels of a factor, by the factor's name.</summary>
    public IReadOnlyDictionary<string, ProcedureDefinition> Factors { get; }

    /// <summary>The node of the arms' procedure in the canonical JSON.</summary>
    public static JsonElement ArmsNode(JsonElement root) => root.TryGetProperty(ArmsKey, out var arms) ? arms : root;

    /// <summary>Reads canonical JSON back; false when it is not of this build, or when it and the spec name different factors.</summary>
    /// <param name="root">The JSON.</param>
    /// <param name="ratio">The arms' ratio.</param>
    /// <param name="levels">The levels of each openly randomized factor with their ratio, by name.</param>
    /// <param name="procedures">The procedures.</param>
    public static bool TryRead(
        JsonElement root, AllocationRatio ratio, IReadOnlyDictionary<string, AllocationRatio> levels, [NotNullWhen(true)] out TrialProcedures? procedures)
    {
        ArgumentNullException.ThrowIfNull(levels);
        procedures = null;
        var nodes = root.TryGetProperty(ArmsKey, out _) && root.TryGetProperty(FactorsKey, out var given)
            ? given.EnumerateObject().ToDictionary(node => node.Name, node => node.Value, StringComparer.Ordinal)
            : [];
        if (!nodes.Keys.Order(StringComparer.Ordinal).SequenceEqual(levels.Keys.Order(StringComparer.Ordinal)))
        {
            return false;
        }

        var factors = nodes.ToDictionary(node => node.Key, node => ProcedureDefinition.Read(node.Value, levels[node.Key]).Definition, StringComparer.Ordinal);
        if (ProcedureDefinition.Read(ArmsNode(root), ratio).Definition is not { } arms || factors.ContainsValue(null))
        {
            return false;
        }

        procedures = new TrialProcedures(arms, factors.ToDictionary(factor => factor.Key, factor => factor.Value!, StringComparer.Ordinal));
        return true;
    }

    /// <summary>The canonical JSON, without white space, factors in the order of their names.</summary>
    public string ToCanonicalJson()
    {
        if (Factors.Count == 0)
        {
            return Arms.ToCanonicalJson();
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(ArmsKey);
            writer.WriteRawValue(Arms.ToCanonicalJson());
            writer.WriteStartObject(FactorsKey);
            foreach (var (name, procedure) in Factors.OrderBy(factor => factor.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(procedure.ToCanonicalJson());
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
