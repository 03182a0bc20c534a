using System.Text.Json;
using OxyTrial.Randomization;

namespace OxyTrial.Verifier;

/// <summary>
/// What kits contain: in a parallel study the arms, in a cross-over the treatments, of which an arm has one a period. A set holds them in
/// the proportion in which all arms together need them, in lowest terms.
/// </summary>
internal sealed class KitFacts
{
    private readonly string[][]? _sequences;
    private readonly Dictionary<string, int> _periodByVisit;

    private readonly HashSet<string> _withNewKit;

    private KitFacts(AllocationRatio ratio, string[][]? sequences, JsonElement visits)
    {
        JsonElement[] all = [.. visits.EnumerateArray()];
        (Ratio, _sequences) = (ratio, sequences);
        _withNewKit = [.. all.Where(visit => Text(visit, "kit") == "new").Select(visit => Text(visit, "key"))];
        _periodByVisit = all.Where(visit => visit.TryGetProperty("period", out _)).ToDictionary(visit => Text(visit, "key"), visit => visit.GetProperty("period").GetInt32());
    }

    /// <summary>The contents of one set.</summary>
    public AllocationRatio Ratio { get; }

    public static KitFacts Parse(JsonElement spec)
    {
        JsonElement[] arms = [.. spec.GetProperty("arms").EnumerateArray()];
        int RatioOf(JsonElement arm) => arm.GetProperty("ratio").GetInt32();
        if (!spec.TryGetProperty("treatments", out var treatments))
        {
            return new KitFacts(AllocationRatio.Create(arms.Select(arm => (Text(arm, "key"), RatioOf(arm)))), null, spec.GetProperty("visits"));
        }

        string[][] sequences = [.. arms.Select(arm => arm.GetProperty("sequence").EnumerateArray().Select(key => key.GetString()!).ToArray())];
        string[] keys = [.. treatments.EnumerateArray().Select(treatment => Text(treatment, "key"))];
        int[] needed = [.. keys.Select(key => arms.Index().Sum(arm => RatioOf(arm.Item) * sequences[arm.Index].Count(used => used == key)))];
        var divisor = Enumerable.Range(1, needed.Max()).Last(candidate => needed.All(count => count % candidate == 0));
        return new KitFacts(
            AllocationRatio.Create(keys.Zip(needed.Select(count => count / divisor))),
            sequences,
            spec.GetProperty("visits"));
    }

    /// <summary>The place in <see cref="Ratio"/> of what an arm gets at a visit.</summary>
    public int IndexOf(int arm, string visit) => _sequences is null
        ? arm
        : Ratio.Arms.Select(content => content.Name).ToList().IndexOf(_sequences[arm][_periodByVisit[visit] - 1]);

    /// <summary>Whether a kit assigned for one visit may be given at another: at the same, or at a later one of its period that goes on with it.</summary>
    public bool MayGive(string assignedFor, string at) => assignedFor == at || (!_withNewKit.Contains(at) && PeriodOf(assignedFor) == PeriodOf(at));

    /// <summary>The period of a visit; null without one.</summary>
    public int? PeriodOf(string visit) => _periodByVisit.TryGetValue(visit, out var period) ? period : null;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null.");
}

/// <summary>The least days between the last dose of a period and the first of a later one.</summary>
internal sealed record WashoutFacts(int MinimumDays)
{
    public static WashoutFacts? Parse(JsonElement spec) =>
        spec.TryGetProperty("washout", out var washout) && washout.GetProperty("minimumDays") is { ValueKind: JsonValueKind.Number } days
            ? new WashoutFacts(days.GetInt32())
            : null;
}
