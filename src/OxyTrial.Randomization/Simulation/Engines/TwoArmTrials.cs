using System.Numerics;
using System.Runtime.CompilerServices;

namespace OxyTrial.Randomization.Simulation;

/// <summary>
/// Trials of patients with factors and two arms 1 : 1. The structure <typeparamref name="TSteps"/> gives each procedure a compiled loop
/// of its own. Guesses are counted as in <see cref="ListTrials"/>, for the whole trial and cell by cell.
/// </summary>
internal sealed class TwoArmTrials<TSteps>(TSteps steps, CellTable cells, Groups groups, int patients, int[] checkpoints) : ITrials
    where TSteps : struct, ITwoArmSteps
{
    private readonly int[] _cellDifferences = new int[cells.CellCount];
    private readonly int[] _arms = new int[2];
    private readonly long[] _places = new long[2];

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
        var procedure = steps;
        var (difference, sum, largest) = (0, 0L, 0);
        var (known, ties, cellTies, certain) = (0L, 0L, 0L, 0L);
        var done = 0;
        for (var checkpoint = 0; checkpoint < checkpoints.Length; checkpoint++)
        {
            for (; done < checkpoints[checkpoint]; done++)
            {
                var joint = cells.Draw(ref draws);
                var probability = procedure.Probability(joint);
                var first = Probability63.Happens(ref draws, probability);
                procedure.Add(joint, first);
                known += Probability63.LargerOf(probability);
                certain += Probability63.IsCertain(probability) ? 1 : 0;
                ties += difference == 0 ? 1 : 0;
                var step = (int)(-1 - (2 * first));
                difference += step;
                sum += difference;
                largest = Math.Max(largest, Math.Abs(difference));
                ref var inCell = ref _cellDifferences[cells.CellOf[joint]];
                cellTies += inCell == 0 ? 1 : 0;
                inCell += step;
                groups.Add(joint, (int)(1 + first));
            }

            tally.Course(checkpoint, Math.Abs(difference));
        }

        var guesses = patients + ties - Math.Abs(difference);
        var cellGuesses = patients + cellTies - CellImbalance();
        Add(tally, difference, largest, sum, guesses, cellGuesses, known, certain);
    }

    private void Begin()
    {
        foreach (var joint in groups.Touched)
        {
            steps.Forget(joint);
            _cellDifferences[cells.CellOf[joint]] = 0;
        }

        groups.Clear();
        steps.Begin();
    }

    // Several joint indexes may share a cell; the sum over cells is taken by emptying each once it is counted.
    private long CellImbalance()
    {
        var sum = 0L;
        foreach (var joint in groups.Touched)
        {
            ref var inCell = ref _cellDifferences[cells.CellOf[joint]];
            sum += Math.Abs(inCell);
            inCell = 0;
        }

        return sum;
    }

    private void Add(Tally tally, int difference, int largest, long sum, long guesses, long cellGuesses, long known, long certain)
    {
        const int half = Probability63.FractionBits - 1;
        var trend = ((patients + 1L) * difference) - sum;
        var all = patients * (patients + 1L) / 2;
        (_arms[0], _arms[1]) = ((patients + difference) / 2, (patients - difference) / 2);
        (_places[0], _places[1]) = ((all + trend) / 2, (all - trend) / 2);
        tally.Add(new TrialSums(Math.Abs(difference), largest, guesses << half, cellGuesses << half, known, certain), _arms, _places);
        groups.Finish(tally);
    }
}
