using System.CommandLine;
using OxyTrial.Server.Hosting;
using OxyTrial.Vault;
using OxyTrial.Vault.Keys;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial vault rotate</c>.</summary>
internal static class VaultCommands
{
    public static Command Create() => new("vault", "The vault's keys and its own process.") { Rotate() };

    private static Command Rotate()
    {
        var data = new Option<string>("--data") { Description = "The server's data folder.", DefaultValueFactory = _ => "data" };
        var from = VaultKeyOption.Create();
        var to = new Option<string>("--to") { Description = "The new key: a file (made when missing), env:NAME, or program:PATH.", Required = true, HelpName = "source" };
        var command = new Command("rotate", "Put the vault's files under another key. Stop the server first; cut short, run it again.") { data, from, to };
        command.SetAction(parsed =>
        {
            var options = new ServerOptions { DataDirectory = parsed.GetValue(data)!, VaultKey = VaultKeyOption.Of(parsed, from) };
            if (!Directory.Exists(options.VaultDirectory))
            {
                throw new CommandLineException($"'{options.VaultDirectory}' is not there.");
            }

            var report = VaultRotation.Run(options.Vault, KeySource.Parse(parsed.GetValue(to)!));
            Console.WriteLine($"{report.Rewrapped} files put under the new key, {report.Already} were under it already. Name it from now on with --vault-key {parsed.GetValue(to)}.");
            return ExitCode.Done;
        });
        return command;
    }
}
