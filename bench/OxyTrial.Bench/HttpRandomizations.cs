using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Access;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Bench;

/// <summary>Whole randomizations over HTTP against a real server on loopback: request, access, grain, vault, journal, answer.</summary>
internal sealed class HttpRandomizations : IAsyncDisposable
{
    // As a site holds: some dozens of kits of an arm.
    private const int SetsPerLot = 40;
    private readonly WebApplication app;
    private readonly HttpClient client;
    private readonly StudyId study;
    private readonly SiteId[] sites;
    private readonly ITrialHost host;
    private readonly Dictionary<SiteId, int> stock = [];
    private int commands;
    private int participants;
    private int lots;

    private HttpRandomizations(WebApplication app, HttpClient client, SpecDocument document)
    {
        (this.app, this.client) = (app, client);
        host = app.Services.GetRequiredService<ITrialHost>();
        study = document.Study.Id;
        sites = [.. document.Study.Sites.Select(site => site.Id)];
    }

    public static async Task<HttpRandomizations> StartAsync(string folder, CancellationToken cancellation)
    {
        var document = SpecReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "bench-trial.yaml")).Match(accepted => accepted.Document, rejected => throw new InvalidOperationException(rejected.Errors[0].ToString()));
        var app = TrialServer.Build(new ServerOptions { DataDirectory = Path.Combine(folder, "server"), Urls = ["http://127.0.0.1:0"] });
        await app.StartAsync(cancellation);
        const string password = "Bench-password-1";
        await app.Services.GetRequiredService<AccountDirectory>().CreateAsync("bench", "bench", password, [new Grant(StudyRole.Coordinator, document.Study.Id, null)], "bench", cancellation);
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(app.Urls.First()) };
        var session = await (await client.PostAsJsonAsync("/api/v1/session", new { user = "bench", password }, cancellation)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
        var bench = new HttpRandomizations(app, client, document);
        await bench.OpenAsync(document, cancellation);
        return bench;
    }

    /// <summary>Screens and confirms participants, outside of the time measured, and keeps the sites in stock.</summary>
    public async Task<(ParticipantId Id, SiteId Site)[]> PrepareAsync(int count, CancellationToken cancellation)
    {
        var eligible = Enumerable.Range(0, count).Select(_ =>
        {
            var next = ++participants;
            return (ParticipantId.FromTrusted($"P{next:000000}"), sites[next % sites.Length]);
        }).ToArray();
        foreach (var site in eligible.Select(one => one.Item2))
        {
            await KeepStockedAsync(site, cancellation);
        }

        await Parallel.ForEachAsync(eligible, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellation }, async (one, token) =>
        {
            var (id, site) = one;
            var gender = ImmutableSortedDictionary<string, string>.Empty.Add("gender", id.Value[^1] % 2 == 0 ? "F" : "M");
            Must(await host.ExecuteAsync(study, new ScreenParticipant(id, site, "BPD", gender), Context(), token));
            Must(await host.ExecuteAsync(study, new RecordConsent(id, site, "1.0"), Context(), token));
            Must(await host.ExecuteAsync(study, new ConfirmEligibility(id, site, ["adult"]), Context(), token));
        });
        return eligible;
    }

    /// <summary>Randomizes them over HTTP with that many clients at once; every answer must be a kit.</summary>
    public Task RandomizeAsync((ParticipantId Id, SiteId Site)[] eligible, int clients, CancellationToken cancellation) =>
        Parallel.ForEachAsync(eligible, new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = cancellation }, async (one, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/studies/{study}/participants/{one.Id}/randomization");
            request.Headers.Add("Idempotency-Key", $"http-{one.Id}");
            using var response = await client.SendAsync(request, token);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException(await response.Content.ReadAsStringAsync(token));
            }
        });

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task OpenAsync(SpecDocument document, CancellationToken cancellation)
    {
        var lifecycle = app.Services.GetRequiredService<StudyLifecycle>();
        Must(await lifecycle.RegisterAsync(document, Context(), cancellation));
        Must(await lifecycle.SealAsync(study, null, Context(), cancellation));
        Must(await host.ExecuteAsync(study, new ActivateStudy(), Context(), cancellation));
        foreach (var site in sites)
        {
            Must(await host.ExecuteAsync(study, new OpenSite(site), Context(), cancellation));
        }
    }

    private async Task KeepStockedAsync(SiteId site, CancellationToken cancellation)
    {
        stock[site] = stock.GetValueOrDefault(site) - 1;
        if (stock[site] >= 0)
        {
            return;
        }

        var lot = $"L{++lots:0000}";
        var expiry = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddYears(1);
        Must(await host.ExecuteAsync(study, new ReleaseLot(lot, site, expiry, SetsPerLot), Context(), cancellation));
        Must(await host.ExecuteAsync(study, new ReceiveLot(site, lot), Context(), cancellation));
        stock[site] += SetsPerLot;
    }

    private CommandContext Context() => new(Interlocked.Increment(ref commands).ToString(CultureInfo.InvariantCulture), "bench", TimeProvider.System.GetUtcNow());

    private static void Must(CommandOutcome outcome) => outcome.Match(_ => true, refusal => throw new InvalidOperationException(refusal.Message));
}
