using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Trials of one list with two arms 1 : 1, where nobody has a factor: the tightest loop. All sums follow from a few numbers. With D_j
/// after patient j and T = ±1: correct guesses of the convergence strategy are (N + ties − |D_N|)/2, since away from a tie each
/// correct guess lowers |D| by one and each wrong one raises it, and at a tie |D| rises and half a guess is right; and Σ j·T_j =
/// (N + 1)·D_N − Σ D_j by summation by parts.
/// </summary>
internal sealed class ListTrials(TwoArmTable table, int patients, int[] checkpoints) : ITrials
{
    /// <summary>Most patients whose sums fit; longer trials take the loop with factors.</summary>
    public const int MostPatients = TwoArmTable.State.MostPatients;

    private readonly int[] _steps = [.. checkpoints.Select((point, index) => point - (index == 0 ? 0 : checkpoints[index - 1]))];
    private readonly int[] _notes = new int[2 * checkpoints.Length];
    private readonly int[] _arms = new int[2];
    private readonly long[] _places = new long[2];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(long seed, long first, long count, Tally tally)
    {
        for (var trial = first; trial < first + count; trial += 2)
        {
            var pair = Walked(new Generator(seed, trial));
            Add(tally, 0, pair.At, pair.Packed, pair.Sum, pair.Largest);
            if (trial + 1 < first + count)
            {
                Add(tally, 1, pair.OtherAt, pair.OtherPacked, pair.OtherSum, pair.OtherLargest);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TrialPair Walked(Generator draws)
    {
        table.Begin();
        var pair = new TrialPair { Draws = draws, At = TwoArmTable.Start, OtherAt = TwoArmTable.Start, Left = _steps[0] };
        ref var steps = ref MemoryMarshal.GetArrayDataReference(_steps);
        ref var notes = ref MemoryMarshal.GetArrayDataReference(_notes);
        while (!TrialPair.Walk(ref pair, ref MemoryMarshal.GetArrayDataReference(table.States), ref steps, _steps.Length, ref notes))
        {
            pair.At = table.Next(pair.At, pair.Mask != 0);
            pair.OtherAt = table.Next(pair.OtherAt, pair.OtherMask != 0);
            pair.Left--;
        }

        return pair;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(Tally tally, int which, int at, ulong packed, int sumBefore, int largestBefore)
    {
        for (var checkpoint = 0; checkpoint < _steps.Length; checkpoint++)
        {
            tally.Course(checkpoint, _notes[(2 * checkpoint) + which]);
        }

        ref var last = ref table.States[at];
        var (difference, imbalance) = (last.Difference, last.Imbalance);
        var trend = ((patients + 1L) * difference) - (sumBefore + difference);
        var all = patients * (patients + 1L) / 2;
        (_arms[0], _arms[1]) = ((patients + difference) / 2, (patients - difference) / 2);
        (_places[0], _places[1]) = ((all + trend) / 2, (all - trend) / 2);
        var (known, ties, certain) = TwoArmTable.State.Unpacked(packed);
        var guesses = (patients + ties - imbalance) << (Probability63.FractionBits - 1);
        tally.Add(new TrialSums(imbalance, Math.Max(largestBefore, imbalance), guesses, guesses, known, certain), _arms, _places);
        tally.Site(0, patients, _arms);
    }
}
