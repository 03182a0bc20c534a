using System.Runtime.CompilerServices;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>One trial's numbers: imbalances in units, guesses and known in fixed point, certain in patients.</summary>
internal readonly record struct TrialSums(long Final, long Largest, long Guesses, long CellGuesses, long Known, long Certain);

/// <summary>
/// Everything that is summed over trials, in whole numbers throughout: however the trials are shared among threads, the sums are the
/// same to the last bit.
/// </summary>
internal sealed class Tally
{
    private const int GroupShare = 10;
    private readonly Design _design;
    private readonly Histogram[] _course;

    public Tally(Design design)
    {
        _design = design;
        _course = NewHistograms(design.Checkpoints.Length);
        Trend = new TrendSums(design);
        Pairs = new PairCounts(design.Ratio.Count, design.Patients);
        MarginSums = new GroupSums[design.Cells.MarginCount];
        CellSums = new GroupSums[design.Cells.CellCount];
        Sites = [.. Enumerable.Range(0, design.Cells.SiteCount).Select(_ => new SiteSums(design.Ratio))];
    }

    public long Trials { get; private set; }

    public Histogram Final { get; } = new();

    public Histogram Largest { get; } = new();

    public IReadOnlyList<Histogram> AtCheckpoints => _course;

    public Moments Guesses;

    public Moments CellGuesses;

    public Moments Known;

    public Moments Certain;

    public TrendSums Trend { get; }

    public PairCounts Pairs { get; }

    public GroupSums[] MarginSums { get; }

    public GroupSums[] CellSums { get; }

    public SiteSums[] Sites { get; }

    public long TrialsWithEmptyCell { get; private set; }

    public void Course(int checkpoint, long imbalance) => _course[checkpoint].Add(imbalance);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in TrialSums sums, ReadOnlySpan<int> arms, ReadOnlySpan<long> places)
    {
        Trials++;
        Final.Add(sums.Final);
        Largest.Add(sums.Largest);
        Guesses.Add(sums.Guesses);
        CellGuesses.Add(sums.CellGuesses);
        Known.Add(sums.Known);
        Certain.Add(sums.Certain);
        Trend.Add(arms, places);
        Pairs.Add(arms);
    }

    public void Site(int site, int patients, ReadOnlySpan<int> arms) => Sites[site].Add(patients, arms);

    public void Margins(GroupCounts counts) => Add(MarginSums, counts);

    public void Cells(GroupCounts counts)
    {
        Add(CellSums, counts);
        TrialsWithEmptyCell += counts.Touched.Length < CellSums.Length ? 1 : 0;
    }

    public void Add(Tally other)
    {
        Trials += other.Trials;
        Final.Add(other.Final);
        Largest.Add(other.Largest);
        for (var checkpoint = 0; checkpoint < _course.Length; checkpoint++)
        {
            _course[checkpoint].Add(other._course[checkpoint]);
        }

        Guesses.Add(other.Guesses);
        CellGuesses.Add(other.CellGuesses);
        Known.Add(other.Known);
        Certain.Add(other.Certain);
        Trend.Add(other.Trend);
        Pairs.Add(other.Pairs);
        Merge(MarginSums, other.MarginSums);
        Merge(CellSums, other.CellSums);
        for (var site = 0; site < Sites.Length; site++)
        {
            Sites[site].Add(other.Sites[site]);
        }

        TrialsWithEmptyCell += other.TrialsWithEmptyCell;
    }

    internal static Histogram[] NewHistograms(int count) => [.. Enumerable.Range(0, count).Select(_ => new Histogram())];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(GroupSums[] sums, GroupCounts counts)
    {
        var multiple = _design.Unit.Multiple;
        foreach (var group in counts.Touched)
        {
            var imbalance = counts.Imbalance(group);
            ref var sum = ref sums[group];
            sum.Present++;
            sum.Imbalance += imbalance;
            sum.Tenth += imbalance > 0 && imbalance * GroupShare >= counts.Patients(group) * multiple ? 1 : 0;
            sum.TenthOfTrial += imbalance * GroupShare >= _design.Patients * multiple ? 1 : 0;
        }
    }

    private static void Merge(GroupSums[] sums, GroupSums[] others)
    {
        for (var group = 0; group < sums.Length; group++)
        {
            sums[group].Present += others[group].Present;
            sums[group].Imbalance += others[group].Imbalance;
            sums[group].Tenth += others[group].Tenth;
            sums[group].TenthOfTrial += others[group].TenthOfTrial;
        }
    }
}

/// <summary>A group over the trials: in how many it had somebody, its D in units, and how often D was a tenth or more.</summary>
internal struct GroupSums
{
    public long Present;
    public Int128 Imbalance;
    public long Tenth;
    public long TenthOfTrial;
}
