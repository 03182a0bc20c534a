using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OxyTrial.Randomization.Simulation;

/// <summary>
/// Trials of one list with two arms 1 : 1, where nobody has a factor: the tightest loop. All sums follow from a few numbers. With D_j
/// after patient j and T = ±1: correct guesses of the convergence strategy are (N + ties − |D_N|)/2, since away from a tie each
/// correct guess lowers |D| by one and each wrong one raises it, and at a tie |D| rises and half a guess is right; and Σ j·T_j =
/// (N + 1)·D_N − Σ D_j by summation by parts.
/// </summary>
internal sealed class ListTrials(TwoArmTable table, int patients, int[] checkpoints) : ITrials
{
    private readonly int[] _arms = new int[2];
    private readonly long[] _places = new long[2];

    // Optimized at once: a short simulation would be over before the runtime has noticed that the loop is hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ref Generator generator, Tally tally)
    {
        table.Begin();
        var draws = generator;
        ref var states = ref MemoryMarshal.GetArrayDataReference(table.States);
        var at = TwoArmTable.Start;
        var (sum, known, ties, largest, done) = (0L, 0UL, 0UL, 0, 0);
        for (var checkpoint = 0; checkpoint < checkpoints.Length; checkpoint++)
        {
            for (var left = checkpoints[checkpoint] - done; left > 0; left--)
            {
                // Every index in the table was given by the table, so bounds need no check.
                ref var state = ref Unsafe.Add(ref states, at);
                var mask = (int)Probability63.Happens(ref draws, state.Probability);
                known += state.Known;
                ties += state.TieAndCertain;
                sum += state.Difference;
                largest = state.Imbalance > largest ? state.Imbalance : largest;
                var next = state.Second ^ (state.FirstOrSecond & mask);
                if (next == TwoArmTable.Unknown)
                {
                    next = table.Follow(at, mask != 0);
                    states = ref MemoryMarshal.GetArrayDataReference(table.States);
                }

                at = next;
            }

            done = checkpoints[checkpoint];
            tally.Course(checkpoint, Unsafe.Add(ref states, at).Imbalance);
        }

        ref var last = ref Unsafe.Add(ref states, at);
        Add(tally, last.Difference, Math.Max(largest, last.Imbalance), sum + last.Difference, known, ties);
    }

    private void Add(Tally tally, int difference, int largest, long sum, ulong known, ulong ties)
    {
        var trend = ((patients + 1L) * difference) - sum;
        var all = patients * (patients + 1L) / 2;
        (_arms[0], _arms[1]) = ((patients + difference) / 2, (patients - difference) / 2);
        (_places[0], _places[1]) = ((all + trend) / 2, (all - trend) / 2);
        var guesses = (patients + (long)(ties & (TwoArmTable.State.Certain - 1)) - Math.Abs(difference)) << (Probability63.FractionBits - 1);
        tally.Add(new TrialSums(Math.Abs(difference), largest, guesses, guesses, (long)known, (long)(ties >> 31)), _arms, _places);
        tally.Site(0, patients, _arms);
    }
}
