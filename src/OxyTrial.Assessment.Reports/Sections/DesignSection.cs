using OxyTrial.Assessment.Simulation;
using OxyTrial.Reports.Document;

namespace OxyTrial.Assessment.Reports.Sections;

/// <summary>What was simulated: the design and what was assumed of the participants.</summary>
internal static class DesignSection
{
    public static IEnumerable<ReportBlock> Of(SimulationReportInput input)
    {
        var run = input.Result.Run;
        yield return new ReportBlock.Heading(2, "What was simulated");
        yield return new ReportBlock.KeyValueList(
        [
            new("Study", input.Source.Name, input.Source.Registration),
            new("Specification", input.Source.File ?? "none; the procedure was given on its own", input.Source.SpecHash is { } hash ? $"SHA-256 {hash}" : null),
            .. ProcedureFacts.Of(input.Request.Procedure),
            new("Arms and ratio", string.Join(", ", run.Arms.Select(arm => $"{arm.Name} {arm.Ratio}"))),
            new("Participants of a trial", ReportText.Count(run.Patients)),
            new("Simulated trials", ReportText.Count(run.Trials)),
            new("Seed", run.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ]);
        foreach (var block in Population(input.Result.Population))
        {
            yield return block;
        }
    }

    /// <summary>The prevalences, and where each comes from.</summary>
    public static IEnumerable<ReportBlock> Population(IReadOnlyList<PopulationFactor> population) => population.Count == 0
        ? []
        : [new ReportBlock.Table(
            "Participants assumed; factors are independent of each other",
            [new("Factor"), new("Prevalences"), new("Origin")],
            [.. population.Select(factor => (string[])
            [
                factor.Name,
                string.Join(", ", factor.Levels.Select(level => $"{level.Level} {ReportText.Percent(level.Share)}")),
                Origin(factor.Origin),
            ])])];

    private static string Origin(PrevalenceOrigin origin) => origin switch
    {
        PrevalenceOrigin.Given => "given",
        PrevalenceOrigin.AssumedEqual => "assumed equally frequent",
        PrevalenceOrigin.FromCaps => "in proportion to the cohorts' limits",
        PrevalenceOrigin.AssumedInsecure => "assumed: 90 % insecure (Herpertz and Bertsch 2015: more than 90 %)",
        _ => throw new InvalidOperationException($"Unknown origin {origin}."),
    };
}
