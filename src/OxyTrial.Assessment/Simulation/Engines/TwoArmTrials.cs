using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Trials of patients with factors and two arms 1 : 1, in three short loops over the patients rather than one long one: who comes, which
/// arm they get, what that adds up to. So the few numbers of each loop stay in registers. The structure <typeparamref name="TSteps"/> gives
/// each procedure a compiled loop of its own. Guesses are counted as in <see cref="ListTrials"/>, for the whole trial and cell by cell.
/// </summary>
internal sealed class TwoArmTrials<TSteps>(TSteps steps, CellTable cells, Groups groups, int patients, int[] checkpoints) : ITrials
    where TSteps : struct, ITwoArmSteps
{
    private readonly int[] _joints = new int[patients];

    // By patient, 1 for the first arm and −1 for the second.
    private readonly int[] _steps = new int[patients];
    private readonly int[] _cellDifferences = new int[cells.CellCount];
    private readonly int[] _arms = new int[2];
    private readonly long[] _places = new long[2];

    public void Run(long seed, long first, long count, Tally tally)
    {
        for (var trial = first; trial < first + count; trial++)
        {
            var draws = new Generator(seed, trial);
            Begin();
            cells.Draw(ref draws, _joints);
            var (known, certain) = Allocate(draws);
            var (difference, largest, sum, ties) = Overall(tally);
            var guesses = patients + ties - Math.Abs(difference);
            var cellGuesses = patients + CellTies() - CellImbalance();
            Add(tally, difference, largest, sum, guesses, cellGuesses, known, certain);
        }
    }

    // Optimized at once, as the loops below: a short simulation would be over before the runtime has noticed that they are hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (long Known, long Certain) Allocate(Generator draws)
    {
        var (procedure, joints) = (steps, _joints);
        var given = _steps.AsSpan(0, joints.Length);
        var (known, certain) = (0L, 0L);
        for (var patient = 0; patient < joints.Length; patient++)
        {
            var joint = joints[patient];
            var probability = procedure.Probability(joint);
            var first = Probability63.Happens(ref draws, probability);
            procedure.Add(joint, first);
            given[patient] = (int)(-1 - (2 * first));
            known += Probability63.LargerOf(probability);
            certain += Probability63.IsCertain(probability) ? 1 : 0;
        }

        return (known, certain);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Difference, int Largest, long Sum, long Ties) Overall(Tally tally)
    {
        var (difference, least, most, sum, ties, done) = (0, 0, 0, 0L, 0, 0);
        for (var checkpoint = 0; checkpoint < checkpoints.Length; checkpoint++)
        {
            var point = checkpoints[checkpoint];
            foreach (var step in _steps.AsSpan(done, point - done))
            {
                ties += difference == 0 ? 1 : 0;
                difference += step;
                sum += difference;
                least = Math.Min(least, difference);
                most = Math.Max(most, difference);
            }

            done = point;
            tally.Course(checkpoint, Math.Abs(difference));
        }

        return (difference, Math.Max(most, -least), sum, ties);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long CellTies()
    {
        var (joints, cellOf, differences, ties) = (_joints, cells.CellOf, _cellDifferences, 0);
        var given = _steps.AsSpan(0, joints.Length);
        for (var patient = 0; patient < joints.Length; patient++)
        {
            var joint = joints[patient];
            ref var difference = ref differences[cellOf[joint]];
            ties += difference == 0 ? 1 : 0;
            difference += given[patient];
            groups.Add(joint, given[patient] < 0 ? 1 : 0);
        }

        return ties;
    }

    private void Begin()
    {
        foreach (var joint in groups.Touched)
        {
            steps.Forget(joint);
        }

        groups.Clear();
        steps.Begin();
    }

    // Several joint indexes may share a cell; the sum over cells is taken by emptying each once it is counted.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
