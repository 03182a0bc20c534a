using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OxyTrial.Journal;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Alerts;
using OxyTrial.Server.Hosting;
using OxyTrial.Server.Operations;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Tests.Trial;

/// <summary>The real server on a free loopback port, over a folder of its own, with one account a role.</summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly WebApplication app;
    private readonly string? folder;

    private TestServer(WebApplication app, string? folder, FakeTimeProvider clock) => (this.app, this.folder, Clock) = (app, folder, clock);

    public FakeTimeProvider Clock { get; }

    public IServiceProvider Services => app.Services;

    public IJournalReader Journal => Services.GetRequiredService<IJournalReader>();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Accounts by role; those with a site in their name are limited to it.</summary>
    public static IReadOnlyDictionary<string, Grant> Accounts { get; } = new Dictionary<string, Grant>
    {
        ["coordinator-hd"] = new(StudyRole.Coordinator, null, SiteId.FromTrusted("HD")),
        ["coordinator-ma"] = new(StudyRole.Coordinator, null, SiteId.FromTrusted("MA")),
        ["investigator-hd"] = new(StudyRole.Investigator, null, SiteId.FromTrusted("HD")),
        ["pharmacist-hd"] = new(StudyRole.Pharmacist, null, SiteId.FromTrusted("HD")),
        ["monitor"] = new(StudyRole.Monitor, null, null),
        ["monitor-hd"] = new(StudyRole.Monitor, null, SiteId.FromTrusted("HD")),
        ["statistician"] = new(StudyRole.Statistician, null, null),
        ["auditor"] = new(StudyRole.Auditor, null, null),
        ["third-party"] = new(StudyRole.ThirdParty, null, null),
        ["stranger"] = new(StudyRole.Monitor, StudyId.FromTrusted("another-study"), null),
    };

    public static async Task<TestServer> StartAsync(Action<IServiceCollection>? overrides = null, Action<WebApplication>? endpoints = null, int signInsPerMinute = 10_000, bool behindProxy = false, AlertOptions? alerts = null, TelemetryCollector? telemetry = null, string? dataFolder = null, string? checkpoints = null)
    {
        var folder = dataFolder ?? Directory.CreateTempSubdirectory("oxytrial-server-").FullName;
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var options = new ServerOptions { DataDirectory = folder, Urls = ["http://127.0.0.1:0"], SignInsPerMinute = signInsPerMinute, BehindProxy = behindProxy, Alerts = alerts ?? new AlertOptions(), Telemetry = telemetry, CheckpointDirectory = checkpoints };
        var app = TrialServer.Build(options, services =>
        {
            services.AddSingleton<TimeProvider>(clock);

            // Thousands of sign-ins in a test run; the product keeps the framework's work factor.
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
            overrides?.Invoke(services);
        });
        endpoints?.Invoke(app);
        var server = new TestServer(app, dataFolder is null ? folder : null, clock);
        await app.StartAsync();
        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var accounts = app.Services.GetRequiredService<AccountDirectory>();
        var there = (await accounts.ListAsync()).Select(account => account.Name).ToHashSet();
        foreach (var (name, grant) in Accounts.Where(account => !there.Contains(account.Key)))
        {
            (await accounts.CreateAsync(name, $"Printed {name}", Password, [grant], "console")).Errors.ShouldBeEmpty();
        }

        return server;
    }

    public HttpClient Anonymous() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    /// <summary>A client signed in by token.</summary>
    public async Task<HttpClient> ClientAsync(string account, string password = Password)
    {
        var client = Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = account, password });
        answer.EnsureSuccessStatusCode();
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>One server for the tests that only need studies of their own: starting it is the slow part.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> named = new();

    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A recruiting study of its own.</summary>
    public Task<TrialScenario> ScenarioAsync(string name, int sets = 10, SmallDesign design = SmallDesign.Parallel, string moreSpec = "") =>
        TrialScenario.RecruitingAsync(Server, $"{name}-{named.AddOrUpdate(name, 1, (_, count) => count + 1)}", sets, design, moreSpec);
}

/// <summary>The tests that share a server; they run one after the other because they share its clock.</summary>
[CollectionDefinition(nameof(SharedServer))]
public sealed class SharedServerCollection : ICollectionFixture<SharedServer>
{
}
