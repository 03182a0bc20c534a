using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Vault;
using OxyTrial.Vault.Remote;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial silo</c>.</summary>
internal static class SiloCommand
{
    public static Command Create()
    {
        var installation = new InstallationOptions();
        var key = VaultKeyOption.Create();
        var vault = new Option<string?>("--vault") { Description = "The vault of another process (oxytrial vault serve): unix:PATH or https://localhost:PORT. This one then holds no key.", HelpName = "address" };
        var certificates = new Option<string?>("--vault-certificates") { Description = "Folder 'web' of oxytrial vault certificates, for a vault on a port.", HelpName = "folder" };
        var checkpoints = ServeCommand.CheckpointsOption();
        var telemetry = ServeCommand.TelemetryOption();
        var cluster = new ClusterArguments();
        var command = new Command("silo", "Run a silo of a cluster: it takes commands from the cluster's web nodes (oxytrial serve --cluster web) and runs the studies' duties.") { key, vault, certificates, checkpoints, telemetry };
        installation.AddTo(command);
        cluster.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(
            installation.Of(parsed) with
            {
                VaultKey = VaultKeyOption.Of(parsed, key),
                VaultAddress = parsed.GetValue(vault) is { } at ? VaultAddress.Parse(at, parsed.GetValue(certificates)) : null,
                CheckpointDirectory = parsed.GetValue(checkpoints),
                Telemetry = ServeCommand.Collector(parsed.GetValue(telemetry)),
            },
            cluster.Read(parsed, ClusterRole.Silo),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServerOptions options, ClusterOptions cluster, CancellationToken cancellation)
    {
        using var silo = ClusterHosting.BuildSilo(options, cluster);
        silo.Services.GetRequiredService<IJournal>();
        silo.Services.GetRequiredService<IVault>();
        await silo.StartAsync(cancellation);
        Console.WriteLine($"The silo is ready at {cluster.SiloAddress}, ports {cluster.SiloPort} and {cluster.GatewayPort} (data in {Path.GetFullPath(options.DataDirectory)}). Ctrl-C stops it.");
        await ServeCommand.StoppingAsync(silo.Services.GetRequiredService<IHostApplicationLifetime>(), cancellation);

        // It says good-bye to the cluster, so that nobody waits for its grains.
        await silo.StopAsync(CancellationToken.None);
        return ExitCode.Done;
    }
}
