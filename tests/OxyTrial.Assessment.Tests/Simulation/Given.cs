using System.Text.Json;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Tests.Simulation;

/// <summary>What the simulation's tests share.</summary>
internal static class Given
{
    public const string Gender = "\"gender\":[\"F\",\"M\"]";
    public const string Site = "\"site\":[\"HD\",\"MA\",\"UL\"]";
    public const string Factors = "\"factors\":{" + Gender + "," + Site + "}";

    public static AllocationRatio Ratio(params int[] ratio) =>
        AllocationRatio.Create(ratio.Select((number, arm) => ($"{(char)('A' + arm)}", number)));

    public static ProcedureDefinition Procedure(string json, AllocationRatio ratio)
    {
        using var document = JsonDocument.Parse(json);
        var reading = ProcedureDefinition.Read(document.RootElement, ratio);
        return reading.Definition ?? throw new InvalidOperationException(string.Join("; ", reading.Errors));
    }

    /// <summary>"gender=F:4,M:1"; site and cohort have their roles.</summary>
    public static PopulationFactor Factor(string text, string? sensitive = null)
    {
        var (name, levels) = (text.Split('=')[0], text.Split('=')[1].Split(',').Select(level => level.Split(':')).ToArray());
        var sum = levels.Sum(level => double.Parse(level[1], System.Globalization.CultureInfo.InvariantCulture));
        return new PopulationFactor(
            name,
            [.. levels.Select(level => new LevelShare(level[0], double.Parse(level[1], System.Globalization.CultureInfo.InvariantCulture) / sum))],
            name switch { "site" => FactorRole.Site, "cohort" => FactorRole.Cohort, _ => FactorRole.Factor },
            PrevalenceOrigin.Given,
            sensitive);
    }

    public static SimulationRequest Request(string procedure, AllocationRatio ratio, int patients, long trials, params string[] population) => new()
    {
        Procedure = Procedure(procedure, ratio),
        Ratio = ratio,
        Population = [.. population.Select(factor => Factor(factor))],
        Patients = patients,
        Trials = trials,
        Seed = 20150801,
        Threads = 2,
    };

    public static SimulationResult Simulated(string procedure, AllocationRatio ratio, int patients, long trials, params string[] population) =>
        Simulated(Request(procedure, ratio, patients, trials, population));

    public static SimulationResult Simulated(SimulationRequest request) =>
        Simulator.Run(request, TimeProvider.System, null, TestContext.Current.CancellationToken);
}
