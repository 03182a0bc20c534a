using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
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
        var telemetry = new Option<string?>("--telemetry") { Description = "OpenTelemetry collector that takes metrics and traces by OTLP over HTTP, e.g. http://127.0.0.1:4318; default: they are sent nowhere.", HelpName = "address" };
        var command = new Command("serve", "Run the server.") { urls, demo, key, vault, certificates, proxy, smtp, alertTo, alertFrom, telemetry };
        installation.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = installation.Of(parsed) with
            {
                Urls = parsed.GetValue(urls)!,
                VaultKey = VaultKeyOption.Of(parsed, key),
                VaultAddress = parsed.GetValue(vault) is { } at ? VaultAddress.Parse(at, parsed.GetValue(certificates)) : null,
                BehindProxy = parsed.GetValue(proxy),
                Telemetry = Collector(parsed.GetValue(telemetry)),
                Alerts = Alerts(parsed.GetValue(smtp), parsed.GetValue(alertTo)!, parsed.GetValue(alertFrom)),
            };
            if (parsed.GetValue(demo) is { } spec)
            {
                await DemoInstallation.PrepareAsync(options, SpecCommands.Read(spec), cancellation);
            }

            await using var app = TrialServer.Build(options);

            // A journal held by another process, or a vault whose key is missing, is told in one line, before the host has anything to log.
            app.Services.GetRequiredService<IJournal>();
            app.Services.GetRequiredService<IVault>();
            await app.StartAsync(cancellation);
            Console.WriteLine($"OxyTrial is ready on {string.Join(", ", app.Urls)} (data in {Path.GetFullPath(options.DataDirectory)}). Ctrl-C stops it.");
            await Task.WhenAny(Task.Delay(Timeout.Infinite, cancellation), Stopping(app));
            await app.StopAsync(CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }

    private static TelemetryCollector? Collector(string? address) => address is null ? null
        : TelemetryCollector.Parse(address) ?? throw new CommandLineException($"'{address}' is not an http or https address of a collector.");

    private static AlertOptions Alerts(string? smtp, string[] to, string? from)
    {
        var alerts = new AlertOptions { Smtp = smtp, To = to, User = OfEnvironment(SmtpUserVariable), Password = OfEnvironment(SmtpPasswordVariable) };
        alerts = from is null ? alerts : alerts with { From = from };
        return alerts.Fault() is { } fault ? throw new CommandLineException(fault) : alerts;
    }

    private static string? OfEnvironment(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static Task Stopping(Microsoft.AspNetCore.Builder.WebApplication app)
    {
        var stopping = new TaskCompletionSource();
        app.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        return stopping.Task;
    }
}
