using OxyTrial.Assessment.Comparison;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports;

/// <summary>What a comparison found, in sentences.</summary>
internal static class ComparisonReading
{
    public static IEnumerable<string> Of(ComparisonInput input)
    {
        var run = input.Designs[0].Result.Run;
        yield return $"{Counted(input.Designs.Count, "design was", "designs were")} simulated {Count(run.Trials)} times each, on the same participants: {Count(run.Patients)} in a trial, "
            + $"allocated {string.Join(':', run.Arms.Select(arm => arm.Ratio))} to {And([.. run.Arms.Select(arm => arm.Name)])}. A good design keeps the arms alike and the next allocation unforeseeable; each buys one with the other.";
        yield return $"Of a guesser who counts the arms of the whole trial, no other design beats {Winners(input, GuessMeasure.Trial)}. "
            + $"Of one who knows the procedure as well, no other beats {Winners(input, GuessMeasure.Procedure)}.";
        var least = input.Designs.MinBy(design => TradeOf.Result(design.Result, input.Imbalance, GuessMeasure.Trial).Imbalance.Mean)!;
        var hardest = input.Designs.MinBy(design => design.Result.Predictability.KnownProcedure.Mean)!;
        yield return $"The least imbalance has {least.Label} ({Number(TradeOf.Result(least.Result, input.Imbalance, GuessMeasure.Trial).Imbalance.Mean, 2)}). "
            + $"Hardest to foresee with the procedure known is {hardest.Label} ({Percent(hardest.Result.Predictability.KnownProcedure.Mean)} right). "
            + "A picture shows two qualities only: a design that is beaten in one may be chosen for another, such as the balance within cells, or because a site sees no allocations but its own.";
    }

    private static string Winners(ComparisonInput input, GuessMeasure guess) =>
        And([.. input.Designs.Zip(ComparisonReport.NotBeaten(input, guess)).Where(pair => pair.Second).Select(pair => pair.First.Label).DefaultIfEmpty("none")]);
}
