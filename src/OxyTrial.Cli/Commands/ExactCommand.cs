using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using OxyTrial.Assessment.Numbers;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Exact;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial spec exact</c>: exact operating characteristics of one list of a procedure.</summary>
internal static class ExactCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var options = new ProcedureOptions();
        var patients = new Option<int?>("--patients") { Description = "Participants of the list; if left out the procedure's length, or the spec's planned participants." };
        var json = new Option<bool>("--json") { Description = "Print JSON: fractions as strings \"p/q\" or \"n\"." };
        var command = new Command("exact", "Print how predictable and how imbalanced one list of the procedure is, in exact fractions.") { patients, json };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var question = options.Read(parsed);
            var number = parsed.GetValue(patients) ?? question.Procedure.Length ?? question.Spec?.Study.PlannedParticipants
                ?? throw new CommandLineException("--patients is missing: the procedure has no length of its own.");
            var exact = OperatingCharacteristics.TryCompute(question.Procedure, question.Ratio, number, out var characteristics, out var error)
                ? characteristics
                : throw new CommandLineException($"{error}.");
            Console.Write(parsed.GetValue(json) ? AsJson(exact) : AsText(question, exact));
        });
        return command;
    }

    private static string AsJson(ExactCharacteristics exact) => JsonSerializer.Serialize(
        new
        {
            patients = exact.Patients,
            sequenceCount = exact.SequenceCount.ToString(),
            expectedCorrectGuesses = exact.ExpectedCorrectGuesses.ToString(),
            expectedCorrectGuessShare = (exact.ExpectedCorrectGuesses / exact.Patients).ToDouble(),
            expectedSquaredFinalImbalance = exact.ExpectedSquaredFinalImbalance.ToString(),
            deterministicShare = exact.DeterministicShare.ToString(),
            maximumImbalance = exact.MaximumImbalance.ToDictionary(entry => entry.Imbalance.ToString(), entry => entry.Probability.ToString()),
            driftVariance = exact.DriftVariance?.ToString(),
            movedRatio = exact.MovedRatio is { } moved
                ? new { place = moved.Place, probabilities = moved.Probabilities.Select(probability => probability.ToString()) }
                : null,
        },
        Json) + "\n";

    private static string AsText(ProcedureQuestion question, ExactCharacteristics exact)
    {
        var lines = new List<string>
        {
            $"{question.Procedure.Method}, {question.Ratio}, one list of {exact.Patients} participants",
            $"sequences                         {Shortened(exact.SequenceCount.ToString())}",
            $"correct guesses, expected         {Both(exact.ExpectedCorrectGuesses)}, a share of {(exact.ExpectedCorrectGuesses / exact.Patients).ToDouble():0.000000}",
            $"certain allocations, share        {Both(exact.DeterministicShare)}",
            $"squared final imbalance, expected {Both(exact.ExpectedSquaredFinalImbalance)}",
            $"drift, variance of Σ i·T          {(exact.DriftVariance is { } drift ? Both(drift) : "defined for two arms")}",
            $"unconditional ratio               {(exact.MovedRatio is { } moved ? $"moves: participant {moved.Place} has {string.Join(" : ", moved.Probabilities)}" : "kept at every place")}",
            "largest imbalance on the way      probability",
        };
        lines.AddRange(exact.MaximumImbalance.Select(entry => $"{entry.Imbalance,32}  {Both(entry.Probability)}"));
        return string.Join('\n', lines) + "\n";
    }

    private static string Both(Rational value) => value.Denominator.IsOne ? value.ToString() : $"{value.ToDouble():0.000000} = {Shortened(value.ToString())}";

    // A fraction of hundreds of digits helps nobody at a terminal; --json has it whole.
    private static string Shortened(string digits) => digits.Length <= 60 ? digits : $"{digits[..24]}… ({digits.Length} characters; see --json)";
}
