using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Dynamic hierarchical balancing with two arms 1 : 1: the first level with |D| at its threshold decides.</summary>
internal readonly struct HierarchySteps : ITwoArmSteps
{
    private readonly (int Threshold, ulong Lagging, ulong Other)[] _levels;
    private readonly int[] _groups;
    private readonly int[] _differences;

    public HierarchySteps(DynamicHierarchical procedure, CellTable cells)
    {
        var offsets = new BalanceOffsets(cells, procedure.Factors);
        int GroupOf(int joint, string within) =>
            procedure.Factors.Factors.ToList().FindIndex(factor => factor.Name == within) is var factor and >= 0 ? offsets.Margin(joint, factor)
            : within == BalanceLevelReader.Overall ? offsets.Overall(joint)
            : offsets.Stratum(joint);
        _levels = [.. procedure.Levels.Select(level =>
            (level.Threshold, Probability63.Of(level.Probability), Probability63.Of(Rational.One - level.Probability)))];
        _groups = [.. Enumerable.Range(0, cells.JointCount).SelectMany(joint => procedure.Levels.Select(level => GroupOf(joint, level.Within)))];
        _differences = new int[offsets.Count];
    }

    public void Begin()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Probability(int joint)
    {
        var groups = GroupsOf(joint);
        for (var level = 0; level < groups.Length; level++)
        {
            var difference = _differences[groups[level]];
            if (Math.Abs(difference) >= _levels[level].Threshold)
            {
                return difference < 0 ? _levels[level].Lagging : _levels[level].Other;
            }
        }

        return Probability63.One / 2;
    }

    // Two levels may look at the same group; it is counted once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int joint, long first)
    {
        var groups = GroupsOf(joint);
        for (var level = 0; level < groups.Length; level++)
        {
            if (groups[..level].IndexOf(groups[level]) < 0)
            {
                _differences[groups[level]] += (int)(-1 - (2 * first));
            }
        }
    }

    public void Forget(int joint)
    {
        foreach (var group in GroupsOf(joint))
        {
            _differences[group] = 0;
        }
    }

    private Span<int> GroupsOf(int joint) => _groups.AsSpan(joint * _levels.Length, _levels.Length);
}
