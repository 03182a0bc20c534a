using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains.Commands;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault.Custody;
using OxyTrial.Views;
using OxyTrial.Web.Access;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial study register|seal</c>: the beginning of a study at the server's console, for a ceremony with witnesses. The server is stopped meanwhile.</summary>
internal static class StudyCommands
{
    private const string PasswordVariable = "OXYTRIAL_PASSWORD";

    public static Command Create() => new("study", "Register and seal a study at the console; the pages do the same.") { Register(), Seal() };

    private static Command Register()
    {
        var spec = new Argument<string>("spec") { Description = "The study's spec." };
        var options = new Common();
        var command = new Command("register", "Register a checked spec; its procedure goes to the vault.") { spec };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => options.RunAsync(parsed, null, async (services, context) =>
        {
            var document = SpecCommands.Read(parsed.GetValue(spec)!);
            Must(await services.GetRequiredService<StudyLifecycle>().RegisterAsync(document, context, cancellation));
            Console.WriteLine($"{document.Study.Id}: registered.");
        }, cancellation));
        return command;
    }

    private static Command Seal()
    {
        var study = new Argument<string>("study") { Description = "The study." };
        var custodians = new Option<string[]>("--custodian") { Description = "A file with a custodian's public line (or their key file); two to five.", AllowMultipleArgumentsPerToken = true };
        var threshold = new Option<int>("--threshold") { Description = "Approvals needed to unblind.", DefaultValueFactory = _ => 2 };
        var without = new Option<bool>("--without-custodians") { Description = "Seal without: the unblinding then rests on the server's policy alone." };
        var options = new Common();
        var command = new Command("seal", "Make and seal the study's secret, and print its commitment.") { study, custodians, threshold, without };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => options.RunAsync(parsed, IdOf(parsed.GetValue(study)!), async (services, context) =>
        {
            var panel = PanelOf(parsed.GetValue(custodians) ?? [], parsed.GetValue(threshold), parsed.GetValue(without));
            var id = IdOf(parsed.GetValue(study)!);
            Must(await services.GetRequiredService<StudyLifecycle>().SealAsync(id, panel, context, cancellation));
            Print((await services.GetRequiredService<TrialViews>().StudyAsync(id, cancellation))!);
        }, cancellation));
        return command;
    }

    private static CustodianPanel? PanelOf(string[] files, int threshold, bool without)
    {
        if (without != (files.Length == 0))
        {
            throw new CommandLineException("name the custodians' files with --custodian, or say --without-custodians.");
        }

        var panel = without ? null : new CustodianPanel(threshold, [.. files.Select(file => CustodianPublicKey.Parse(File.ReadLines(file).FirstOrDefault() ?? string.Empty).ToCustodian())]);
        return panel?.Error is { } error ? throw new CommandLineException(error) : panel;
    }

    private static void Print(StudyView view)
    {
        var facts = ((StudyState.Existing)view.Study).Facts;
        Console.WriteLine($"Study       {view.Id}");
        Console.WriteLine($"Commitment  {string.Join(' ', facts.Commitment!.Chunk(8).Select(digits => new string(digits)))}");
        Console.WriteLine($"Spec        {facts.SpecSha256}");
        Console.WriteLine($"Procedure   {facts.ProcedureCommitment}");
        Console.WriteLine($"Journal     {view.Head.Fingerprint}");
        foreach (var custodian in facts.Custodians?.Custodians ?? [])
        {
            Console.WriteLine($"Custodian   {custodian.Fingerprint}  {custodian.Name}");
        }

        Console.WriteLine(facts.Custodians is { } panel
            ? $"{panel.Threshold} of {panel.Custodians.Length} custodians must approve the unblinding. Print this, let the witnesses sign it, and keep it outside this system."
            : "No custodians: two signatures are enough to unblind. Print this, let the witnesses sign it, and keep it outside this system.");
    }

    private static StudyId IdOf(string text) => StudyId.TryParse(text, out var id) ? id : throw new CommandLineException($"'{text}' is no study's identifier.");

    private static void Must(CommandOutcome outcome) => outcome.Match(_ => true, refusal => throw new CommandLineException($"refused ({refusal.Code.Number} {refusal.Code.Name}): {refusal.Message}"));

    /// <summary>Options of both: installation, key, and the statistician who does it.</summary>
    private sealed class Common
    {
        private readonly InstallationOptions installation = new();
        private readonly Option<string?> key = VaultKeyOption.Create();
        private readonly Option<string> account = new("--account") { Description = $"The statistician's account; the password is asked for, or taken from {PasswordVariable}.", Required = true };

        public void AddTo(Command command)
        {
            installation.AddTo(command);
            command.Options.Add(key);
            command.Options.Add(account);
        }

        public async Task<int> RunAsync(ParseResult parsed, StudyId? study, Func<IServiceProvider, CommandContext, Task> run, CancellationToken cancellation)
        {
            var options = installation.Of(parsed) with { VaultKey = VaultKeyOption.Of(parsed, key) };
            await using var services = new ServiceCollection().AddLogging().AddTrial(options).BuildServiceProvider();
            var name = parsed.GetValue(account)!;
            var grants = await services.GetRequiredService<AccountDirectory>().GrantsOfAsync(name, Secrets.Ask($"Password of {name}", PasswordVariable, twice: false), cancellation);
            if (grants is not { } held || !held.Any(grant => grant is { Role: StudyRole.Statistician, Site: null } && (grant.Study is null || grant.Study == study)))
            {
                throw new CommandLineException($"'{name}' is no statistician of {(study is null ? "every study" : $"study {study}")}, or the password is wrong.");
            }

            var utc = services.GetRequiredService<TimeProvider>().GetUtcNow();
            await run(services, new CommandContext($"console-{utc.UtcTicks:x}", name, utc));
            return ExitCode.Done;
        }
    }
}
