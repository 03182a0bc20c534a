using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Cli.Commands;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.Specs;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Web.Access;

namespace OxyTrial.Cli.Demo;

/// <summary>Fills an empty data folder with a study under way and one account a role, so that somebody new can look round.</summary>
internal static class DemoInstallation
{
    private const int DaysUnderWay = 200;
    private const string SignInsFile = "demo-sign-ins.txt";
    private const string CustodiansFolder = "demo-custodians";

    /// <summary>Fills the folder when it is empty, and prints the sign-ins either way.</summary>
    public static async Task PrepareAsync(ServerOptions options, SpecDocument document, CancellationToken cancellation)
    {
        var signIns = Path.Combine(options.DataDirectory, SignInsFile);
        var unfinished = new UnfinishedDemo(options, signIns);
        if (unfinished.IsMarked)
        {
            await unfinished.RemoveAsync();
            Console.WriteLine($"The demo in '{options.DataDirectory}' was interrupted while it was being made; what there was of it is removed, and it is made anew.");
        }

        if (!File.Exists(signIns))
        {
            unfinished.Mark();
            await FillAsync(options, document, signIns, cancellation);
            unfinished.Unmark();
        }

        Console.WriteLine("Demo sign-ins (this machine only; never use them for a trial):");
        foreach (var line in await File.ReadAllLinesAsync(signIns, cancellation))
        {
            Console.WriteLine($"  {line}");
        }

        Console.WriteLine($"Its custodians' keys are in '{Path.Combine(options.DataDirectory, CustodiansFolder)}', passphrase '{DemoCustodians.Passphrase}'.");
    }

    private static async Task FillAsync(ServerOptions options, SpecDocument document, string signIns, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetUtcNow();
        var clock = new DemoClock(now.AddDays(-DaysUnderWay));
        await using var services = DemoCommand.Rooms(options, clock);
        using var custodians = new DemoCustodians();
        var trial = new DemoTrial(DemoCommand.RoomsOf(services), document.Study, new DemoPlan(Seed: 1, Until: now.AddDays(-1)), clock, new ConsoleProgress("demo study: randomized"), new NoSheets(), custodians);
        await trial.PlayAsync(document, cancellation);
        await custodians.WriteAsync(Path.Combine(options.DataDirectory, CustodiansFolder), cancellation);
        var password = Password();
        await File.WriteAllLinesAsync(signIns, await CreateAccountsAsync(services.GetRequiredService<AccountDirectory>(), document.Study, password, cancellation), cancellation);
    }

    private static async Task<List<string>> CreateAccountsAsync(AccountDirectory accounts, StudySpec spec, string password, CancellationToken cancellation)
    {
        var lines = new List<string>();
        foreach (var (name, role, site) in Staff(spec))
        {
            var grants = new List<Grant> { new(role, spec.Id, site) };
            if (role == StudyRole.Statistician)
            {
                // Statisticians register further studies.
                grants.Add(new Grant(role, null, null));
            }

            var result = await accounts.CreateAsync(name, name, password, grants, "demo", cancellation);
            if (!result.Succeeded)
            {
                throw new CommandLineException($"account {name}: {string.Join(' ', result.Errors)}");
            }

            lines.Add($"{role,-13} {name,-18} {password}");
        }

        return lines;
    }

    private static IEnumerable<(string Name, StudyRole Role, SiteId? Site)> Staff(StudySpec spec)
    {
        foreach (var site in spec.Sites.Select(site => site.Id))
        {
            yield return (DemoStaff.Coordinator(site), StudyRole.Coordinator, site);
            yield return (DemoStaff.Investigator(site), StudyRole.Investigator, site);
            yield return (DemoStaff.Pharmacist(site), StudyRole.Pharmacist, site);
        }

        yield return (DemoStaff.Monitor, StudyRole.Monitor, null);
        yield return (DemoStaff.Statistician, StudyRole.Statistician, null);
        yield return (DemoStaff.SecondStatistician, StudyRole.Statistician, null);
        yield return (DemoStaff.Auditor, StudyRole.Auditor, null);
    }

    // Letters, digits and a sign, whatever the password rules ask for.
    private static string Password() => $"Demo-{RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 10)}-7";
}
