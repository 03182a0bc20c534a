using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Bench;

/// <summary>Whole randomizations over HTTP against a real server on loopback: request, access, grain, vault, journal, answer.</summary>
internal sealed class HttpRandomizations : IAsyncDisposable
{
    private const int Sets = 40_000;

    // As a site holds: some dozens of kits of an arm.
    private const int SetsOfLot = 40;

    private readonly WebApplication app;
    private readonly Uri address;
    private readonly TrialClient client = new();
    private readonly RunningStudies studies;
    private readonly RunningStudy study;

    private HttpRandomizations(WebApplication app, RunningStudies studies, RunningStudy study) =>
        (this.app, this.studies, this.study, address) = (app, studies, study, new Uri(app.Urls.First()));

    public static async Task<HttpRandomizations> StartAsync(string folder, CancellationToken cancellation)
    {
        var app = TrialServer.Build(new ServerOptions { DataDirectory = Path.Combine(folder, "server"), Urls = ["http://127.0.0.1:0"] });
        await app.StartAsync(cancellation);
        var studies = new RunningStudies(app.Services, SetsOfLot);
        var bench = new HttpRandomizations(app, studies, await studies.OpenAsync("http", Sets, cancellation));
        await bench.client.SignInAsync(app.Services.GetRequiredService<AccountDirectory>(), bench.address, cancellation);
        return bench;
    }

    /// <summary>Screens and confirms participants, outside of the time measured, and keeps the sites in stock.</summary>
    public Task<(ParticipantId Id, SiteId Site)[]> PrepareAsync(int count, CancellationToken cancellation) => studies.PrepareAsync(study, count, cancellation);

    /// <summary>Randomizes them over HTTP with that many clients at once; every answer must be a kit.</summary>
    public Task RandomizeAsync((ParticipantId Id, SiteId Site)[] eligible, int clients, CancellationToken cancellation) => Parallel.ForEachAsync(
        eligible, new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = cancellation },
        async (one, token) => await client.RandomizeAsync(address, study.Id, one.Id, token));

    /// <summary>Asks whether the server is alive: what HTTP alone costs here, server and client.</summary>
    public Task AskAsync(int times, int clients, CancellationToken cancellation) => Parallel.ForEachAsync(
        Enumerable.Range(0, times), new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = cancellation },
        async (_, token) => await client.Http.GetByteArrayAsync(new Uri(address, "/health/live"), token));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
