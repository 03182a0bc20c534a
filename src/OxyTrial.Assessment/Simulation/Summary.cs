using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Makes the records of a result from the sums of a tally.</summary>
internal static class Summary
{
    public const double GuessUnit = 1 << Probability63.FractionBits;

    public static SimulationResult Of(Design design, Tally tally, double seconds, IReadOnlyList<SensitivityPoint> sensitivity)
    {
#if LEAK_MUTANTS
        (tally.Known, tally.Certain) = LeakMutant.Is(8) ? default : (tally.Known, tally.Certain);
#endif
        var request = design.Request;
        var imbalance = new OverallImbalance(
            Distribution(tally.Final, design.Unit, request.Patients),
            Distribution(tally.Largest, design.Unit, request.Patients),
            [.. design.Checkpoints.Select((point, index) => new CoursePoint(point, Distribution(tally.AtCheckpoints[index], design.Unit, point)))]);
        var cells = Cells(design, tally);
        return new SimulationResult
        {
            Run = new SimulationRun(
                request.Procedure.Method, request.Procedure.ToCanonicalJson(), request.Ratio.Arms, request.Patients, request.Trials,
                request.Seed, request.Threads, request.Patients * request.Trials, seconds),
            Population = request.Population,
            Imbalance = imbalance,
            Margins = Margins(design, tally),
            Cells = cells,
            Predictability = new Predictability(
                ShareOfPatients(tally.Guesses, design, GuessUnit, tally.Trials),
                ShareOfPatients(tally.CellGuesses, design, GuessUnit, tally.Trials),
                ShareOfPatients(tally.Known, design, GuessUnit, tally.Trials),
                ShareOfPatients(tally.Certain, design, 1, tally.Trials)),
            Power = [.. tally.Pairs.Pairs().Select(pair => Power.Of(design, pair.First, pair.Second, pair.Counts))],
            ChronologicalBias = Trend(design, tally),
            Kits = Kits(design, tally),
            Sensitivity = sensitivity,
            Warnings = DesignWarnings.Of(design, imbalance, cells),
        };
    }

    public static Estimate ShareOfPatients(in Moments moments, Design design, double unit, long trials) =>
        moments.Estimate(trials, unit * design.Patients);

    public static ImbalanceDistribution Distribution(Histogram histogram, ImbalanceUnit unit, int patients)
    {
        var entries = histogram.Entries().Select(entry => (Value: (double)entry.Value / unit.Multiple, entry.Times)).ToList();
        var trials = entries.Sum(entry => entry.Times);
        double Quantile(double exceeding) => (double)histogram.UpperQuantile(exceeding) / unit.Multiple;
        return new ImbalanceDistribution(
            EstimateOf(entries, trials, value => value),
            EstimateOf(entries, trials, value => value * value),
            Quantile(0.5),
            Quantile(0.1),
            Quantile(0.05),
            Quantile(0.01),
            entries[^1].Value,
            (double)histogram.Entries().Where(entry => entry.Value * 10 >= patients * unit.Multiple).Sum(entry => entry.Times) / trials,
            [.. entries.Select(entry => new ValueShare(entry.Value, (double)entry.Times / trials))]);
    }

    public static double[] CellShares(CellTable cells) => Shares(cells, cells.CellCount, joint => [cells.CellOf[joint]]);

    private static Estimate EstimateOf(List<(double Value, long Times)> entries, long trials, Func<double, double> of)
    {
        var mean = entries.Sum(entry => of(entry.Value) * entry.Times) / trials;
        var squares = entries.Sum(entry => (of(entry.Value) - mean) * (of(entry.Value) - mean) * entry.Times);
        return new Estimate(mean, trials < 2 ? 0 : Math.Sqrt(squares / (trials - 1.0) / trials));
    }

    private static double[] Shares(CellTable cells, int count, Func<int, IEnumerable<int>> groupsOf)
    {
        var shares = new double[count];
        for (var joint = 0; joint < cells.JointCount; joint++)
        {
            foreach (var group in groupsOf(joint))
            {
                shares[group] += cells.JointShares[joint];
            }
        }

        return shares;
    }

    private static IReadOnlyList<GroupImbalance> Margins(Design design, Tally tally)
    {
        var levels = design.Cells.Population.SelectMany(factor => factor.Levels.Select(level => (factor.Name, level.Level, level.Share)));
        return [.. levels.Select((level, margin) => Group(design, tally, tally.MarginSums[margin], level.Share, [new GroupLevel(level.Name, level.Level)]))];
    }

    private static IReadOnlyList<GroupImbalance> Cells(Design design, Tally tally)
    {
        var cells = design.Cells;
        if (cells.CellFactors.Length == 0)
        {
            return [];
        }

        var shares = CellShares(cells);
        var example = new int[cells.CellCount];
        for (var joint = 0; joint < cells.JointCount; joint++)
        {
            example[cells.CellOf[joint]] = joint;
        }

        return [.. Enumerable.Range(0, cells.CellCount).Select(cell => Group(
            design, tally, tally.CellSums[cell], shares[cell],
            [.. cells.CellFactors.Select(factor => LevelOf(cells, example[cell], factor))]))];
    }

    private static GroupLevel LevelOf(CellTable cells, int joint, int factor) =>
        new(cells.Population[factor].Name, cells.Population[factor].Levels[cells.LevelOf(joint, factor)].Level);

    private static GroupImbalance Group(Design design, Tally tally, in GroupSums sums, double share, IReadOnlyList<GroupLevel> levels)
    {
        var trials = (double)tally.Trials;
        return new GroupImbalance(
            levels,
            share * design.Patients,
            1 - (sums.Present / trials),
            (double)sums.Imbalance / design.Unit.Multiple / trials,
            sums.Tenth / trials,
            sums.TenthOfTrial / trials);
    }

    private static ChronologicalBias Trend(Design design, Tally tally)
    {
        var arm = Enumerable.Range(0, tally.Trend.ArmCount).MaxBy(arm => tally.Trend.Variance(arm, tally.Trials).Mean);
        return new ChronologicalBias(
            design.Ratio.Arms[arm].Name, tally.Trend.Variance(arm, tally.Trials), TrendVariance.Exact(design),
            tally.Trend.CompleteVariance, tally.Trend.BiasStandardDeviation(arm));
    }

    private static IReadOnlyList<SiteDemand> Kits(Design design, Tally tally)
    {
        var site = design.Cells.Population.FirstOrDefault(factor => factor.Role == FactorRole.Site);
        return [.. tally.Sites.Select((sums, index) => Demand(design, sums, site?.Levels[index].Level, site?.Levels[index].Share ?? 1))];
    }

    private static SiteDemand Demand(Design design, SiteSums sums, string? site, double share)
    {
        var (request, kits) = (design.Request, design.Request.KitsPerParticipant);
        int KitsFor(Histogram patients) => (int)patients.UpperQuantile(request.StockOut) * kits;
        var leastRatio = request.Ratio.Arms.Min(arm => arm.Ratio);
        return new SiteDemand(
            site,
            share * request.Patients,
            request.StockOut,
            (KitsFor(sums.Patients) + leastRatio - 1) / leastRatio,
            KitsFor(sums.Sets),
            [.. request.Ratio.Arms.Select((arm, index) => new ArmDemand(arm.Name, KitsFor(sums.Arms[index]), Mean(sums.Arms[index]) * kits))]);
    }

    private static double Mean(Histogram histogram)
    {
        var entries = histogram.Entries().ToList();
        return entries.Sum(entry => (double)entry.Value * entry.Times) / entries.Sum(entry => entry.Times);
    }
}
