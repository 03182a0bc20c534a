using System.CommandLine;
using Microsoft.Extensions.Hosting;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Stores;
using OxyTrial.Vault;
using OxyTrial.Vault.Keys;
using OxyTrial.Vault.Remote;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial vault serve|certificates|rotate</c>.</summary>
internal static class VaultCommands
{
    public static Command Create() => new("vault", "The vault's keys and its own process.") { Serve(), Certificates(), Rotate() };

    private static Command Serve()
    {
        var folder = new Option<string>("--folder") { Description = "The vault's own folder: sealed files and vault.log; made when missing.", Required = true };
        var journal = new Option<string>("--journal") { Description = "The journal that the web node writes, e.g. data/journal.db or postgresql://account@host/database; only read here.", Required = true };
        var key = VaultKeyOption.Create();
        var at = new Option<string>("--at") { Description = "Where to listen: unix:PATH, or https://localhost:PORT with --certificates.", Required = true, HelpName = "address" };
        var certificates = new Option<string?>("--certificates") { Description = "Folder 'vault' of oxytrial vault certificates.", HelpName = "folder" };
        var rate = new Option<int>("--requests-per-minute") { Description = "Questions answered a minute and study.", DefaultValueFactory = _ => VaultServerOptions.UsualRequestsPerMinute };
        var command = new Command("serve", "Run the vault as a process of its own; the web node (oxytrial serve --vault ADDRESS) then holds no key.") { folder, journal, key, at, certificates, rate };
        command.SetAction((parsed, cancellation) =>
        {
            var own = Path.GetFullPath(parsed.GetValue(folder)!);
            PrivateFolder.Make(own);
            var source = VaultKeyOption.Of(parsed, key) ?? throw new CommandLineException("say where the key is with --vault-key; best outside the vault's folder.");
            var address = VaultAddress.Parse(parsed.GetValue(at)!, parsed.GetValue(certificates));
            var options = new VaultServerOptions(new VaultOptions(own, KeySource.Parse(source)), address, Path.Combine(own, "vault.log"), Math.Max(1, parsed.GetValue(rate)));
            return ServeAsync(options, parsed.GetValue(journal)!, cancellation);
        });
        return command;
    }

    private static async Task<int> ServeAsync(VaultServerOptions options, string journal, CancellationToken cancellation)
    {
        await using var reader = JournalAddress.Parse(journal).OpenReader();
        await using var app = VaultServer.Build(options, reader, TimeProvider.System);
        await app.StartAsync(cancellation);
        Console.WriteLine($"The vault is ready at {options.Address}. Ctrl-C stops it.");
        await app.WaitForShutdownAsync(cancellation);
        return ExitCode.Done;
    }

    private static Command Certificates()
    {
        var output = new Option<string>("--out") { Description = "Folder to write to: 'vault' below it is for the vault, 'web' for the web node.", Required = true };
        var command = new Command("certificates", "Make the certificates by which a vault on a port and its web nodes know each other.") { output };
        command.SetAction(parsed =>
        {
            VaultCertificates.Create(parsed.GetValue(output)!, TimeProvider.System.GetUtcNow());
            Console.WriteLine($"{parsed.GetValue(output)}: 'vault' for the vault, 'web' for its web nodes; valid for three years.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Rotate()
    {
        var data = new Option<string>("--data") { Description = "The server's data folder.", DefaultValueFactory = _ => "data" };
        var folder = new Option<string?>("--folder") { Description = "The vault's folder, where it is not the data folder's 'vault'." };
        var from = VaultKeyOption.Create();
        var to = new Option<string>("--to") { Description = "The new key: a file (made when missing), env:NAME, or program:PATH.", Required = true, HelpName = "source" };
        var command = new Command("rotate", "Put the vault's files under another key. Stop the server and the vault first; cut short, run it again.") { data, folder, from, to };
        command.SetAction(parsed =>
        {
            var options = new ServerOptions { DataDirectory = parsed.GetValue(data)!, VaultKey = VaultKeyOption.Of(parsed, from) };
            var vault = options.Vault with { Directory = parsed.GetValue(folder) ?? options.VaultDirectory };
            if (!Directory.Exists(vault.Directory))
            {
                throw new CommandLineException($"'{vault.Directory}' is not there.");
            }

            var report = VaultRotation.Run(vault, KeySource.Parse(parsed.GetValue(to)!));
            Console.WriteLine($"{report.Rewrapped} files put under the new key, {report.Already} were under it already. Name it from now on with --vault-key {parsed.GetValue(to)}.");
            return ExitCode.Done;
        });
        return command;
    }
}
