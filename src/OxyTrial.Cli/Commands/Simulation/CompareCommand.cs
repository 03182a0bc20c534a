using System.CommandLine;
using OxyTrial.Assessment.Comparison;
using OxyTrial.Assessment.Numbers;
using OxyTrial.Assessment.Reports;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Exact;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary><c>oxytrial spec compare</c>: several designs on the same patients, and those that no other beats.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("designs") { Description = "Specs, and .json files with a procedure or a list of procedures. The first spec says who the patients are.", Arity = ArgumentArity.ZeroOrMore };
        var procedures = new Option<string[]>("--procedure") { Description = "A procedure as JSON; may be given several times. With a spec, factors may be named: \"factors\":[\"gender\"].", AllowMultipleArgumentsPerToken = true };
        var arms = new Option<string[]>("--arms") { Description = "Arms with their ratio, where no spec is given; A:1,B:1 if left out.", AllowMultipleArgumentsPerToken = true };
        var imbalance = Choice("--imbalance", "Which imbalance is compared: overall (mean |D| at the end), largest (mean of the largest |D| on the way), margins (mean |D| in a margin).", ImbalanceMeasure.Overall);
        var guess = Choice("--guess", "Whose guesses are compared: trial (the arm that lags in the whole trial), cell (in the own cell), procedure (who knows procedure and parameters).", GuessMeasure.Trial);
        var json = new Option<bool>("--json") { Description = "Print JSON, described in docs/comparison.md." };
        var options = new SimulateCommand.SimulateOptions();
        var report = new ReportOptions();
        var command = new Command("compare", "Compare designs: predictability against imbalance, marking those that no other beats. For the unblinded statistician who plans a trial.")
        {
            files, procedures, arms, imbalance, guess, json,
        };
        options.AddTo(command);
        report.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var designs = ComparedDesigns.Read(parsed.GetValue(files) ?? [], parsed.GetValue(procedures) ?? [], parsed.GetValue(arms) ?? []);
            var request = options.Read(parsed, designs.Base);
            report.Check(parsed);
            var compared = await Task.Run(() => Simulate(designs, request, cancellation), cancellation);
            var measures = (Imbalance: Of<ImbalanceMeasure>(parsed.GetValue(imbalance)!), Guess: Of<GuessMeasure>(parsed.GetValue(guess)!));
            ComparisonInput Input(ReportOrigin origin) => new(ReportOptions.SourceOf(designs.Base, designs.BaseFile), compared, measures.Imbalance, origin);
            await report.WriteAsync(parsed, origin => ComparisonReport.Build(Input(origin)), cancellation);
            Console.Write(parsed.GetValue(json) ? ComparisonJson.Of(compared, measures.Imbalance, measures.Guess) : ComparisonText.Of(compared, measures.Imbalance, measures.Guess));
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string> Choice<T>(string name, string description, T usual)
        where T : struct, Enum
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => NameOf(usual) };
        option.AcceptOnlyFromAmong([.. Enum.GetValues<T>().Select(NameOf)]);
        return option;
    }

    /// <summary>A measure's name on the command line and in JSON.</summary>
    internal static string NameOf<T>(T measure)
        where T : struct, Enum => measure.ToString().ToLowerInvariant();

    private static T Of<T>(string name)
        where T : struct, Enum => Enum.GetValues<T>().First(measure => NameOf(measure) == name);

    private static List<ComparedDesign> Simulate(ComparedDesigns designs, SimulationRequest request, CancellationToken cancellation)
    {
        var labels = DesignLabel.OfAll([.. designs.Candidates.Select(candidate => candidate.Procedure)]);
        var requests = designs.Candidates.Select(candidate => request with
        {
            Procedure = candidate.Procedure,
            ProcedureWarnings = SimulateCommand.WarningsOf(new ProcedureQuestion(candidate.Procedure, request.Ratio, null)),
        }).ToArray();
        foreach (var (label, one) in labels.Zip(requests))
        {
            // All of them before the first is run: a long computation must not end in an error.
            if (SimulationCheck.ErrorOf(one) is { } error)
            {
                throw new CommandLineException($"{label}: {error}.");
            }
        }

        var compared = new List<ComparedDesign>();
        foreach (var (index, one) in requests.Index())
        {
            Progress($"compare: {index + 1} of {requests.Length}, {labels[index]}");
            compared.Add(new ComparedDesign(labels[index], designs.Candidates[index].Source, one.Procedure, Simulator.Run(one, TimeProvider.System, null, cancellation), ExactGuesses(one)));
        }

        return compared;
    }

    // One list for everybody is what the exact characteristics are of.
    private static double? ExactGuesses(SimulationRequest request) =>
        request.Procedure.Factors.Count == 0 && request.Population.All(factor => factor.Role != FactorRole.Cohort) && request.Patients <= OperatingCharacteristics.MostPatients
        && OperatingCharacteristics.TryCompute(request.Procedure, request.Ratio, request.Patients, out var exact, out _)
            ? exact.ExpectedCorrectGuesses.ToDouble() / request.Patients
            : null;

    private static void Progress(string text)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(text);
        }
    }
}
