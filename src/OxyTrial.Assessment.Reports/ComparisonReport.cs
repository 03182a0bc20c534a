using OxyTrial.Assessment.Comparison;
using OxyTrial.Assessment.Reports.Sections;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;
using OxyTrial.Reports.Document;
using static OxyTrial.Assessment.Reports.ReportText;

namespace OxyTrial.Assessment.Reports;

/// <summary>A design that was compared.</summary>
/// <param name="Label">Its name, unlike the others'.</param>
/// <param name="Source">Where it comes from: a file, or the command line.</param>
/// <param name="Procedure">Its procedure.</param>
/// <param name="Result">What its simulation found.</param>
/// <param name="ExactGuesses">The convergence strategy's exact share, where there is one.</param>
public sealed record ComparedDesign(string Label, string Source, ProcedureDefinition Procedure, SimulationResult Result, double? ExactGuesses);

/// <summary>What a comparison report is made from: at least one design, all simulated on the same population.</summary>
public sealed record ComparisonInput(DesignSource Source, IReadOnlyList<ComparedDesign> Designs, ImbalanceMeasure Imbalance, ReportOrigin Origin);

/// <summary>Several designs side by side: predictability against imbalance, and those that no other beats marked.</summary>
public static class ComparisonReport
{
    private const string Name = "Comparison of randomization designs";
    private const string ReportVersion = "1.0";

    /// <summary>The words for being on the front.</summary>
    public static FrontWords Front { get; } = new("Unbeaten", "no other design beats it", "beaten by another design");

    /// <summary>Builds the report.</summary>
    public static ReportDocument Build(ComparisonInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = input.Designs[0].Result.Run;
        return new ReportDocument(
            Name,
            input.Origin.Stamp(input.Source.Name, Name, ReportVersion, $"{Count(run.Patients)} participants, {Count(run.Trials)} trials of each design, seed {run.Seed}"),
            [
                new ReportBlock.Heading(2, "Summary"),
                .. ComparisonReading.Of(input).Select(paragraph => new ReportBlock.Paragraph(paragraph)),
                .. Pictures(input).Select(picture => new ReportBlock.Figure(picture)),
                .. ComparisonTables.Of(input),
                .. DesignSection.Population(input.Designs.MaxBy(design => design.Result.Population.Count)!.Result.Population),
                .. Reproduction.Of(input.Origin, input.Designs.Select(design => design.Procedure)),
            ]);
    }

    /// <summary>For each design, in order, whether no other beats it.</summary>
    public static IReadOnlyList<bool> NotBeaten(ComparisonInput input, GuessMeasure guess)
    {
        ArgumentNullException.ThrowIfNull(input);
        return DesignTrade.NotBeaten([.. input.Designs.Select(design => TradeOf.Result(design.Result, input.Imbalance, guess))]);
    }

    /// <summary>What a measure of imbalance is called on an axis.</summary>
    public static string AxisOf(ImbalanceMeasure measure) => measure switch
    {
        ImbalanceMeasure.Overall => "Mean imbalance |D| at the end",
        ImbalanceMeasure.Largest => "Mean of the largest imbalance |D| on the way",
        ImbalanceMeasure.Margins => "Mean imbalance |D| within a margin at the end",
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    // Each guesser with the imbalance asked for; and what stratification is for, the balance within margins.
    private static IEnumerable<Chart> Pictures(ComparisonInput input)
    {
        yield return Picture(input, GuessMeasure.Trial);
        if (input.Imbalance != ImbalanceMeasure.Margins && input.Designs.All(design => design.Result.Margins.Count > 0))
        {
            yield return Picture(input with { Imbalance = ImbalanceMeasure.Margins }, GuessMeasure.Trial);
        }

        if (input.Designs.Any(design => design.Result.Cells.Count > 0))
        {
            yield return Picture(input, GuessMeasure.Cell);
        }

        yield return Picture(input, GuessMeasure.Procedure);
    }

    private static Chart.Scatter Picture(ComparisonInput input, GuessMeasure guess) => new(
        $"Predictability against imbalance{(input.Imbalance == ImbalanceMeasure.Margins ? " within margins" : "")}: {Guesser(guess)}",
        "Each point is a design; nearer to the lower left corner is better. Error bars are 95 % intervals of the simulation. A design is beaten when another is at most as imbalanced and at most as predictable and better in one; within one standard error of the difference is a tie.",
        new(AxisOf(input.Imbalance), "participants", 2), new("Guessed right", "%", 2),
        [.. input.Designs.Zip(NotBeaten(input, guess), (design, onFront) => Point(design, TradeOf.Result(design.Result, input.Imbalance, guess), onFront))],
        Front);

    private static ScatterPoint Point(ComparedDesign design, DesignTrade trade, bool onFront) => new(
        design.Label, trade.Imbalance.Mean, 100 * trade.Guessed.Mean, Z95 * trade.Imbalance.StandardError, 100 * Z95 * trade.Guessed.StandardError, onFront);

    private static string Guesser(GuessMeasure guess) => guess switch
    {
        GuessMeasure.Trial => "guessing the arm that lags in the whole trial",
        GuessMeasure.Cell => "guessing the arm that lags in the participant's own cell",
        _ => "guessing with the procedure and its parameters known",
    };
}
