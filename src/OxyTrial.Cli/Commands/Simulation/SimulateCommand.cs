using System.CommandLine;
using System.Text.Json;
using OxyTrial.Randomization;
using OxyTrial.Assessment.Reports;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Specs;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary><c>oxytrial spec simulate</c>: what a design does over many simulated trials.</summary>
internal static class SimulateCommand
{
    private const long DefaultTrials = 10_000;

    public static Command Create()
    {
        var procedure = new ProcedureOptions();
        var options = new SimulateOptions();
        var json = new Option<bool>("--json") { Description = "Print JSON, described in docs/simulation.md." };
        var report = new ReportOptions();
        var progress = new Option<bool>("--progress") { Description = "Show progress on stderr also when it is no terminal." };
        var command = new Command(
            "simulate",
            "Simulate a design: imbalance, predictability, power, kits, sparse strata. For the unblinded statistician who plans a trial: it reads the procedure's parameters and prints what follows from them. It uses no secret and allocates nobody.")
        {
            json,
            progress,
        };
        procedure.AddTo(command);
        options.AddTo(command);
        report.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var question = procedure.Read(parsed);
            var request = options.Read(parsed, question);
            report.Check(parsed);
            var shown = parsed.GetValue(progress) || !Console.IsErrorRedirected ? new TrialProgress(request.Trials, TimeProvider.System) : null;
            var result = await Task.Run(() => Simulator.Run(request, TimeProvider.System, shown, cancellation), cancellation);
            await report.WriteAsync(parsed, origin => SimulationReport.Build(new SimulationReportInput(ReportOptions.SourceOf(question, procedure.FileOf(parsed)), request, result, origin)), cancellation);
            Console.Write(parsed.GetValue(json) ? SimulationJson.Of(result) : SimulationText.Of(result));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The options that say what to simulate.</summary>
    internal sealed class SimulateOptions
    {
        private readonly Option<int?> _patients = new("--patients") { Description = "Participants of a trial; if left out the spec's planned participants." };
        private readonly Option<long> _trials = new("--trials") { Description = "Simulated trials.", DefaultValueFactory = _ => DefaultTrials };
        private readonly Option<long> _seed = new("--seed") { Description = "Seed: the same gives the same answers, whatever the threads.", DefaultValueFactory = _ => 1 };
        private readonly Option<int> _threads = new("--threads") { Description = "Threads; all processors if left out.", DefaultValueFactory = _ => Environment.ProcessorCount };
        private readonly Option<string[]> _prevalence = new("--prevalence") { Description = "How frequent the levels of a factor are, e.g. gender=F:4,M:1 site=HD:2,MA:1; also of site and cohort. Independent of each other.", AllowMultipleArgumentsPerToken = true };
        private readonly Option<double> _stockOut = new("--stock-out") { Description = "Accepted probability that a site runs out of kits.", DefaultValueFactory = _ => 0.05 };
        private readonly Option<double> _effect = new("--effect") { Description = "Standardized difference for which power is stated.", DefaultValueFactory = _ => 0.5 };
        private readonly Option<double> _alpha = new("--alpha") { Description = "Two-sided level of the test.", DefaultValueFactory = _ => 0.05 };

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _patients, _trials, _seed, _threads, _prevalence, _stockOut, _effect, _alpha })
            {
                command.Add(option);
            }
        }

        /// <exception cref="CommandLineException">Something is wrong; it says what would be possible.</exception>
        public SimulationRequest Read(ParseResult parsed, ProcedureQuestion question)
        {
            var request = RequestOf(question, parsed.GetValue(_prevalence) ?? [], parsed.GetValue(_patients)) with
            {
                Trials = parsed.GetValue(_trials),
                Seed = parsed.GetValue(_seed),
                Threads = parsed.GetValue(_threads),
                StockOut = parsed.GetValue(_stockOut),
                Effect = parsed.GetValue(_effect),
                Alpha = parsed.GetValue(_alpha),
            };
            return SimulationCheck.ErrorOf(request) is { } error ? throw new CommandLineException($"{error}.") : request;
        }
    }

    /// <summary>A request with the defaults for what is not given.</summary>
    /// <exception cref="CommandLineException">The prevalences are wrong, or nothing says how many patients there are.</exception>
    public static SimulationRequest RequestOf(ProcedureQuestion question, IReadOnlyList<string> prevalences, int? patients) => new()
    {
        Procedure = question.Procedure,
        Ratio = question.Ratio,
        Population = PopulationReader.Read(question, prevalences),
        Patients = patients ?? DefaultPatients(question)
            ?? throw new CommandLineException("--patients is missing: neither a spec's planned participants nor caps nor the procedure's length say how many there are."),
        Trials = DefaultTrials,
        Seed = 1,
        Threads = Environment.ProcessorCount,
        KitsPerParticipant = Math.Max(1, question.Spec?.Study.Visits.Count(visit => visit.Kit == VisitKit.New) ?? 1),
        ProcedureWarnings = WarningsOf(question),
    };

    private static int? DefaultPatients(ProcedureQuestion question)
    {
        var study = question.Spec?.Study;
        var planned = study?.PlannedParticipants ?? study?.Caps.Study ?? (study is null ? null : CappedCohorts(study));
        return planned is null ? question.Procedure.Length
            : question.Procedure.Length is { } length ? Math.Min(planned.Value, length)
            : planned;
    }

    private static int? CappedCohorts(StudySpec study) =>
        study.Cohorts.All(cohort => study.Caps.Cohorts.ContainsKey(cohort.Key)) ? study.Caps.Cohorts.Values.Sum() : null;

    /// <summary>What the procedure's own check says of it.</summary>
    public static IReadOnlyList<ProcedureError> WarningsOf(ProcedureQuestion question)
    {
        using var document = JsonDocument.Parse(question.Procedure.ToCanonicalJson());
        return ProcedureDefinition.Read(document.RootElement, question.Ratio).Warnings;
    }
}
