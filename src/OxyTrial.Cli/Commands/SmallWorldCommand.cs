using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using OxyTrial.Cli.Demo;
using OxyTrial.Randomization;
using OxyTrial.SmallWorlds;
using OxyTrial.SmallWorlds.Posteriors;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial smallworld</c>: what blinded people could learn of the arms in tiny trials, exactly.</summary>
internal static class SmallWorldCommand
{
    private const int MostParticipants = 6;
    private const int MostWorlds = 2_000_000;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static Command Create()
    {
        var procedure = new Option<string?>("--procedure") { Description = "One procedure as JSON, with its factors' levels; all procedures if left out." };
        var rule = new Option<string>("--stock-rule") { Description = "pooled (the default) or every-arm.", DefaultValueFactory = _ => "pooled" };
        rule.AcceptOnlyFromAmong("pooled", "every-arm");
        var participants = new Option<int>("--participants") { Description = $"Participants of each tiny trial, 1 to {MostParticipants}.", DefaultValueFactory = _ => 3 };
        var scenario = new Option<string?>("--scenario") { Description = "One scenario by its name; all if left out." };
        var json = new Option<bool>("--json") { Description = "Print JSON; fractions are strings \"p/q\" or \"n\"." };
        var list = new Option<bool>("--list") { Description = "Print the scenarios and procedures there are, and stop." };
        var command = new Command("smallworld", "Enumerate every secret of tiny trials and show whether anything blinded tells of an arm. Exit code 1 when something does.")
        {
            procedure, rule, participants, scenario, json, list,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(list))
            {
                Console.Write(SmallWorldText.List());
                return ExitCode.Done;
            }

            var number = parsed.GetValue(participants) is >= 1 and <= MostParticipants and var given
                ? given
                : throw new CommandLineException($"--participants: possible are 1 to {MostParticipants}.");
            var stockRule = parsed.GetValue(rule) == "pooled" ? StockRule.Pooled : StockRule.EveryArm;
            var trials = TrialsOf(ScenariosOf(parsed.GetValue(scenario)), parsed.GetValue(procedure), stockRule, number);
            var reports = await ExamineAsync(trials, cancellation);
            Console.Write(parsed.GetValue(json) ? AsJson(reports, stockRule, number) : SmallWorldText.Of(reports, stockRule, number));
            return reports.Any(report => report.Leaks) ? ExitCode.Differs : ExitCode.Done;
        });
        return command;
    }

    private static ImmutableArray<Scenario> ScenariosOf(string? name) =>
        name is null ? Scenarios.All
        : Scenarios.All.FirstOrDefault(scenario => scenario.Name == name) is { } one ? [one]
        : throw new CommandLineException($"--scenario: '{name}' is none of {string.Join(", ", Scenarios.All.Select(scenario => scenario.Name))}.");

    // A procedure that refuses a scenario's ratio has no trial of it.
    private static ImmutableArray<SmallTrial> TrialsOf(ImmutableArray<Scenario> scenarios, string? procedure, StockRule rule, int participants)
    {
        if (procedure is not null && scenarios.Length > 1)
        {
            ProcedureOptions.OfProcedure(procedure, ["A:1,B:1"]);
        }

        var trials = scenarios.SelectMany(scenario => DefinitionsOf(scenario, procedure, scenarios.Length == 1).Select(definition => new SmallTrial(scenario, definition, rule, participants))).ToImmutableArray();
        return trials.FirstOrDefault(trial => trial.Procedure.Length < participants) is { } tooShort
            && procedure is not null
            ? throw new CommandLineException($"--participants: the procedure's list has {tooShort.Procedure.Length} places.")
            : trials;
    }

    private static IEnumerable<ProcedureDefinition> DefinitionsOf(Scenario scenario, string? procedure, bool mustFit)
    {
        var ratio = SmallTrial.RatioOf(scenario);
        return procedure is null ? TinyProcedures.For(ratio)
            : mustFit ? [ProcedureOptions.OfProcedure(procedure, ratio, null).Procedure]
            : TinyProcedures.Read(procedure, ratio) is { } one ? [one] : [];
    }

    private static async Task<ImmutableArray<LeakReport>> ExamineAsync(ImmutableArray<SmallTrial> trials, CancellationToken cancellation)
    {
        var progress = new ConsoleProgress("tiny trials");
        var reports = new LeakReport[trials.Length];
        var done = 0;
        await Parallel.ForEachAsync(trials.Index(), cancellation, async (trial, token) =>
        {
            reports[trial.Index] = await Examination.OfAsync(trial.Item, MostWorlds, token)
                ?? throw new CommandLineException($"{trial.Item.Scenario.Name} with {trial.Item.Procedure.Method} has more than {MostWorlds} worlds; take fewer --participants.");
            progress.Report((Interlocked.Increment(ref done), trials.Length));
        });
        return [.. reports];
    }

    private static string AsJson(ImmutableArray<LeakReport> reports, StockRule rule, int participants) => JsonSerializer.Serialize(
        new
        {
            stockRule = SmallWorldText.NameOf(rule),
            participants,
            leaks = reports.Any(report => report.Leaks),
            trials = reports.Select(report => new
            {
                procedure = report.Procedure,
                scenario = report.Scenario,
                worlds = report.Worlds,
                transcripts = report.Transcripts,
                tellingTranscripts = report.TellingTranscripts,
                leakBits = double.IsFinite(report.LeakBits) ? report.LeakBits : (double?)null,
                leaks = report.Leaks,
                worst = report.Worst is not { } worst ? null : new
                {
                    transcript = worst.Transcript,
                    probability = worst.Probability.ToString(),
                    participants = worst.Participants,
                    beliefs = worst.Beliefs.Select(belief => new { arms = belief.Arms, afterTranscript = belief.AfterTranscript.ToString(), byProcedure = belief.ByProcedure.ToString() }),
                },
            }),
        },
        Json) + "\n";
}
