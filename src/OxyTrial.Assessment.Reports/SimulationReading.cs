using OxyTrial.Assessment.Simulation;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports;

/// <summary>What a simulation found, in sentences a protocol can quote; every number is the result's.</summary>
internal static class SimulationReading
{
    public static IEnumerable<string> Of(SimulationReportInput input)
    {
        var result = input.Result;
        yield return string.Join(' ', [.. Balance(input), .. Guessing(result), .. Cost(result)]);
        yield return $"{Counted(result.Warnings.Count, "warning follows", "warnings follow")}{(result.Warnings.Count == 0 ? ": no threshold was passed." : "; each names the number that raised it.")} "
            + "± gives half a 95 % interval of the simulation's own error.";
    }

    private static IEnumerable<string> Balance(SimulationReportInput input)
    {
        var (run, final) = (input.Result.Run, input.Result.Imbalance.Final);
        yield return $"{DesignLabel.Of(input.Request.Procedure)} was simulated {Count(run.Trials)} times with {Count(run.Patients)} participants allocated {string.Join(':', run.Arms.Select(arm => arm.Ratio))} "
            + $"to {And([.. run.Arms.Select(arm => arm.Name)])}.";
        var counted = IsEqual(run) ? "the arms" : "the arms, each divided by its number in the ratio,";
        yield return $"At the end {counted} differed by {Number(final.MeanAbsolute.Mean, 2)} on average, in 95 % of the trials by at most {Whole(final.Percentile95)}, and in none by more than {Whole(final.Maximum)}.";
    }

    private static IEnumerable<string> Guessing(SimulationResult result)
    {
        var guesses = result.Predictability;
        var chance = IsEqual(result.Run) ? $" (by chance: {Percent(1.0 / result.Run.Arms.Count)})" : "";
        var cell = result.Cells.Count == 0 ? "" : $"; if it counts only those with the participant's own factor levels, in {Percent(guesses.OwnCell.Mean)}";
        yield return $"A site that knows all past allocations and guesses the lagging arm is right in {Percent(guesses.Convergence.Mean)} of them{chance}{cell}.";
        yield return $"Somebody who knows the procedure and its parameters as well is right in {Percent(guesses.KnownProcedure.Mean)} and certain in {Percent(guesses.Deterministic.Mean)}; blinding of the treatment keeps the past from being known.";
    }

    private static IEnumerable<string> Cost(SimulationResult result)
    {
        var worst = result.Power.MaxBy(pair => pair.PatientsLost)!;
        yield return $"Imbalance costs the comparison of {worst.FirstArm} with {worst.SecondArm} as much as the loss of {Number(worst.PatientsLost, 2)} participants: "
            + $"the power for a difference of {Number(worst.Effect, 2)} standard deviations is {FinePercent(worst.MeanPower)} on average instead of {FinePercent(worst.PlannedPower)}.";
        yield return $"If outcomes drifted steadily during recruitment, the estimate would err by {Percent(result.ChronologicalBias.BiasStandardDeviation)} of the whole drift (root mean square).";
    }

    private static bool IsEqual(SimulationRun run) => run.Arms.All(arm => arm.Ratio == run.Arms[0].Ratio);
}
