using System.Text.Json;
using OxyTrial.Assessment.Reports;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Tests.Reports;

/// <summary>Simulations of real designs, small enough for tests.</summary>
internal static class ReportSamples
{
    public const string Blocks = """{"method":"permuted-block","sizes":[4,6],"factors":{"gender":["F","M"],"avoidance":["low","high"]}}""";
    public const string HuHu = """{"method":"hu-hu","factors":{"gender":["F","M"],"avoidance":["low","high"]},"probability":"4/5","weights":{"overall":"1/5","margins":{"gender":"1/4","avoidance":"1/4"},"stratum":"3/10"}}""";
    public const string BigStick = """{"method":"big-stick","tolerance":3}""";

    public static readonly ReportOrigin Origin = new("oxytrial spec simulate --seed 7", "0.1.0", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), "oxytrial spec simulate");

    public static readonly AllocationRatio Ratio = AllocationRatio.Create([("A", 1), ("B", 1)]);

    public static readonly PopulationFactor[] People =
    [
        new("gender", [new("F", 0.95), new("M", 0.05)], FactorRole.Factor, PrevalenceOrigin.Given),
        new("avoidance", [new("low", 0.3), new("high", 0.7)], FactorRole.Factor, PrevalenceOrigin.AssumedInsecure, "high"),
    ];

    public static SimulationRequest Request(string procedure, int patients = 40, int threads = 2) => new()
    {
        Procedure = Procedure(procedure),
        Ratio = Ratio,
        Population = People,
        Patients = patients,
        Trials = 2000,
        Seed = 7,
        Threads = threads,
    };

    public static SimulationReportInput Simulated(string procedure, int patients = 40, int threads = 2)
    {
        var request = Request(procedure, patients, threads);
        return new SimulationReportInput(new DesignSource("SOME-STUDY", "spec.yaml", new string('a', 64)), request, Simulator.Run(request, TimeProvider.System), Origin);
    }

    public static ComparisonInput Compared(params string[] procedures)
    {
        var labels = DesignLabel.OfAll([.. procedures.Select(Procedure)]);
        return new ComparisonInput(
            new DesignSource("SOME-STUDY"),
            [.. procedures.Select((json, index) => new ComparedDesign(labels[index], "--procedure", Procedure(json), Simulator.Run(Request(json), TimeProvider.System), null))],
            OxyTrial.Assessment.Comparison.ImbalanceMeasure.Overall,
            Origin);
    }

    public static ProcedureDefinition Procedure(string json)
    {
        using var document = JsonDocument.Parse(json);
        var reading = ProcedureDefinition.Read(document.RootElement, Ratio);
        return reading.Definition ?? throw new InvalidOperationException(string.Join("; ", reading.Errors));
    }
}
