using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;

namespace OxyTrial.Verifier;

/// <summary>The factors whose levels were drawn: each level is derived again, and the stratum of the arm must have it.</summary>
internal sealed class DrawnFactors(IReadOnlyDictionary<string, (ProcedureDefinition Procedure, IReadOnlyList<string> Levels, SlotArms Slots)> factors)
{
    private readonly Dictionary<string, ScopeReplay> lists = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Participant, string Factor), string> drawn = [];

    /// <summary>Derives one level; what differs, or null.</summary>
    public string? Draw(string scope, int sequence, string participant, IReadOnlyDictionary<string, string> stratum, string level)
    {
        var name = factors.Keys.FirstOrDefault(factor => scope.StartsWith($"factor={factor}|", StringComparison.Ordinal));
        if (name is null)
        {
            return $"list {scope} is of no randomized factor";
        }

        var (procedure, levels, slots) = factors[name];
        if (!lists.TryGetValue(scope, out var list))
        {
            lists[scope] = list = slots.Open(scope);
        }

        if (sequence != list.SlotsDrawn + 1 || sequence > procedure.Length)
        {
            return $"slot {scope}#{sequence} follows slot {list.SlotsDrawn}";
        }

        if (!procedure.Factors.TryProfile(stratum, out var profile, out var error))
        {
            return $"slot {scope}#{sequence}: {error}";
        }

        var derived = levels[list.Next(profile)];
        return derived != level ? $"participant {participant} has {name} {level} where {derived} is derived"
            : drawn.TryAdd((participant, name), level) ? null
            : $"participant {participant} has {name} drawn twice";
    }

    /// <summary>Whether a stratum has the levels that were drawn for the participant; what differs, or null.</summary>
    public string? Difference(string participant, IReadOnlyDictionary<string, string> stratum)
    {
        var wrong = factors.Keys.FirstOrDefault(factor => drawn.GetValueOrDefault((participant, factor)) != stratum.GetValueOrDefault(factor));
        return wrong is null ? null : $"participant {participant} is randomized with {wrong} {stratum.GetValueOrDefault(wrong)} where {drawn.GetValueOrDefault((participant, wrong)) ?? "nothing"} was drawn";
    }
}
