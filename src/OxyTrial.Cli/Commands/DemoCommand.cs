using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Cli.Demo;
using OxyTrial.Grains;
using OxyTrial.Journal;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Hosting;
using OxyTrial.Specs;
using OxyTrial.Vault;
using OxyTrial.Views;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial demo</c>: a whole trial with simulated participants, from spec to proof.</summary>
internal static class DemoCommand
{
    // The demo's calendar; only the simulated people depend on the seed, the secret on nothing.
    private static readonly DateTimeOffset Start = new(2025, 1, 6, 8, 0, 0, TimeSpan.Zero);

    public static Command Create()
    {
        var spec = new Option<string>("--spec") { Description = "The study's spec.", Required = true };
        var output = new Option<string>("--out") { Description = "Folder to write to; must be missing or empty.", Required = true };
        var seed = new Option<long>("--seed") { Description = "Seed of the simulated participants.", DefaultValueFactory = _ => 1 };
        var pdf = new Option<PdfSheets>("--pdf") { Description = "Dosing sheets to print as PDF besides HTML: each participant's first, all, or none.", DefaultValueFactory = _ => PdfSheets.First };
        var command = new Command("demo", "Play a whole trial with simulated participants, from spec to proof.") { spec, output, seed, pdf };
        command.SetAction((parsed, cancellation) => PlayAsync(parsed.GetValue(spec)!, parsed.GetValue(output)!, parsed.GetValue(seed), parsed.GetValue(pdf), cancellation));
        return command;
    }

    /// <summary>The rooms of a demo at a clock of its own.</summary>
    public static ServiceProvider Rooms(ServerOptions options, DemoClock clock) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<TimeProvider>(clock)
        .AddTrial(options)
        .BuildServiceProvider();

    /// <summary>The rooms as a demo uses them.</summary>
    public static DemoRooms RoomsOf(IServiceProvider services) => new(
        services.GetRequiredService<ITrialHost>(),
        services.GetRequiredService<StudyLifecycle>(),
        services.GetRequiredService<IVault>(),
        services.GetRequiredService<TrialViews>());

    private static async Task<int> PlayAsync(string specFile, string folder, long seed, PdfSheets pdfs, CancellationToken cancellation)
    {
        var document = SpecCommands.Read(specFile);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new CommandLineException($"'{folder}' is not empty; name another folder, nothing is overwritten.");
        }

        var sheets = Path.Combine(folder, TrialFolder.DosingSheets);
        Directory.CreateDirectory(sheets);
        File.Copy(specFile, Path.Combine(folder, TrialFolder.Spec));
        var clock = new DemoClock(Start);
        await using var services = Rooms(new ServerOptions { DataDirectory = Path.Combine(folder, TrialFolder.Data) }, clock);
        var journal = services.GetRequiredService<IJournal>();
        var printer = new DosingSheetPrinter(journal, sheets, pdfs);
        using var custodians = new DemoCustodians();
        var trial = new DemoTrial(RoomsOf(services), document.Study, new DemoPlan(seed, Until: null), clock, new ConsoleProgress("randomized"), printer, custodians);
        var result = await trial.PlayAsync(document, cancellation);
        return await ProveAsync(folder, document, trial, result, printer, services, clock, cancellation);
    }

    private static async Task<int> ProveAsync(
        string folder, SpecDocument document, DemoTrial trial, DemoResult result, DosingSheetPrinter printer, IServiceProvider services, DemoClock clock, CancellationToken cancellation)
    {
        var view = await trial.Stage.ViewAsync(cancellation);
        var tables = await services.GetRequiredService<IVault>().UnblindedTablesAsync(document.Study.Id, cancellation);
        var written = new DemoFolder(folder);
        await written.WriteAsync(view, services.GetRequiredService<IJournal>(), tables, cancellation);
        var consort = await written.WriteConsortAsync(view, tables, DosingSheetPrinter.Person(DemoStaff.Statistician), clock.GetUtcNow(), cancellation);
        var printed = await PrintAsync(written, consort, printer, services.GetRequiredService<IPdfRenderer>(), cancellation);
        Console.WriteLine($"{document.Study.Id}: {result.Randomized} participants randomized, {view.Participants.Count} screened, {tables.Kits.Length} kits released, journal at {view.Head.Fingerprint}");
        Console.WriteLine($"  emergency unblinding: {result.Disclosed?.Value ?? "none"}; refusals on the way: {Refusals(trial)}");
        Console.WriteLine($"  {printer.Sheets} dosing sheets ({printed}); see {folder}");
        var verdict = await VerifyCommand.VerifyAsync(folder, null, cancellation);
        Console.WriteLine(verdict);
        return verdict is Verifier.Verdict.Verified ? ExitCode.Done : ExitCode.Differs;
    }

    private static string Refusals(DemoTrial trial) =>
        trial.Stage.Refusals.Count == 0 ? "none" : string.Join(", ", trial.Stage.Refusals.OrderBy(pair => pair.Key.Number).Select(pair => $"{pair.Key.Number} {pair.Key.Name} ×{pair.Value}"));

    private static async Task<string> PrintAsync(DemoFolder folder, Reports.Document.ReportDocument consort, DosingSheetPrinter printer, IPdfRenderer renderer, CancellationToken cancellation)
    {
        try
        {
            await folder.PrintConsortAsync(consort, renderer, cancellation);
            return $"{await printer.PrintAsync(renderer, new ConsoleProgress("PDF"), cancellation)} as PDF";
        }
        catch (ChromiumUnavailableException missing)
        {
            // The trial and its proof do not depend on a browser; what is missing is said.
            Console.Error.WriteLine($"oxytrial: warning: no PDF was written: {missing.Message}");
            return "no PDF, see the warning";
        }
    }
}
