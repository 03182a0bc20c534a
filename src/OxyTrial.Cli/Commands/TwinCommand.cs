using System.CommandLine;
using OxyTrial.Cli.Commands.Simulation;
using OxyTrial.TwinTrials;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial twin</c>: random whole trials, twice each, with the arms exchanged.</summary>
internal static class TwinCommand
{
    private const int DefaultScenarios = 200;

    public static Command Create()
    {
        var file = new Argument<string>("spec") { Description = "The spec, e.g. randomization-specs/bertsch-2013/spec.yaml." };
        var scenarios = new Option<int>("--scenarios") { Description = "Random histories, each run against both twins.", DefaultValueFactory = _ => DefaultScenarios };
        var first = new Option<int>("--first") { Description = "Number of the first history: --first 17 --scenarios 1 runs number 17 again." };
        var seed = new Option<long>("--seed") { Description = "Seed: the same spec, build and seed give the same histories and the same transcript.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "Histories at the same time; all processors if left out.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var thorough = new Option<bool>("--thorough") { Description = "At every checkpoint everybody asks for everything, instead of some for some: some minutes a history." };
        var pdfs = new Option<int>("--pdf-every") { Description = "In the five histories from every so many-th on PDFs are printed with Chromium; 0 = in none.", DefaultValueFactory = _ => 40 };
        var json = new Option<bool>("--json") { Description = "Print the certificate as JSON." };
        var output = new Option<string?>("--out") { Description = "Write the certificate to this file too.", HelpName = "file" };
        var progress = new Option<bool>("--progress") { Description = "Show progress on stderr also when it is no terminal." };
        var command = new Command(
            "twin",
            "Run random whole trials against two servers that differ in the arms alone, and compare every byte that anybody is told. Exit code 1 when they differ, with the place. Servers and studies are made for it and thrown away; no real study is touched.")
        {
            file, scenarios, first, seed, threads, thorough, pdfs, json, output, progress,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var request = new TwinRunRequest
            {
                Spec = [.. await SpecAsync(parsed.GetValue(file)!, cancellation)],
                Scenarios = AtLeast(parsed.GetValue(scenarios), 1, "--scenarios"),
                First = AtLeast(parsed.GetValue(first), 0, "--first"),
                Seed = parsed.GetValue(seed),
                Threads = AtLeast(parsed.GetValue(threads), 1, "--threads"),
                Thorough = parsed.GetValue(thorough),
                PdfEvery = AtLeast(parsed.GetValue(pdfs), 0, "--pdf-every"),
            };
            var shown = parsed.GetValue(progress) || !Console.IsErrorRedirected ? new TrialProgress(request.Scenarios, TimeProvider.System, "twin", "histories") : null;
            var certificate = await TwinRun.RunAsync(request, shown is null ? null : new Counted(shown), cancellation);
            var text = parsed.GetValue(json) ? certificate.ToJson() : certificate.ToText();
            if (parsed.GetValue(output) is { } path)
            {
                await File.WriteAllTextAsync(path, text, cancellation);
            }

            Console.Write(text);
            return certificate.Holds ? ExitCode.Done : ExitCode.Differs;
        });
        return command;
    }

    // The bytes themselves are registered through the form, so they are read after the check.
    private static Task<byte[]> SpecAsync(string file, CancellationToken cancellation)
    {
        _ = SpecCommands.Read(file);
        return File.ReadAllBytesAsync(file, cancellation);
    }

    private static int AtLeast(int value, int least, string option) =>
        value >= least ? value : throw new CommandLineException($"{option} is {value}; it must be at least {least}.");

    private sealed class Counted(TrialProgress progress) : IProgress<int>
    {
        public void Report(int value) => progress.Report(value);
    }
}
