using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>What a site used over the trials: patients, kit sets when arms are counted apart, and kits of each arm.</summary>
internal sealed class SiteSums(AllocationRatio ratio)
{
    private readonly Histogram _patients = new();
    private readonly Histogram _sets = new();
    private readonly Histogram[] _arms = Tally.NewHistograms(ratio.Count);
    private readonly int[] _ratio = [.. ratio.Arms.Select(arm => arm.Ratio)];

    public Histogram Patients => _patients;

    public Histogram Sets => _sets;

    public IReadOnlyList<Histogram> Arms => _arms;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int patients, ReadOnlySpan<int> arms)
    {
        _patients.Add(patients);
        var sets = 0;
        for (var arm = 0; arm < arms.Length; arm++)
        {
            _arms[arm].Add(arms[arm]);
            sets = Math.Max(sets, _ratio[arm] == 1 ? arms[arm] : (arms[arm] + _ratio[arm] - 1) / _ratio[arm]);
        }

        _sets.Add(sets);
    }

    public void Add(SiteSums other)
    {
        _patients.Add(other._patients);
        _sets.Add(other._sets);
        for (var arm = 0; arm < _arms.Length; arm++)
        {
            _arms[arm].Add(other._arms[arm]);
        }
    }
}
