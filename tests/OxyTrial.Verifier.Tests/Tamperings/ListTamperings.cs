using System.Text.Json.Nodes;
using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>Places of the lists, and drawn levels.</summary>
internal static class ListTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("A place of a list skipped", Check.Allocations, forgery => Shift(forgery, forgery.Last("SlotAllocated"), 1)),
        new("A place of a list used again", Check.Allocations, forgery => Shift(forgery, forgery.Last("SlotAllocated", e => Sequence(e) > 1), -1)),
        new("A participant taken out whole, their kits said to be damaged", Check.Allocations, forgery =>
        {
            // Not the last of a list, or no place would be missing there.
            var gone = forgery.First("SlotAllocated", e => forgery.Last("SlotAllocated", later => later.Stream == e.Stream) != e);
            TakeOut(forgery, gone["participant"]);
        }),
        new("Two places of a list exchanged between two participants", Check.Allocations, forgery =>
        {
            var (one, other) = TwoOfAList(forgery);
            (one.Body["slot"]!["sequence"], other.Body["slot"]!["sequence"]) = (Sequence(other), Sequence(one));
        }),
        new("Participants of two places exchanged", Check.Allocations, forgery =>
        {
            // They stand in different strata, so that even the forger's stratum does not fit.
            var one = forgery.First("SlotAllocated");
            var other = forgery.Last("SlotAllocated", e => e.Stream != one.Stream);
            (one.Body["slot"], other.Body["slot"]) = (other.Body["slot"]!.DeepClone(), one.Body["slot"]!.DeepClone());
        }),
        new("A place of another list", Check.Allocations, forgery =>
        {
            var one = forgery.Last("SlotAllocated");
            one.Stream = forgery.First("SlotAllocated", e => e.Stream != one.Stream).Stream;
            one.Body["slot"]!["scope"] = one.Name;
        }),
        new("A place on a stream that is not its list's", Check.Allocations, forgery => forgery.Last("SlotAllocated").Stream = forgery.First("SlotAllocated", e => e.Stream != forgery.Last("SlotAllocated").Stream).Stream),
        new("Randomized in another stratum than confirmed", Check.Allocations, forgery => StratumTamperings.Toggle(StratumTamperings.Level(forgery.Last("SlotAllocated"), "anxiety"), "level", "low", "high")),
        new("A participant randomized beyond the cohort's limit", Check.Allocations, forgery =>
        {
            // A twin of the last participant, at the next place of the list.
            var slot = forgery.Last("SlotAllocated");
            var (original, at) = (slot["participant"], forgery.Events.IndexOf(slot));
            var twin = forgery.Events.Where(e => (e.Stream == $"participant/{original}" && forgery.Events.IndexOf(e) < at) || e.CommandId == slot.CommandId).Select(e => Twin(e, original)).ToArray();
            forgery.InsertAfter(slot, twin);
            Shift(forgery, twin.Single(e => e.Type == "SlotAllocated"), 1);
        }),
        new("The participant's half names another place", Check.Allocations, forgery => forgery.Last("ParticipantRandomized").Body["slot"]!["sequence"] = 99),
        new("The participant's half names another stratum", Check.Allocations, forgery => StratumTamperings.Toggle(StratumTamperings.Level(forgery.Last("ParticipantRandomized"), "anxiety"), "level", "low", "high")),
        new("The site counts another participant", Check.Allocations, forgery => forgery.Last("RandomizationCounted")["participant"] = forgery.First("RandomizationCounted")["participant"]),
        new("A drawn level exchanged", Check.Levels, forgery => StratumTamperings.Toggle(forgery.Last("FactorLevelAllocated").Body, "level", "social", "non-social")) { Trial = PlayedTrials.CrossOver },
        new("A place of a drawn factor's list skipped", Check.Levels, forgery => forgery.Last("FactorLevelAllocated").Body["slot"]!["sequence"] = Sequence(forgery.Last("FactorLevelAllocated")) + 1) { Trial = PlayedTrials.CrossOver },
        new("A level drawn from another list", Check.Levels, forgery =>
        {
            var drawn = forgery.Last("FactorLevelAllocated");
            drawn.Stream = forgery.First("FactorLevelAllocated", e => e.Stream != drawn.Stream).Stream;
            drawn.Body["slot"]!["scope"] = drawn.Name;
        }) { Trial = PlayedTrials.CrossOver },
        new("A drawing of a level taken out", Check.Order, forgery => forgery.Remove(forgery.Last("FactorLevelAllocated"))) { Trial = PlayedTrials.CrossOver },
        new("A level drawn twice for one participant", Check.Order, forgery =>
        {
            var drawn = forgery.Last("FactorLevelAllocated");
            forgery.Events.Insert(forgery.Events.IndexOf(drawn) + 1, drawn.Copy(drawn.CommandId));
        }) { Trial = PlayedTrials.CrossOver },
        new("A level drawn for one participant, and another randomized", Check.Order, forgery => forgery.Last("FactorLevelAllocated")["participant"] = forgery.First("EligibilityConfirmed", e => !forgery.All("SlotAllocated").Any(slot => slot["participant"] == e.Name) || e.Name == forgery.First("FactorLevelAllocated")["participant"]).Name) { Trial = PlayedTrials.CrossOver },
        new("The arm drawn in another level than drawn", Check.Allocations, forgery => StratumTamperings.Toggle(StratumTamperings.Level(forgery.Last("SlotAllocated"), "setting"), "level", "social", "non-social")) { Trial = PlayedTrials.CrossOver },
    ];

    public static int Sequence(ForgedEvent one) => one.Body["slot"]!["sequence"]!.GetValue<int>();

    private static ForgedEvent Twin(ForgedEvent one, string original)
    {
        var twin = one.Copy($"twin-{one.CommandId}");
        twin.Stream = twin.Stream.Replace(original, "TWIN-1", StringComparison.Ordinal);
        twin.Body = JsonNode.Parse(twin.Body.ToJsonString().Replace($"\"{original}\"", "\"TWIN-1\"", StringComparison.Ordinal))!.AsObject();
        return twin;
    }

    private static void TakeOut(Forgery forgery, string participant)
    {
        var assigned = forgery.All("KitAssigned").Where(e => e["participant"] == participant).ToArray();
        var kits = assigned.Select(e => e["kit"]).ToHashSet();
        foreach (var (number, one) in assigned.Index())
        {
            var damaged = one.Copy($"forged-{number}");
            (damaged.Type, damaged.Body) = ("KitDamaged", new() { ["kit"] = one["kit"], ["reason"] = "Dropped." });
            forgery.InsertAfter(one, damaged);
        }

        forgery.Remove(forgery.Events.Where(e =>
            e.Stream == $"participant/{participant}" || e.Body["participant"]?.GetValue<string>() == participant
            || (e.Type is "KitReturned" or "KitDamaged" && kits.Contains(e["kit"]) && !e.CommandId.StartsWith("forged", StringComparison.Ordinal))).ToArray());
    }

    private static void Shift(Forgery forgery, ForgedEvent slot, int by)
    {
        foreach (var half in forgery.CommandOf(slot).Where(e => e.Body["slot"] is not null))
        {
            half.Body["slot"]!["sequence"] = Sequence(half) + by;
        }
    }

    private static (ForgedEvent One, ForgedEvent Other) TwoOfAList(Forgery forgery)
    {
        var two = forgery.All("SlotAllocated").GroupBy(e => e.Stream).First(list => list.Count() > 1).Take(2).ToArray();
        return (two[0], two[1]);
    }
}
