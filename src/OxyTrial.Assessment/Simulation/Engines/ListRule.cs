using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// A rule on counts, shared by threads, and which counts are the same to it: procedures that look at differences only, or at the place in
/// a block, come back to the same few states, and the simulation keeps a table of those.
/// </summary>
internal sealed class ListRule
{
    private readonly ProcedureDefinition _procedure;
    private readonly CountRule _rule;

    // Rules may keep what they have computed; they are asked once per state, so waiting costs nothing.
    private readonly Lock _turn = new();

    public ListRule(ProcedureDefinition procedure, CountRule rule)
    {
        (_procedure, _rule) = (procedure, rule);
        Length = procedure.Length ?? int.MaxValue;
    }

    public AllocationRatio Ratio => _rule.Ratio;

    /// <summary>Places of the list.</summary>
    public int Length { get; }

    /// <summary>Takes away whole balanced sets that change no probability from here on.</summary>
    public void Reduce(Span<int> counts)
    {
        var sets = _procedure switch
        {
            CompleteRandomization or EfronCoin or BigStick or BlockUrn => SetsIn(counts),
            PermutedBlock blocks => Sum(counts) / blocks.Sizes[0] * (blocks.Sizes[0] / Ratio.Sum),
            _ => 0,
        };
        for (var arm = 0; arm < counts.Length; arm++)
        {
            counts[arm] -= sets * Ratio[arm];
        }
    }

    public void Probabilities(ReadOnlySpan<int> counts, Span<Rational> probabilities)
    {
        lock (_turn)
        {
            _rule.Probabilities(counts, probabilities);
        }
    }

    public static int Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }

    private int SetsIn(ReadOnlySpan<int> counts)
    {
        var sets = int.MaxValue;
        for (var arm = 0; arm < counts.Length; arm++)
        {
            sets = Math.Min(sets, counts[arm] / Ratio[arm]);
        }

        return sets;
    }
}
