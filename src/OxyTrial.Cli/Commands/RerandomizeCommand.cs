using System.CommandLine;
using OxyTrial.Assessment.Rerandomization;
using OxyTrial.Cli.Analysis;
using OxyTrial.Cli.Demo;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial analyze rerandomize</c>: the randomization test of a finished trial.</summary>
internal static class RerandomizeCommand
{
    private const string OutcomeColumn = "outcome";
    private const int DefaultReplicates = 10_000;

    // Below this many conceivable sequences a list is enumerated without being asked for: a second or two.
    private const int FewSequences = 1 << 16;

    // What --exact takes on: minutes, and some hundred megabytes.
    private const int MostSequences = 4_000_000;

    public static Command Create() => new("analyze", "Analyze a finished trial.") { Rerandomize() };

    private static Command Rerandomize()
    {
        var procedure = new ProcedureOptions();
        var data = new Option<string>("--data") { Description = "CSV in the order of enrollment: participant, a column a factor, cohort if there are several, arm, outcome. With --trial: participant, outcome. Empty = missing.", Required = true };
        var trial = new Option<string?>("--trial") { Description = "Folder of a finished, unblinded trial; arms and levels come from there, after verification." };
        var outcome = new Option<string?>("--outcome") { Description = "Column whose means are compared; 'outcome' if left out." };
        var score = new Option<string?>("--score") { Description = "Column of scores, e.g. ranks or residuals; their centered sum over the first arm is the statistic, instead of the difference in means." };
        var compare = new Option<string?>("--compare") { Description = "The two arms, first minus second, e.g. O,P; with two arms the order of the spec if left out." };
        var alternative = new Option<string>("--alternative") { Description = "two-sided, greater (the first arm has greater values) or less.", DefaultValueFactory = _ => "two-sided" };
        alternative.AcceptOnlyFromAmong("two-sided", "greater", "less");
        var replicates = new Option<int?>("--replicates") { Description = $"How often to allocate anew; {DefaultReplicates} if left out." };
        var seed = new Option<long>("--seed") { Description = "Seed of the new allocations.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int?>("--threads") { Description = "Threads; all processors if left out. The result does not depend on it." };
        var exact = new Option<bool>("--exact") { Description = "Go through every sequence; so done anyway when there are few and --replicates is not given." };
        var json = new Option<bool>("--json") { Description = "Print JSON; fractions are strings \"p/q\" or \"n\"." };
        var command = new Command("rerandomize", "Test whether two arms differ: allocate anew by the same procedure and compare.") { data, trial, outcome, score, compare, alternative, replicates, seed, threads, exact, json };
        procedure.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            Require(parsed.GetValue(outcome) is null || parsed.GetValue(score) is null, "give --outcome or --score, not both.");
            Require(!parsed.GetValue(exact) || parsed.GetValue(replicates) is null, "give --exact or --replicates, not both.");
            Require(parsed.GetValue(replicates) is null or >= 1, "--replicates: possible are whole numbers from 1.");
            Require(parsed.GetValue(threads) is null or >= 1, "--threads: possible are whole numbers from 1.");
            Require(parsed.GetValue(trial) is null || !procedure.IsGiven(parsed), "give --trial, or a spec or procedure, not both.");
            var column = parsed.GetValue(score) ?? parsed.GetValue(outcome) ?? OutcomeColumn;
            var trialData = parsed.GetValue(trial) is { } folder
                ? await UnblindedTrial.ReadAsync(folder, parsed.GetValue(data)!, column, cancellation)
                : AnalysisData.Read(procedure.Read(parsed), parsed.GetValue(data)!, column);
            var (first, second) = ArmsOf(trialData.Question, parsed.GetValue(compare));
            var comparison = new ArmComparison(
                first,
                second,
                parsed.GetValue(score) is null ? TestStatistic.DifferenceInMeans : TestStatistic.CenteredScoreSum,
                parsed.GetValue(alternative) switch { "greater" => Alternative.Greater, "less" => Alternative.Less, _ => Alternative.TwoSided });
            var test = TestOf(trialData, comparison);
            var outcomeOfTest = Run(test, parsed.GetValue(exact), parsed.GetValue(replicates), parsed.GetValue(seed), parsed.GetValue(threads) ?? Environment.ProcessorCount, cancellation);
            var report = new RerandomizationReport(trialData, comparison, test, outcomeOfTest, column, Inputs(parsed, procedure, trial, data));
            Console.Write(parsed.GetValue(json) ? report.AsJson() : report.AsText());
        });
        return command;
    }

    private static (int First, int Second) ArmsOf(ProcedureQuestion question, string? compare)
    {
        var names = string.Join(", ", question.Ratio.Arms.Select(arm => arm.Name));
        if (compare is null)
        {
            return question.Ratio.Count == 2 ? (0, 1) : throw new CommandLineException($"--compare is missing: there are {question.Ratio.Count} arms; name two of {names}.");
        }

        return compare.Split(',') is [var first, var second]
            ? (QuestionedParticipant.ArmOf(question.Ratio, first.Trim(), "--compare"), QuestionedParticipant.ArmOf(question.Ratio, second.Trim(), "--compare"))
            : throw new CommandLineException($"--compare: '{compare}' is not two arms such as {question.Ratio.Arms[0].Name},{question.Ratio.Arms[1].Name}.");
    }

    private static RerandomizationTest TestOf(AnalysisData data, ArmComparison comparison)
    {
        if (RerandomizationTest.TryCreate(data.Question.Procedure, data.Question.Ratio, [.. data.Rows.Select(row => row.Participant)], comparison, out var test, out var refusal))
        {
            return test;
        }

        throw new CommandLineException(refusal.Participant is { } row ? $"{data.Rows[row].Where}: the participant {refusal.Message}." : $"{refusal.Message}.");
    }

    private static RerandomizationOutcome Run(RerandomizationTest test, bool exact, int? replicates, long seed, int threads, CancellationToken cancellation)
    {
        if (exact)
        {
            return test.Enumerate(MostSequences, new ConsoleProgress("per cent of each list enumerated"), cancellation) is { } all
                ? new RerandomizationOutcome.Exact(all, Asked: true)
                : throw new CommandLineException($"--exact: there are more than {MostSequences} sequences; leave it out and say --replicates.");
        }

        if (replicates is null && test.ConceivableSequences <= FewSequences && test.Enumerate(FewSequences, null, cancellation) is { } few)
        {
            return new RerandomizationOutcome.Exact(few, Asked: false);
        }

        var progress = new ConsoleProgress("replicates");
        return new RerandomizationOutcome.MonteCarlo(test.Draw(replicates ?? DefaultReplicates, seed, threads, progress, cancellation), seed);
    }

    // What the command to reproduce says again, besides what the report knows itself.
    private static string[] Inputs(ParseResult parsed, ProcedureOptions procedure, Option<string?> trial, Option<string> data) =>
    [
        .. parsed.GetValue(trial) is { } folder ? ["--trial", folder] : procedure.ArgumentsOf(parsed),
        "--data", parsed.GetValue(data)!,
    ];

    private static void Require(bool right, string otherwise)
    {
        if (!right)
        {
            throw new CommandLineException(otherwise);
        }
    }
}
