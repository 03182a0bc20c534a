using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Probability(int joint) => _table.States[_states[_scopeOf[joint]]].Probability;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int joint, long first)
    {
        ref var state = ref _states[_scopeOf[joint]];
        state = _table.Next(state, first != 0);
    }

    public void Forget(int joint) => _states[_scopeOf[joint]] = TwoArmTable.Start;
}
