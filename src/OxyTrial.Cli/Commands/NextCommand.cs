using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using OxyTrial.Randomization;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial spec next</c>: what a procedure says of the next participant, given a history with known arms.</summary>
internal static class NextCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var options = new ProcedureOptions();
        var history = new Option<string?>("--history") { Description = "CSV: a header of factor names (and cohort, if the spec has several), last column 'arm'; one participant a row. Without it nobody came before." };
        var participant = new Option<string[]>("--participant") { Description = "The next participant's levels, e.g. gender=F,anxiety=high.", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("next", "Print each arm's imbalance and probability as exact fractions.") { history, participant, json };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var question = options.Read(parsed);
            var next = Levels(parsed.GetValue(participant) ?? []);
            var past = parsed.GetValue(history) is { } path ? HistoryFile.Read(path) : [];
            Print(question.Ratio, Answer(question, past, next), parsed.GetValue(json));
        });
        return command;
    }

    private static Dictionary<string, string> Levels(string[] texts)
    {
        var levels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in texts.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (pair.Split('=', 2) is not [var factor, var level] || !levels.TryAdd(factor.Trim(), level.Trim()))
            {
                throw new CommandLineException($"--participant: '{pair}' is not FACTOR=LEVEL, or its factor stands there twice.");
            }
        }

        return levels;
    }

    private static ProcedureAnswer Answer(ProcedureQuestion question, IReadOnlyList<HistoryRow> history, Dictionary<string, string> participant)
    {
        var cohort = QuestionedParticipant.CohortOf(question, participant, "--participant");
        var next = QuestionedParticipant.ProfileOf(question, participant, "--participant");
        var past = history
            .Where(row => QuestionedParticipant.CohortOf(question, row.Levels, row.Where) == cohort)
            .Select(row => new Allocated(QuestionedParticipant.ProfileOf(question, row.Levels, row.Where), QuestionedParticipant.ArmOf(question.Ratio, row.Arm, row.Where)));
        return NextAllocation.TryAnswer(question.Procedure, question.Ratio, past, next, out var answer, out var error)
            ? answer
            : throw new CommandLineException($"--history: {error}.");
    }

    private static void Print(AllocationRatio ratio, ProcedureAnswer answer, bool json)
    {
        var imbalance = ratio.Arms.Select((arm, index) => KeyValuePair.Create(arm.Name, answer.Arms[index].Imbalance.ToString())).ToDictionary();
        var probability = ratio.Arms.Select((arm, index) => KeyValuePair.Create(arm.Name, answer.Arms[index].Probability.ToString())).ToDictionary();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { imbalance, probability }, Json));
            return;
        }

        Console.WriteLine($"{"arm",-20} {"imbalance",12} {"probability",12}");
        foreach (var arm in ratio.Arms)
        {
            Console.WriteLine($"{arm.Name,-20} {imbalance[arm.Name],12} {probability[arm.Name],12}");
        }
    }
}
