using System.CommandLine;
using OxyTrial.Specs;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial spec check|next|exact|simulate|compare|schema</c>.</summary>
internal static class SpecCommands
{
    public static Command Create() => new("spec", "Check a study's spec, or ask its randomization procedure.") { Check(), NextCommand.Create(), ExactCommand.Create(), Simulation.SimulateCommand.Create(), Simulation.CompareCommand.Create(), Schema() };

    private static Command Check()
    {
        var file = new Argument<string>("file") { Description = "The spec, e.g. randomization-specs/bertsch-2013/spec.yaml." };
        var command = new Command("check", "Check a spec; every error is told with its line, its column and what to write instead.") { file };
        command.SetAction(parsed => Report(parsed.GetValue(file)!));
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Print the JSON Schema of the spec format, for editors.");
        command.SetAction(_ => Console.Out.Write(SpecSchema.Write()));
        return command;
    }

    private static int Report(string file)
    {
        var outcome = SpecReader.ReadFile(file);
        foreach (var warning in outcome.Warnings)
        {
            Console.Error.WriteLine(warning);
        }

        return outcome.Match(
            accepted =>
            {
                var study = accepted.Document.Study;
                Console.WriteLine($"{file}: ok — {study.Id}: {study.Arms.Length} arms, {study.Cohorts.Length} cohorts, {study.Factors.Length} factors, {study.Sites.Length} sites, {study.ProcedureName}; {accepted.Warnings.Length} warnings, {study.Unknowns.Length} fields unknown");
                return ExitCode.Done;
            },
            rejected =>
            {
                foreach (var error in rejected.Errors)
                {
                    Console.Error.WriteLine(error);
                }

                return ExitCode.BadInput;
            });
    }

    /// <summary>Reads a spec that must be right.</summary>
    /// <exception cref="CommandLineException">It is not; the first error is told.</exception>
    public static SpecDocument Read(string file) => SpecReader.ReadFile(file).Match(
        accepted => accepted.Document,
        rejected => throw new CommandLineException($"{rejected.Errors[0]}{(rejected.Errors.Length > 1 ? $" (and {rejected.Errors.Length - 1} more; see 'oxytrial spec check {file}')" : string.Empty)}"));
}
