using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Permuted blocks of random sizes with two arms 1 : 1, a list for each stratum.</summary>
internal readonly struct BlockSteps : ITwoArmSteps
{
    private readonly int[] _scopeOf;
    private readonly OpenBlocks[] _lists;

    public BlockSteps(AllocationRatio ratio, PermutedBlock procedure, CellTable cells)
    {
        _scopeOf = cells.ScopeOf;
        _lists = [.. Enumerable.Range(0, cells.ScopeCount).Select(_ => new OpenBlocks(ratio, procedure.Sizes))];
    }

    public void Begin()
    {
    }

    public ulong Probability(int joint)
    {
        Span<double> probabilities = stackalloc double[2];
        _lists[_scopeOf[joint]].Predict(probabilities);
        return probabilities[1] == 0 ? Probability63.One
            : (ulong)(probabilities[0] / (probabilities[0] + probabilities[1]) * Probability63.One);
    }

    public void Add(int joint, long first) => _lists[_scopeOf[joint]].Add(first != 0 ? 0 : 1);

    public void Forget(int joint) => _lists[_scopeOf[joint]].Clear();
}
