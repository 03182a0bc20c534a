using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>A list of its own for each stratum, all walking one table; any arms and ratio.</summary>
internal readonly struct ManyArmListSteps : IManyArmSteps
{
    private readonly ManyArmTable _table;
    private readonly int[] _scopeOf;
    private readonly int[] _states;

    public ManyArmListSteps(ManyArmTable table, CellTable cells) =>
        (_table, _scopeOf, _states) = (table, cells.ScopeOf, new int[cells.ScopeCount]);

    public void Begin() => _table.Begin();

    public ReadOnlySpan<ulong> Cumulated(int joint) => _table.Cumulated(_states[_scopeOf[joint]]);

    public void Add(int joint, int arm)
    {
        ref var state = ref _states[_scopeOf[joint]];
        state = _table.Next(state, arm);
    }

    public void Forget(int joint) => _states[_scopeOf[joint]] = ManyArmTable.Start;
}

/// <summary>Permuted blocks of random sizes, any arms and ratio.</summary>
internal readonly struct ManyArmBlockSteps : IManyArmSteps
{
    private readonly int[] _scopeOf;
    private readonly OpenBlocks[] _lists;
    private readonly double[] _probabilities;
    private readonly ulong[] _cumulated;

    public ManyArmBlockSteps(AllocationRatio ratio, PermutedBlock procedure, CellTable cells)
    {
        _scopeOf = cells.ScopeOf;
        _lists = [.. Enumerable.Range(0, cells.ScopeCount).Select(_ => new OpenBlocks(ratio, procedure.Sizes))];
        (_probabilities, _cumulated) = (new double[ratio.Count], new ulong[ratio.Count - 1]);
    }

    public void Begin()
    {
    }

    // From the front the sum, from the back 1 when nothing is left: what is impossible or certain stays so.
    public ReadOnlySpan<ulong> Cumulated(int joint)
    {
        _lists[_scopeOf[joint]].Predict(_probabilities);
        var (sum, all) = (0.0, 0.0);
        foreach (var probability in _probabilities)
        {
            all += probability;
        }

        for (var arm = 0; arm < _cumulated.Length; arm++)
        {
            sum += _probabilities[arm];
            _cumulated[arm] = sum >= all ? Probability63.One : (ulong)(sum / all * Probability63.One);
        }

        return _cumulated;
    }

    public void Add(int joint, int arm) => _lists[_scopeOf[joint]].Add(arm);

    public void Forget(int joint) => _lists[_scopeOf[joint]].Clear();
}
