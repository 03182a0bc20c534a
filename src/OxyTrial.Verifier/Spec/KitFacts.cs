using System.Text.Json;
using OxyTrial.Randomization;

namespace OxyTrial.Verifier.Spec;

/// <summary>
/// What kits contain: in a parallel study the arms, in a cross-over the treatments, of which an arm has one a period. A set holds them in
/// the proportion in which all arms together need them, in lowest terms.
/// </summary>
internal sealed class KitFacts
{
    private readonly int[][]? sequences;

    private KitFacts(AllocationRatio ratio, int[][]? sequences) => (Ratio, this.sequences) = (ratio, sequences);

    /// <summary>The contents of one set.</summary>
    public AllocationRatio Ratio { get; }

    /// <summary>The fewest kits that a set has of one content.</summary>
    public int FewestInASet => Ratio.Arms.Min(content => content.Ratio);

    public static KitFacts Parse(JsonElement spec)
    {
        var arms = spec.Items("arms");
        if (spec.Optional("treatments") is null)
        {
            return new KitFacts(AllocationRatio.Create(arms.Select(arm => (arm.Text("key"), arm.Number("ratio")))), null);
        }

        var keys = spec.Items("treatments").Select(treatment => treatment.Text("key")).ToList();
        int[][] sequences = [.. arms.Select(arm => arm.Texts("sequence").Select(key => keys.IndexOf(key)).ToArray())];
        if (sequences.Any(sequence => sequence.Contains(-1)))
        {
            throw new JsonException("a sequence has a treatment that is none");
        }

        int[] needed = [.. keys.Select((_, content) => arms.Zip(sequences).Sum(arm => arm.First.Number("ratio") * arm.Second.Count(used => used == content)))];
        var divisor = Enumerable.Range(1, needed.Max()).LastOrDefault(candidate => needed.All(count => count > 0 && count % candidate == 0));
        return divisor == 0
            ? throw new JsonException("a treatment is in no sequence")
            : new KitFacts(AllocationRatio.Create(keys.Zip(needed.Select(count => count / divisor))), sequences);
    }

    /// <summary>The place in <see cref="Ratio"/> of what an arm gets in a period.</summary>
    /// <exception cref="JsonException">The sequences have no such period.</exception>
    public int ContentOf(int arm, int? period) =>
        sequences is null ? arm
        : period >= 1 && period <= sequences[arm].Length ? sequences[arm][period.Value - 1]
        : throw new JsonException("the visit has no period of the sequences");
}
