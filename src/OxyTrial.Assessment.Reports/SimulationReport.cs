using OxyTrial.Assessment.Reports.Sections;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;
using OxyTrial.Reports.Document;

namespace OxyTrial.Assessment.Reports;

/// <summary>What a simulation report is made from.</summary>
/// <param name="Source">Where the design comes from.</param>
/// <param name="Request">What was simulated.</param>
/// <param name="Result">What came out.</param>
/// <param name="Origin">How the report came about.</param>
public sealed record SimulationReportInput(DesignSource Source, SimulationRequest Request, SimulationResult Result, ReportOrigin Origin);

/// <summary>
/// The report of one design's simulation, for the statistician's sealed annex of a protocol: what was assumed, what follows, and how to
/// compute it again. It holds neither seconds nor threads, so the same inputs give the same bytes.
/// </summary>
public static class SimulationReport
{
    private const string Name = "Simulation of a randomization design";
    private const string ReportVersion = "1.0";

    /// <summary>Builds the report.</summary>
    public static ReportDocument Build(SimulationReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = input.Result.Run;
        return new ReportDocument(
            $"{Name}: {DesignLabel.Of(input.Request.Procedure)}",
            input.Origin.Stamp(input.Source.Name, Name, ReportVersion, $"{ReportText.Count(run.Patients)} participants, {ReportText.Count(run.Trials)} trials, seed {run.Seed}"),
            [
                new ReportBlock.Heading(2, "Summary"),
                .. SimulationReading.Of(input).Select(paragraph => new ReportBlock.Paragraph(paragraph)),
                .. WarningsSection.Of(input.Result.Warnings),
                .. DesignSection.Of(input),
                .. ImbalanceSection.Of(input.Result),
                .. PredictabilitySection.Of(input.Result),
                .. GroupsSection.Of(input.Request.Procedure, input.Result),
                .. CostSection.Of(input.Result),
                .. KitSection.Of(input.Result.Kits),
                .. SensitivitySection.Of(input.Result),
                .. Reproduction.Of(input.Origin, [input.Request.Procedure]),
            ]);
    }
}
