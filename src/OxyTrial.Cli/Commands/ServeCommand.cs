using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OxyTrial.Cli.Demo;
using OxyTrial.Journal;
using OxyTrial.Server.Alerts;
using OxyTrial.Server.Hosting;
using OxyTrial.Server.Operations;
using OxyTrial.Vault;
using OxyTrial.Vault.Remote;

namespace OxyTrial.Cli.Commands;

/// <summary><c>oxytrial serve</c>.</summary>
internal static class ServeCommand
{
    private const string SmtpUserVariable = "OXYTRIAL_SMTP_USER";
    private const string SmtpPasswordVariable = "OXYTRIAL_SMTP_PASSWORD";

    public static Command Create()
    {
        var installation = new InstallationOptions();
        var urls = new Option<string[]>("--urls") { Description = "Addresses to listen on.", DefaultValueFactory = _ => ["http://127.0.0.1:8080"], AllowMultipleArgumentsPerToken = true };
        var demo = new Option<string?>("--demo") { Description = "Fill an empty data folder with this spec's study under way and demo accounts, and print each role's sign-in.", HelpName = "spec" };
        var key = VaultKeyOption.Create();
        var vault = new Option<string?>("--vault") { Description = "The vault of another process (oxytrial vault serve): unix:PATH or https://localhost:PORT. This one then holds no key.", HelpName = "address" };
        var certificates = new Option<string?>("--vault-certificates") { Description = "Folder 'web' of oxytrial vault certificates, for a vault on a port.", HelpName = "folder" };
        var proxy = new Option<bool>("--behind-proxy") { Description = "A proxy on this machine ends TLS in front: believe the address and scheme that it forwards." };
        var smtp = new Option<string?>("--smtp")
        {
            Description = $"Mail server that takes alerts of code breaks; default: they are left as .eml files in alerts/pickup of the folder. Account, where it wants one: {SmtpUserVariable}, {SmtpPasswordVariable}.",
            HelpName = "host:port",
        };
        var alertTo = new Option<string[]>("--alert-to") { Description = "Whom to tell of code breaks, never of the treatment: an e-mail address, or several.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var alertFrom = new Option<string?>("--alert-from") { Description = "Sender of the alerts.", HelpName = "address" };
        var checkpoints = CheckpointsOption();
        var telemetry = TelemetryOption();
        var role = new Option<string?>("--cluster") { Description = "Take part in an Orleans cluster: 'all' = pages and silo in this process, 'web' = pages only, beside silos of their own (oxytrial silo).", HelpName = "all|web" };
        role.AcceptOnlyFromAmong("all", "web");
        var cluster = new ClusterArguments();
        var command = new Command("serve", "Run the server.") { urls, demo, key, vault, certificates, proxy, smtp, alertTo, alertFrom, checkpoints, telemetry, role };
        installation.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = installation.Of(parsed) with
            {
                Urls = parsed.GetValue(urls)!,
                VaultKey = VaultKeyOption.Of(parsed, key),
                VaultAddress = parsed.GetValue(vault) is { } at ? VaultAddress.Parse(at, parsed.GetValue(certificates)) : null,
                BehindProxy = parsed.GetValue(proxy),
                CheckpointDirectory = parsed.GetValue(checkpoints),
                Telemetry = Collector(parsed.GetValue(telemetry)),
                Alerts = Alerts(parsed.GetValue(smtp), parsed.GetValue(alertTo)!, parsed.GetValue(alertFrom)),
            };
            if (parsed.GetValue(demo) is { } spec)
            {
                await DemoInstallation.PrepareAsync(options, SpecCommands.Read(spec), cancellation);
            }

            await using var app = parsed.GetValue(role) switch
            {
                null => TrialServer.Build(options),
                "web" => ClusterHosting.BuildServer(options, cluster.Read(parsed, ClusterRole.Web)),
                _ => ClusterHosting.BuildServer(options, cluster.Read(parsed, ClusterRole.All)),
            };

            // A journal held by another process, or a vault whose key is missing, is told in one line, before the host has anything to log.
            app.Services.GetRequiredService<IJournalReader>();
            app.Services.GetRequiredService<IVault>();
            await app.StartAsync(cancellation);
            Console.WriteLine($"OxyTrial is ready on {string.Join(", ", app.Urls)} (data in {Path.GetFullPath(options.DataDirectory)}). Ctrl-C stops it.");
            await StoppingAsync(app.Lifetime, cancellation);
            await app.StopAsync(CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }

    internal static Option<string?> CheckpointsOption() => new("--checkpoints") { Description = "Folder outside the data folder, better on another machine, where the journal's checkpoints are kept: at the start a journal that lacks one is put in quarantine.", HelpName = "folder" };

    internal static Option<string?> TelemetryOption() => new("--telemetry") { Description = "OpenTelemetry collector that takes metrics and traces by OTLP over HTTP, e.g. http://127.0.0.1:4318; default: they are sent nowhere.", HelpName = "address" };

    internal static TelemetryCollector? Collector(string? address) => address is null ? null
        : TelemetryCollector.Parse(address) ?? throw new CommandLineException($"'{address}' is not an http or https address of a collector.");

    private static AlertOptions Alerts(string? smtp, string[] to, string? from)
    {
        var alerts = new AlertOptions { Smtp = smtp, To = to, User = OfEnvironment(SmtpUserVariable), Password = OfEnvironment(SmtpPasswordVariable) };
        alerts = from is null ? alerts : alerts with { From = from };
        return alerts.Fault() is { } fault ? throw new CommandLineException(fault) : alerts;
    }

    private static string? OfEnvironment(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    /// <summary>Until the process is asked to stop.</summary>
    internal static async Task StoppingAsync(IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        var stopping = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
        await Task.WhenAny(Task.Delay(Timeout.Infinite, cancellation), stopping.Task);
    }
}
