using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OxyTrial.Randomization;
using OxyTrial.Specs;

namespace OxyTrial.Cli.Commands;

/// <summary>A procedure to ask, with its ratio and, when it comes from a spec, the spec.</summary>
internal sealed record ProcedureQuestion(ProcedureDefinition Procedure, AllocationRatio Ratio, SpecDocument? Spec)
{
    /// <summary>The spec's cohorts, each with lists of its own; empty without a spec.</summary>
    public IReadOnlyList<string> Cohorts => Spec is null ? [] : [.. Spec.Study.Cohorts.Select(cohort => cohort.Key)];
}

/// <summary>What commands share that ask a procedure: a spec, or <c>--procedure</c> and <c>--arms</c>.</summary>
internal sealed class ProcedureOptions
{
    private readonly Argument<string?> _file = new("spec") { Description = "The spec; or give --procedure.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string?> _procedure = new("--procedure")
    {
        Description = "The procedure as JSON, with the keys of the spec's node and the factors' levels: {\"method\":\"minimization\",\"factors\":{\"gender\":[\"F\",\"M\"]},…}",
    };

    private readonly Option<string[]> _arms = new("--arms")
    {
        Description = "Arms with their ratio, for --procedure; A:1,B:1 if left out.", AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_procedure);
        command.Add(_arms);
    }

    /// <summary>Whether any of them is given.</summary>
    public bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(_file) is not null || parsed.GetValue(_procedure) is not null || parsed.GetValue(_arms) is { Length: > 0 };

    /// <summary>The spec that was named; null when a procedure was given on its own.</summary>
    public string? FileOf(ParseResult parsed) => parsed.GetValue(_file);

    /// <exception cref="CommandLineException">Both or none are given, or something in them is wrong.</exception>
    public ProcedureQuestion Read(ParseResult parsed)
    {
        var (procedure, arms) = (parsed.GetValue(_procedure), parsed.GetValue(_arms));
        return parsed.GetValue(_file) is not { } spec
            ? OfProcedure(procedure, arms is { Length: > 0 } ? arms : ["A:1,B:1"])
            : procedure is null && arms is not { Length: > 0 }
                ? OfSpec(spec)
                : throw new CommandLineException("give a spec, or --procedure and --arms, not both.");
    }

    /// <summary>The arguments again, for a command that reproduces a result.</summary>
    public string[] ArgumentsOf(ParseResult parsed) => parsed.GetValue(_file) is { } spec
        ? [spec]
        : ["--procedure", parsed.GetValue(_procedure)!, .. parsed.GetValue(_arms) is { Length: > 0 } arms ? ["--arms", string.Join(',', arms)] : Array.Empty<string>()];

    /// <summary>The procedure of a spec.</summary>
    public static ProcedureQuestion OfSpec(string file)
    {
        var document = SpecCommands.Read(file);
        var ratio = AllocationRatio.Create(document.Study.Arms.Select(arm => (arm.Key, arm.Ratio)));
        return new ProcedureQuestion(Definition(document.Procedure(), ratio), ratio, document);
    }

    /// <summary>A procedure given as JSON.</summary>
    public static ProcedureQuestion OfProcedure(string? procedure, IEnumerable<string> arms)
    {
        if (procedure is null)
        {
            throw new CommandLineException("give a spec, or --procedure JSON and --arms A:1,B:1.");
        }

        return OfProcedure(procedure, RatioOf(arms), null);
    }

    /// <summary>A procedure given as JSON for a known ratio; its factors may be named only where the study's are given.</summary>
    public static ProcedureQuestion OfProcedure(string procedure, AllocationRatio ratio, IReadOnlyList<FactorDefinition>? factors)
    {
        try
        {
            using var document = JsonDocument.Parse(procedure);
            return new ProcedureQuestion(Definition(document.RootElement.Clone(), ratio, factors), ratio, null);
        }
        catch (JsonException malformed)
        {
            throw new CommandLineException($"--procedure: not JSON, line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}: {malformed.Message}");
        }
    }

    /// <summary>The ratio of <c>A:1,B:1</c>.</summary>
    public static AllocationRatio RatioOf(IEnumerable<string> arms)
    {
        var parts = arms.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(Arm).ToArray();
        return AllocationRatio.TryCreate(parts, out var ratio, out var error) ? ratio : throw new CommandLineException($"--arms: {error}.");
    }

    private static RatioArm Arm(string text) => text.Split(':') switch
    {
        [var name, var ratio] when int.TryParse(ratio, CultureInfo.InvariantCulture, out var number) => new RatioArm(name.Trim(), number),
        [var name] => new RatioArm(name.Trim(), 1),
        _ => throw new CommandLineException($"--arms: '{text}' is not NAME:RATIO, e.g. A:1."),
    };

    private static ProcedureDefinition Definition(JsonElement node, AllocationRatio ratio, IReadOnlyList<FactorDefinition>? factors = null)
    {
        var reading = ProcedureDefinition.Read(node, ratio, factors);
        foreach (var warning in reading.Warnings)
        {
            Console.Error.WriteLine($"oxytrial: warning: procedure: {warning}");
        }

        return reading.Definition ?? throw new CommandLineException($"procedure: {string.Join("; ", reading.Errors)}.");
    }
}
