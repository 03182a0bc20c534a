using System.Text.Encodings.Web;
using System.Text.Json;
using OxyTrial.Assessment.Comparison;
using OxyTrial.Assessment.Reports;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary>A comparison as JSON; docs/comparison.md lists the names.</summary>
internal static class ComparisonJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    public static string Of(IReadOnlyList<ComparedDesign> designs, ImbalanceMeasure imbalance, GuessMeasure guess)
    {
        var run = designs[0].Result.Run;
        var trades = designs.Select(design => TradeOf.Result(design.Result, imbalance, guess)).ToArray();
        var best = DesignTrade.NotBeaten(trades);
        return JsonSerializer.Serialize(
            new
            {
                run.Patients,
                run.Trials,
                run.Seed,
                ImbalanceMeasure = CompareCommand.NameOf(imbalance),
                GuessMeasure = CompareCommand.NameOf(guess),
                Designs = designs.Select((design, index) => new
                {
                    design.Label,
                    design.Source,
                    Procedure = Parsed(design.Result.Run.ProcedureJson),
                    NotBeaten = best[index],
                    trades[index].Imbalance,
                    trades[index].Guessed,
                    design.ExactGuesses,
                    design.Result.Predictability,
                    Warnings = design.Result.Warnings.Select(warning => warning.Code).Distinct(),
                }),
            },
            Options) + "\n";
    }

    private static JsonElement Parsed(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
