using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OxyTrial.Assessment.Simulation;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary>A simulation's result as JSON; docs/simulation.md lists the names.</summary>
internal static class SimulationJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        WriteIndented = true,
    };

    public static string Of(SimulationResult result)
    {
        using var procedure = JsonDocument.Parse(result.Run.ProcedureJson);
        var run = result.Run;
        return JsonSerializer.Serialize(
            new
            {
                run.Method,
                Procedure = procedure.RootElement,
                run.Arms,
                run.Patients,
                run.Trials,
                run.Seed,
                run.Threads,
                run.Assignments,
                run.Seconds,
                result.Population,
                result.Imbalance,
                result.Margins,
                result.Cells,
                result.Predictability,
                result.Power,
                result.ChronologicalBias,
                result.Kits,
                result.Sensitivity,
                result.Warnings,
            },
            Options) + "\n";
    }
}
