using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Trials with any arms and ratio, with factors or without.</summary>
internal sealed class ManyArmTrials<TSteps>(
    TSteps steps, AllocationRatio ratio, ImbalanceUnit unit, CellTable cells, Groups groups, int[] checkpoints) : ITrials
    where TSteps : struct, IManyArmSteps
{
    private readonly Convergence _convergence = new(ratio, unit);
    private readonly long[] _overall = new long[ratio.Count];
    private readonly long[] _inCells = new long[cells.CellCount * ratio.Count];
    private readonly int[] _arms = new int[ratio.Count];
    private readonly long[] _places = new long[ratio.Count];

    public void Run(long seed, long first, long count, Tally tally)
    {
        for (var trial = first; trial < first + count; trial++)
        {
            Run(new Generator(seed, trial), tally);
        }
    }

    // Optimized at once: a short simulation would be over before the runtime has noticed that the loop is hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(Generator draws, Tally tally)
    {
        Begin();
        var (imbalance, largest, done) = (0L, 0L, 0);
        var (guesses, cellGuesses, known, certain) = (0L, 0L, 0L, 0L);
        for (var checkpoint = 0; checkpoint < checkpoints.Length; checkpoint++)
        {
            while (done < checkpoints[checkpoint])
            {
                var joint = cells.Draw(ref draws);
                var cumulated = steps.Cumulated(joint);
                var arm = ArmOf(cumulated, draws.Next() >> 1);
                var likeliest = LargestOf(cumulated);
                known += (long)((likeliest + (1UL << (62 - Probability63.FractionBits))) >> (63 - Probability63.FractionBits));
                certain += likeliest == Probability63.One ? 1 : 0;
                steps.Add(joint, arm);
                guesses += _convergence.Guess(_overall, arm);
                imbalance = _convergence.Count(_overall, arm);
                largest = Math.Max(largest, imbalance);
                var inCell = _inCells.AsSpan(cells.CellOf[joint] * _arms.Length, _arms.Length);
                cellGuesses += _convergence.Guess(inCell, arm);
                inCell[arm] += unit.Steps[arm];
                groups.Add(joint, arm);
                done++;
                _arms[arm]++;
                _places[arm] += done;
            }

            tally.Course(checkpoint, imbalance);
        }

        tally.Add(new TrialSums(imbalance, largest, guesses, cellGuesses, known, certain), _arms, _places);
        groups.Finish(tally);
    }

    private static int ArmOf(ReadOnlySpan<ulong> cumulated, ulong draw)
    {
        var arm = 0;
        foreach (var below in cumulated)
        {
            arm += draw >= below ? 1 : 0;
        }

        return arm;
    }

    private static ulong LargestOf(ReadOnlySpan<ulong> cumulated)
    {
        var (largest, before) = (0UL, 0UL);
        foreach (var below in cumulated)
        {
            largest = Math.Max(largest, below - before);
            before = below;
        }

        return Math.Max(largest, Probability63.One - before);
    }

    private void Begin()
    {
        foreach (var joint in groups.Touched)
        {
            steps.Forget(joint);
            _inCells.AsSpan(cells.CellOf[joint] * _arms.Length, _arms.Length).Clear();
        }

        groups.Clear();
        steps.Begin();
        Array.Clear(_overall);
        Array.Clear(_arms);
        Array.Clear(_places);
    }
}
