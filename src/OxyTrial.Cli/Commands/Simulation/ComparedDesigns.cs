using System.Text.Json;
using OxyTrial.Assessment.Reports;
using OxyTrial.Randomization;
using OxyTrial.Specs;

namespace OxyTrial.Cli.Commands.Simulation;

/// <summary>A procedure to be compared and where it was given.</summary>
internal sealed record Candidate(ProcedureDefinition Procedure, string Source);

/// <summary>The designs of a comparison: specs, files of procedures, and procedures on the command line, and whose patients they share.</summary>
/// <param name="Base">The question whose study says who the patients are: the first spec, or a stand-in that has every factor.</param>
/// <param name="BaseFile">The first spec; null without one.</param>
/// <param name="Candidates">The procedures, at least one.</param>
internal sealed record ComparedDesigns(ProcedureQuestion Base, string? BaseFile, IReadOnlyList<Candidate> Candidates)
{
    private const string OnCommandLine = "--procedure";

    /// <exception cref="CommandLineException">Nothing is given, or something in it is wrong.</exception>
    public static ComparedDesigns Read(IReadOnlyList<string> files, IReadOnlyList<string> procedures, IReadOnlyList<string> arms)
    {
        if (files.Count + procedures.Count == 0)
        {
            throw new CommandLineException("nothing to compare: give specs, .json files with procedures, or --procedure JSON, two or more in all.");
        }

        var specs = files.Where(file => !IsJson(file)).Select(file => (File: file, Question: ProcedureOptions.OfSpec(file))).ToArray();
        if (specs.Length > 0 && arms.Count > 0)
        {
            throw new CommandLineException("--arms: the spec says which arms there are; give a spec or --arms, not both.");
        }

        var ratio = specs.Length > 0 ? specs[0].Question.Ratio : ProcedureOptions.RatioOf(arms.Count > 0 ? arms : ["A:1,B:1"]);
        if (specs.FirstOrDefault(spec => !SameRatio(spec.Question.Ratio, ratio)) is { File: { } other })
        {
            throw new CommandLineException($"{other}: its arms and ratio are not those of {specs[0].File}; designs are compared for the same arms.");
        }

        var factors = specs.Length > 0 ? FactorsOf(specs[0].Question.Spec!) : null;
        Candidate[] candidates =
        [
            .. files.SelectMany(file => IsJson(file)
                ? ProceduresIn(file).Select(json => new Candidate(ProcedureOptions.OfProcedure(json, ratio, factors).Procedure, Path.GetFileName(file)))
                : [new Candidate(specs.First(spec => spec.File == file).Question.Procedure, Path.GetFileName(file))]),
            .. procedures.Select(json => new Candidate(ProcedureOptions.OfProcedure(json, ratio, factors).Procedure, OnCommandLine)),
        ];
        if (candidates.Length == 0)
        {
            throw new CommandLineException($"{string.Join(", ", files)}: the list of procedures is empty; give one procedure at least.");
        }

        return new ComparedDesigns(
            specs.Length > 0 ? specs[0].Question : StandIn(candidates.Select(candidate => candidate.Procedure), ratio),
            specs.Length > 0 ? specs[0].File : null,
            candidates);
    }

    private static bool IsJson(string file) => Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase);

    private static bool SameRatio(AllocationRatio one, AllocationRatio other) => one.Arms.SequenceEqual(other.Arms);

    private static FactorDefinition[] FactorsOf(SpecDocument document) =>
        [.. document.Study.Factors.Select(factor => new FactorDefinition(factor.Name, factor.Levels))];

    // One procedure, or a list of them.
    private static IEnumerable<string> ProceduresIn(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(node => node.GetRawText())]
                : [document.RootElement.GetRawText()];
        }
        catch (JsonException malformed)
        {
            throw new CommandLineException($"{file}: not JSON, line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}: {malformed.Message}");
        }
    }

    // Any procedure with all the factors will do: it is only asked who the patients are.
    private static ProcedureQuestion StandIn(IEnumerable<ProcedureDefinition> procedures, AllocationRatio ratio)
    {
        var factors = new Dictionary<string, FactorDefinition>(StringComparer.Ordinal);
        foreach (var factor in procedures.SelectMany(procedure => procedure.Factors.Factors))
        {
            if (!factors.TryAdd(factor.Name, factor) && !factors[factor.Name].Equals(factor))
            {
                throw new CommandLineException($"--procedure: {factor.Name} has the levels {string.Join(", ", factors[factor.Name].Levels)} in one design and {string.Join(", ", factor.Levels)} in another; designs are compared on the same patients.");
            }
        }

        var node = factors.Count == 0
            ? """{"method":"complete"}"""
            : JsonSerializer.Serialize(new { method = "minimization", factors = factors.ToDictionary(entry => entry.Key, entry => entry.Value.Levels), metric = "range", probability = "1/1" });
        using var document = JsonDocument.Parse(node);
        var definition = ProcedureDefinition.Read(document.RootElement, ratio).Definition;
        return new ProcedureQuestion(definition ?? throw new InvalidOperationException($"The stand-in {node} is not accepted."), ratio, null);
    }
}
