using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Patients by group and arm in one trial, and the groups that have any.</summary>
internal sealed class GroupCounts(int groups, ImbalanceUnit unit)
{
    private readonly int[] _patients = new int[groups];
    private readonly int[] _byArm = new int[groups * unit.Steps.Length];
    private readonly int[] _touched = new int[groups];
    private int _touchedCount;

    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _touchedCount);

    public int Patients(int group) => _patients[group];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int group, int patients, ReadOnlySpan<int> byArm)
    {
        if (_patients[group] == 0)
        {
            _touched[_touchedCount++] = group;
        }

        _patients[group] += patients;
        var sums = _byArm.AsSpan(group * byArm.Length, byArm.Length);
        for (var arm = 0; arm < byArm.Length; arm++)
        {
            sums[arm] += byArm[arm];
        }
    }

    /// <summary>D of a group in units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Imbalance(int group)
    {
        var (least, most) = (long.MaxValue, long.MinValue);
        for (var arm = 0; arm < unit.Steps.Length; arm++)
        {
            var scaled = _byArm[(group * unit.Steps.Length) + arm] * unit.Steps[arm];
            (least, most) = (Math.Min(least, scaled), Math.Max(most, scaled));
        }

        return most - least;
    }

    public void Clear()
    {
        foreach (var group in Touched)
        {
            _patients[group] = 0;
            _byArm.AsSpan(group * unit.Steps.Length, unit.Steps.Length).Clear();
        }

        _touchedCount = 0;
    }
}
