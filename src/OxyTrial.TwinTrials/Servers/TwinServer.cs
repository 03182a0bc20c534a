using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OxyTrial.Journal;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Alerts;
using OxyTrial.Server.Duties;
using OxyTrial.Server.Hosting;
using OxyTrial.Server.Operations;
using OxyTrial.TwinTrials.Observation;
using OxyTrial.TwinTrials.Seams;
using OxyTrial.Vault;
using OxyTrial.Views;
using OxyTrial.Views.Snapshots;
using OxyTrial.Web.Forms;

namespace OxyTrial.TwinTrials.Servers;

/// <summary>What both twins share.</summary>
/// <param name="Accounts">Accounts.</param>
/// <param name="SecretSeed">What the vault's secret bytes derive from.</param>
/// <param name="Exchange">Arm index by arm index in the second twin.</param>
/// <param name="Printer">Prints for both.</param>
/// <param name="Plant">What a test plants; null = nothing.</param>
internal sealed record TwinSetting(Installation Accounts, string SecretSeed, IReadOnlyList<int> Exchange, IPdfRenderer Printer, Plant? Plant);

/// <summary>A leak planted by a test, in both twins alike.</summary>
/// <param name="Services">Services that replace the product's.</param>
/// <param name="Endpoints">Endpoints that the product does not have.</param>
internal sealed record Plant(Action<IServiceCollection>? Services = null, Action<WebApplication>? Endpoints = null);

/// <summary>The real server on a loopback port over a folder of its own, watched from all sides.</summary>
internal sealed class TwinServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ServerOptions options;
    private readonly HttpClient client;
    private long asked;
    private volatile string? lastRoute;

    private TwinServer(ServerOptions options, TwinSetting setting, bool exchanged)
    {
        this.options = options;
        app = TrialServer.Build(options, services => Replace(services, setting, exchanged));
        setting.Plant?.Endpoints?.Invoke(app);
        Metrics = new MetricCapture(app.Services.GetRequiredService<IMeterFactory>());
        Traces = new TraceCapture(app.Services.GetRequiredService<ActivitySource>(), app.Services.GetRequiredService<ServerTraces>().Source);

        // One connection, so that the server's counts of connections are those of the history.
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 1, UseProxy = false, ActivityHeadersPropagator = null });
    }

    public TwinClock Clock { get; } = new();

    public LogCapture Logs { get; } = new();

    public MetricCapture Metrics { get; }

    public TraceCapture Traces { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Every endpoint there is.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public static async Task<TwinServer> StartAsync(TwinSetting setting, bool exchanged, CancellationToken cancellation)
    {
        var folder = Scratch.Folder("oxytrial-twin-").FullName;
        var options = new ServerOptions
        {
            DataDirectory = folder,

            // Below the data folder, so that they are compared with what else is left behind; by no rhythm, which the machine would set.
            CheckpointDirectory = Path.Combine(folder, "checkpoints"),
            CheckpointEvery = Timeout.InfiniteTimeSpan,
            Urls = ["http://127.0.0.1:0"],
            SignInsPerMinute = 1_000_000,
            PrintSignIns = true,
            DutiesByTimer = false,
        };
        setting.Accounts.CopyTo(options);
        var server = new TwinServer(options, setting, exchanged);
        await server.app.StartAsync(cancellation);
        server.client.BaseAddress = new Uri(server.app.Urls.Single());
        return server;
    }

    public async Task<TwinAnswer> SendAsync(TwinRequest request, CancellationToken cancellation)
    {
        lastRoute = null;
        asked++;
        using var message = request.ToMessage();
        var start = TimeProvider.System.GetTimestamp();
        using var answer = await client.SendAsync(message, cancellation);
        return await TwinAnswer.ReadAsync(answer, lastRoute, cancellation) with { Took = TimeProvider.System.GetElapsedTime(start) };
    }

    /// <summary>Waits until the server has counted every request that it has answered.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        for (var tries = 0; Metrics.Requests < asked || Traces.Requests < asked; tries++)
        {
            if (tries == 4000)
            {
                throw new TwinTrialException($"The server counted {Metrics.Requests} requests and traced {Traces.Requests}, of {asked}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
        }

        // The read models follow in their own time; how far they are behind is measured when they are not.
        await Services.GetRequiredService<JournalFollower>().CatchUpAsync(cancellation);
    }

    /// <summary>Rows of journal and accounts.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(CancellationToken cancellation) =>
        [.. await DatabaseRows.ReadAsync(options.JournalFile, cancellation), .. await DatabaseRows.ReadAsync(options.IdentityFile, cancellation)];

    /// <summary>Stops the server and tells what it leaves behind: each file's name and size, of the journal, its checkpoints, its snapshots and the alerts' mails their hash too.</summary>
    public async Task<IReadOnlyList<string>> StopAsync(CancellationToken cancellation)
    {
        // Alerts follow the journal by the clock, and so do notices and snapshots; what they would write next is written now, in both twins.
        await app.StopAsync(cancellation);
        await app.Services.GetRequiredService<EmergencyAlerts>().FollowAsync(cancellation);
        await app.Services.GetRequiredService<DutyTimer>().RunDueAsync(cancellation);
        foreach (var view in await app.Services.GetRequiredService<TrialViews>().AllAsync(cancellation))
        {
            // No history is long enough for one to be due.
            await app.Services.GetRequiredService<SnapshotFolder>().WriteAsync(view, cancellation);
        }

        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        var lines = new List<string>();
        foreach (var file in Directory.EnumerateFiles(options.DataDirectory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(options.DataDirectory, file);
            if (!Exclusions.IsExcludedFile(name))
            {
                var hash = file == options.JournalFile || Path.GetExtension(file) is ".eml" or ".txt" or ".snapshot" ? Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellation))) : string.Empty;
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {new FileInfo(file).Length} {hash}"));
            }
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        Metrics.Dispose();
        Traces.Dispose();
        await app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(options.DataDirectory, recursive: true);
    }

    private void Replace(IServiceCollection services, TwinSetting setting, bool exchanged)
    {
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IFormIds, CountedFormIds>();
        services.AddSingleton<IAntiforgery, FixedAntiforgery>();
        services.AddSingleton<IDataProtectionProvider>(new PlainDataProtection());
        services.AddSingleton(setting.Printer);
        services.AddSingleton(provider => new TrialVault(
            provider.GetRequiredService<VaultOptions>(), provider.GetRequiredService<IJournalReader>(), new VaultSeams(Secret(setting.SecretSeed), exchanged ? setting.Exchange : null)));
        services.RemoveAll<ILoggerProvider>();
        services.AddSingleton<ILoggerProvider>(Logs);
        services.AddSingleton<IStartupFilter>(new RouteNote(route => lastRoute = route));
        Installation.FewIterations(services);

        // A history lasts months and its people would sign in every hour.
        services.PostConfigureAll<BearerTokenOptions>(token => token.BearerTokenExpiration = Sessions.TokenLife);
        setting.Plant?.Services?.Invoke(services);
    }

    private static Func<string, int, byte[]> Secret(string seed) => (purpose, count) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(seed), count, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Notes which endpoint answers, before its first byte leaves.</summary>
    private sealed class RouteNote(Action<string?> note) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                context.Response.OnStarting(() =>
                {
                    note((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                    return Task.CompletedTask;
                });
                return following(context);
            });
            next(app);
        };
    }
}
