using System.Text;
using OxyTrial.Assessment.Simulation;
using static System.FormattableString;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary>A simulation's result for a terminal.</summary>
internal static class SimulationText
{
    private const int MostCells = 20;

    public static string Of(SimulationResult result)
    {
        var text = new StringBuilder();
        var run = result.Run;
        Line(text, $"{run.Method}, {string.Join(':', run.Arms.Select(arm => arm.Name))} = {string.Join(':', run.Arms.Select(arm => arm.Ratio))}: {run.Patients} patients, {run.Trials} trials, seed {run.Seed}");
        Line(text, $"{run.Assignments} assignments in {run.Seconds:0.000} s on {run.Threads} threads, {1e9 * run.Seconds / run.Assignments:0.0} ns each");
        Population(text, result.Population);
        Imbalance(text, result.Imbalance);
        Groups(text, "margins", result.Margins);
        Groups(text, "cells", result.Cells);
        Predictability(text, result);
        Costs(text, result);
        Kits(text, result.Kits);
        Sensitivity(text, result.Sensitivity);
        Warnings(text, result.Warnings);
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(Invariant(line)).Append('\n');

    private static void Heading(StringBuilder text, string heading) => text.Append('\n').Append(heading).Append('\n');

    private static void Population(StringBuilder text, IReadOnlyList<PopulationFactor> population)
    {
        if (population.Count == 0)
        {
            return;
        }

        Heading(text, "population (factors independent of each other)");
        foreach (var factor in population)
        {
            var origin = factor.Origin switch
            {
                PrevalenceOrigin.Given => "given",
                PrevalenceOrigin.AssumedEqual => "assumed equal",
                PrevalenceOrigin.FromCaps => "assumed as the caps",
                PrevalenceOrigin.AssumedInsecure => "assumed: 90 % of the patients insecure",
                _ => throw new InvalidOperationException($"Unknown origin {factor.Origin}."),
            };
            Line(text, $"  {factor.Name}: {string.Join(", ", factor.Levels.Select(level => Invariant($"{level.Level} {100 * level.Share:0.#} %")))} ({origin})");
        }
    }

    private static void Imbalance(StringBuilder text, OverallImbalance imbalance)
    {
        Heading(text, "imbalance D, whole trial     mean |D|   mean D²  median   90 %   95 %   99 %    max  |D| ≥ n/10");
        Distribution(text, "at the end", imbalance.Final);
        Distribution(text, "largest on the way", imbalance.Largest);
    }

    private static void Distribution(StringBuilder text, string what, ImbalanceDistribution d) =>
        Line(text, $"  {what,-26} {d.MeanAbsolute.Mean,9:0.000} {d.MeanSquared.Mean,9:0.000} {d.Median,7:0.##} {d.Percentile90,6:0.##} {d.Percentile95,6:0.##} {d.Percentile99,6:0.##} {d.Maximum,6:0.##} {100 * d.ShareAtLeastTenth,9:0.00} %");

    private static void Groups(StringBuilder text, string what, IReadOnlyList<GroupImbalance> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        Heading(text, Invariant($"{what + ", at the end",-44} expected     empty  mean |D|  |D| ≥ n/10"));
        foreach (var group in groups.OrderBy(group => what == "cells" ? group.ExpectedPatients : 0).Take(MostCells))
        {
            Line(text, $"  {group.Name,-42} {group.ExpectedPatients,8:0.0} {100 * group.ShareEmpty,7:0.00} % {group.MeanAbsolute,9:0.000} {100 * group.ShareAtLeastTenth,9:0.00} %");
        }

        if (groups.Count > MostCells)
        {
            Line(text, $"  … the {groups.Count - MostCells} larger ones are in --json");
        }
    }

    private static void Predictability(StringBuilder text, SimulationResult result)
    {
        Heading(text, "predictability, share of the assignments");
        var guesses = result.Predictability;
        Share(text, "guessed right, convergence strategy", guesses.Convergence);
        Share(text, "the same within the own cell", guesses.OwnCell);
        Share(text, "guessed right, procedure known", guesses.KnownProcedure);
        Share(text, "certain, procedure known", guesses.Deterministic);
    }

    private static void Share(StringBuilder text, string what, Estimate share) =>
        Line(text, $"  {what,-40} {share.Mean:0.0000} ± {share.StandardError:0.0000}");

    private static void Costs(StringBuilder text, SimulationResult result)
    {
        foreach (var pair in result.Power)
        {
            Heading(text, Invariant($"power, {pair.FirstArm} against {pair.SecondArm}, effect {pair.Effect} SD, two-sided {pair.Alpha}"));
            Line(text, $"  planned {pair.PlannedPower:0.0000}, mean {pair.MeanPower:0.0000}, reached by 95 % of the trials {pair.Percentile5Power:0.0000}");
            Line(text, $"  efficiency {pair.Efficiency:0.0000}: as if {pair.PatientsLost:0.00} patients were lost");
        }

        var trend = result.ChronologicalBias;
        Heading(text, Invariant($"chronological bias (linear trend), arm {trend.Arm}"));
        Line(text, $"  Var Σ i·T_i {trend.Variance.Mean:0.0} ± {trend.Variance.StandardError:0.0}{(trend.ExactVariance is { } exact ? Invariant($", exactly {exact:0.0}") : "")}; complete randomization {trend.CompleteVariance:0.0}");
        Line(text, $"  standard deviation of the bias {trend.BiasStandardDeviation:0.0000} of the trend's rise");
    }

    private static void Kits(StringBuilder text, IReadOnlyList<SiteDemand> kits)
    {
        Heading(text, Invariant($"kits per site for a stock-out in at most {100 * kits[0].StockOut:0.##} % of the trials, no resupply"));
        foreach (var site in kits)
        {
            Line(text, $"  {site.Site ?? "all",-12} {site.ExpectedPatients:0.0} patients; sets: pooled rule {site.PooledSets}, every-arm rule {site.EveryArmSets}; by arm: {string.Join(", ", site.Arms.Select(arm => Invariant($"{arm.Arm} {arm.Kits} (mean {arm.MeanKits:0.0})")))}");
        }
    }

    private static void Sensitivity(StringBuilder text, IReadOnlyList<SensitivityPoint> points)
    {
        if (points.Count == 0)
        {
            return;
        }

        Heading(text, "other prevalences                              least cell  any empty  mean |D|  cells' |D|  guessed");
        foreach (var point in points)
        {
            var name = string.Join(", ", point.Factors.Select(factor => Invariant($"{factor.Factor}={factor.Level} {100 * factor.Share:0.#} %")));
            Line(text, $"  {name,-45} {point.SmallestExpectedCell,9:0.00} {100 * point.ShareAnyCellEmpty,8:0.0} % {point.MeanAbsoluteImbalance,9:0.000} {point.MeanAbsoluteCellImbalance,11:0.000} {point.Convergence,8:0.0000}");
        }
    }

    private static void Warnings(StringBuilder text, IReadOnlyList<SimulationWarning> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        Heading(text, "warnings");
        foreach (var warning in warnings)
        {
            Line(text, $"  {warning.Code}: {warning.Message}");
        }
    }
}
