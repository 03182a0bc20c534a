namespace OxyTrial.Randomization.Simulation;

/// <summary>A list of its own for each stratum, all walking one table.</summary>
internal readonly struct ListSteps : ITwoArmSteps
{
    private readonly TwoArmTable _table;
    private readonly int[] _scopeOf;
    private readonly int[] _states;

    public ListSteps(TwoArmTable table, CellTable cells)
    {
        (_table, _scopeOf, _states) = (table, cells.ScopeOf, new int[cells.ScopeCount]);
        Array.Fill(_states, TwoArmTable.Start);
    }

    public void Begin() => _table.Begin();

    public ulong Probability(int joint) => _table.States[_states[_scopeOf[joint]]].Probability;

    public void Add(int joint, long first)
    {
        ref var at = ref _states[_scopeOf[joint]];
        ref var state = ref _table.States[at];
        var next = state.Second ^ (state.FirstOrSecond & (int)first);
        at = next != TwoArmTable.Unknown ? next : _table.Follow(at, first != 0);
    }

    public void Forget(int joint) => _states[_scopeOf[joint]] = TwoArmTable.Start;
}
