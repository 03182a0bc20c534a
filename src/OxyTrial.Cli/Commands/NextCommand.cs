using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using OxyTrial.Randomization;
using OxyTrial.Specs;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial spec next</c>: what a procedure says of the next participant, given a history with known arms.</summary>
internal static class NextCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<string?>("spec") { Description = "The spec; or give --procedure and --arms.", Arity = ArgumentArity.ZeroOrOne };
        var procedure = new Option<string?>("--procedure") { Description = "The procedure as JSON, with the keys of the spec's node and the factors' levels: {\"method\":\"minimization\",\"factors\":{\"gender\":[\"F\",\"M\"]},…}" };
        var arms = new Option<string[]>("--arms") { Description = "Arms with their ratio, e.g. A:1,B:1.", AllowMultipleArgumentsPerToken = true };
        var history = new Option<string?>("--history") { Description = "CSV: a header of factor names (and cohort, if the spec has several), last column 'arm'; one participant a row. Without it nobody came before." };
        var participant = new Option<string[]>("--participant") { Description = "The next participant's levels, e.g. gender=F,anxiety=high.", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("next", "Print each arm's imbalance and probability as exact fractions.") { file, procedure, arms, history, participant, json };
        command.SetAction(parsed =>
        {
            var question = parsed.GetValue(file) is { } spec
                ? OfSpec(spec, parsed.GetValue(procedure), parsed.GetValue(arms))
                : OfProcedure(parsed.GetValue(procedure), parsed.GetValue(arms));
            var next = Levels(parsed.GetValue(participant) ?? []);
            var past = parsed.GetValue(history) is { } path ? HistoryFile.Read(path) : [];
            Print(question.Ratio, Answer(question, past, next), parsed.GetValue(json));
        });
        return command;
    }

    private sealed record Question(ProcedureDefinition Procedure, AllocationRatio Ratio, IReadOnlyList<string> Cohorts);

    private static Question OfSpec(string file, string? procedure, string[]? arms)
    {
        if (procedure is not null || arms is { Length: > 0 })
        {
            throw new CommandLineException("give a spec, or --procedure and --arms, not both.");
        }

        var document = SpecCommands.Read(file);
        var ratio = AllocationRatio.Create(document.Study.Arms.Select(arm => (arm.Key, arm.Ratio)));
        return new Question(Definition(document.Procedure(), ratio), ratio, [.. document.Study.Cohorts.Select(cohort => cohort.Key)]);
    }

    private static Question OfProcedure(string? procedure, string[]? arms)
    {
        if (procedure is null || arms is not { Length: > 0 })
        {
            throw new CommandLineException("give a spec, or --procedure JSON and --arms A:1,B:1.");
        }

        var parts = arms.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(Arm).ToArray();
        if (!AllocationRatio.TryCreate(parts, out var ratio, out var error))
        {
            throw new CommandLineException($"--arms: {error}.");
        }

        try
        {
            using var document = JsonDocument.Parse(procedure);
            return new Question(Definition(document.RootElement.Clone(), ratio), ratio, []);
        }
        catch (JsonException malformed)
        {
            throw new CommandLineException($"--procedure: not JSON, line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}: {malformed.Message}");
        }
    }

    private static RatioArm Arm(string text) => text.Split(':') switch
    {
        [var name, var ratio] when int.TryParse(ratio, System.Globalization.CultureInfo.InvariantCulture, out var number) => new RatioArm(name.Trim(), number),
        [var name] => new RatioArm(name.Trim(), 1),
        _ => throw new CommandLineException($"--arms: '{text}' is not NAME:RATIO, e.g. A:1."),
    };

    private static ProcedureDefinition Definition(JsonElement node, AllocationRatio ratio)
    {
        var reading = ProcedureDefinition.Read(node, ratio);
        foreach (var warning in reading.Warnings)
        {
            Console.Error.WriteLine($"oxytrial: warning: procedure: {warning}");
        }

        return reading.Definition ?? throw new CommandLineException($"procedure: {string.Join("; ", reading.Errors)}.");
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

    private static ProcedureAnswer Answer(Question question, IReadOnlyList<HistoryRow> history, Dictionary<string, string> participant)
    {
        var cohort = CohortOf(question, participant, "--participant");
        var next = ProfileOf(question, participant, "--participant");
        var past = history
            .Where(row => CohortOf(question, row.Levels, row.Where) == cohort)
            .Select(row => new Allocated(ProfileOf(question, row.Levels, row.Where), ArmOf(question.Ratio, row)));
        return NextAllocation.TryAnswer(question.Procedure, question.Ratio, past, next, out var answer, out var error)
            ? answer
            : throw new CommandLineException($"--history: {error}.");
    }

    // Each cohort has a list of its own, so it matters who was in which; with one cohort it goes without saying.
    private static string? CohortOf(Question question, IReadOnlyDictionary<string, string> levels, string where) =>
        levels.TryGetValue("cohort", out var cohort) && question.Cohorts.Count > 0
            ? question.Cohorts.Contains(cohort) ? OnlyAmongSeveral(question, cohort) : throw new CommandLineException($"{where}: cohort is '{cohort}'; possible are {string.Join(", ", question.Cohorts)}.")
            : question.Cohorts.Count <= 1 ? null
            : throw new CommandLineException($"{where}: the spec has several cohorts; give cohort={string.Join(" or cohort=", question.Cohorts)}.");

    private static string? OnlyAmongSeveral(Question question, string cohort) => question.Cohorts.Count > 1 ? cohort : null;

    private static Profile ProfileOf(Question question, IReadOnlyDictionary<string, string> levels, string where) =>
        question.Procedure.Factors.TryProfile(levels, out var profile, out var error) ? profile : throw new CommandLineException($"{where}: {error}.");

    private static int ArmOf(AllocationRatio ratio, HistoryRow row)
    {
        for (var arm = 0; arm < ratio.Count; arm++)
        {
            if (ratio.Arms[arm].Name == row.Arm)
            {
                return arm;
            }
        }

        throw new CommandLineException($"{row.Where}: arm is '{row.Arm}'; possible are {string.Join(", ", ratio.Arms.Select(arm => arm.Name))}.");
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
