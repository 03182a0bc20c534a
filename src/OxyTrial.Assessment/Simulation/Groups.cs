using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// Who came in one trial, by joint index and arm; margins, cells and sites are added up at its end. Only indexes that had somebody cost
/// time, however many there are.
/// </summary>
internal sealed class Groups
{
    private readonly CellTable _cells;
    private readonly int _arms;
    private readonly int[] _patients;
    private readonly int[] _byArm;
    private readonly int[] _touched;
    private readonly GroupCounts _margins;
    private readonly GroupCounts _inCells;
    private readonly int[] _sites;
    private readonly int[] _sitePatients;
    private int _touchedCount;

    public Groups(CellTable cells, AllocationRatio ratio, ImbalanceUnit unit)
    {
        (_cells, _arms) = (cells, ratio.Count);
        (_patients, _touched, _byArm) = (new int[cells.JointCount], new int[cells.JointCount + 1], new int[cells.JointCount * _arms]);
        _margins = new GroupCounts(cells.MarginCount, unit);
        _inCells = new GroupCounts(cells.CellCount, unit);
        (_sites, _sitePatients) = (new int[cells.SiteCount * _arms], new int[cells.SiteCount]);
    }

    /// <summary>The joint indexes that had somebody since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _touchedCount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int joint, int arm)
    {
        ref var patients = ref _patients[joint];
        _touched[_touchedCount] = joint;
        _touchedCount += patients == 0 ? 1 : 0;
        patients++;
        _byArm[(joint * _arms) + arm]++;
    }

    /// <summary>Adds margins, cells and sites to the tally.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Finish(Tally tally)
    {
        var factors = _cells.Population.Count;
        foreach (var joint in Touched)
        {
            var byArm = _byArm.AsSpan(joint * _arms, _arms);
            foreach (var margin in _cells.MarginOf.AsSpan(joint * factors, factors))
            {
                _margins.Add(margin, _patients[joint], byArm);
            }

            _inCells.Add(_cells.CellOf[joint], _patients[joint], byArm);
            var site = _cells.SiteOf[joint];
            _sitePatients[site] += _patients[joint];
            for (var arm = 0; arm < byArm.Length; arm++)
            {
                _sites[(site * _arms) + arm] += byArm[arm];
            }
        }

        tally.Margins(_margins);
        tally.Cells(_inCells);
        for (var site = 0; site < _sitePatients.Length; site++)
        {
            tally.Site(site, _sitePatients[site], _sites.AsSpan(site * _arms, _arms));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Clear()
    {
        foreach (var joint in Touched)
        {
            _patients[joint] = 0;
            _byArm.AsSpan(joint * _arms, _arms).Clear();
        }

        _touchedCount = 0;
        _margins.Clear();
        _inCells.Clear();
        Array.Clear(_sites);
        Array.Clear(_sitePatients);
    }
}
