using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>
/// The design again with half and double the odds of the sensitive levels: every combination for one or two factors, all together for
/// more. Fewer trials do, since cells and imbalances are told to a percent.
/// </summary>
internal static class Sensitivity
{
    private const long MostTrials = 2000;
    private static readonly double[] Odds = [0.5, 1, 2];

    public static IReadOnlyList<SensitivityPoint> Of(Design design, Func<Design, Tally> run)
    {
        var sensitive = design.Request.Population.Where(factor => factor.SensitiveLevel is not null).ToArray();
        var grid = sensitive.Length switch
        {
            0 => [],
            1 or 2 => Grid(sensitive.Length),
            _ => Odds.Select(odds => Enumerable.Repeat(odds, sensitive.Length).ToArray()),
        };
        return [.. grid.Select(odds => Point(design, sensitive, odds, run))];
    }

    private static IEnumerable<double[]> Grid(int factors) => factors == 0
        ? [[]]
        : Grid(factors - 1).SelectMany(first => Odds.Select(odds => first.Append(odds).ToArray()));

    private static SensitivityPoint Point(Design design, PopulationFactor[] sensitive, double[] odds, Func<Design, Tally> run)
    {
        var changed = sensitive.Select((factor, index) => Changed(factor, odds[index])).ToArray();
        var population = design.Request.Population.Select(factor => Array.Find(changed, other => other.Name == factor.Name) ?? factor);
        var request = design.Request with { Population = [.. population], Trials = Math.Min(design.Request.Trials, MostTrials) };
        var point = design.With(request);
        var tally = run(point);
        var (trials, cells) = ((double)tally.Trials, tally.CellSums.Length);
        var shares = Summary.CellShares(point.Cells);
        return new SensitivityPoint(
            [.. changed.Select((factor, index) => new ChangedFactor(factor.Name, factor.SensitiveLevel!, odds[index], ShareOf(factor)))],
            request.Patients,
            request.Trials,
            shares.Min() * request.Patients,
            tally.TrialsWithEmptyCell / trials,
            cells - (tally.CellSums.Sum(cell => cell.Present) / trials),
            Summary.Distribution(tally.Final, point.Unit, request.Patients).MeanAbsolute.Mean,
            tally.CellSums.Sum(cell => (double)cell.Imbalance) / point.Unit.Multiple / trials / cells,
            Summary.ShareOfPatients(tally.Guesses, point, Summary.GuessUnit, tally.Trials).Mean,
            Summary.ShareOfPatients(tally.Known, point, Summary.GuessUnit, tally.Trials).Mean);
    }

    private static double ShareOf(PopulationFactor factor) => factor.Levels.Single(level => level.Level == factor.SensitiveLevel).Share;

    // The other levels keep their proportions among each other.
    private static PopulationFactor Changed(PopulationFactor factor, double odds)
    {
        var share = ShareOf(factor);
        var changed = share * odds / (1 - share + (share * odds));
        return share is 0 or 1 ? factor : factor with
        {
            Levels = [.. factor.Levels.Select(level =>
                level with { Share = level.Level == factor.SensitiveLevel ? changed : level.Share * (1 - changed) / (1 - share) })],
        };
    }
}
