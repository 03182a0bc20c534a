using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OxyTrial.Server.Operations;
using OxyTrial.Server.Tests.Trial;

namespace OxyTrial.Server.Tests.Operations;

/// <summary>
/// One server a process, as in the field: OpenTelemetry takes the instruments of one name for one, and lets it go when the first of their
/// servers ends.
/// </summary>
[CollectionDefinition(nameof(OneServer), DisableParallelization = true)]
public static class OneServer;

[Collection(nameof(OneServer))]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Metrics_and_traces_of_a_randomization_reach_the_collector_and_name_no_person()
    {
        await using var collector = await Collector.StartAsync();
        await using var server = await TestServer.StartAsync(telemetry: new TelemetryCollector(collector.Address) { Interval = TimeSpan.FromMilliseconds(200) });
        var scenario = await TrialScenario.RecruitingAsync(server, "telemetry");
        await scenario.RandomizedAsync("P-TELLTALE");
        await collector.HasAsync(
            "oxytrial.journal.append.duration", "oxytrial.journal.batch.size", "oxytrial.journal.queue.depth", "oxytrial.views.lag", "oxytrial.command.duration",
            "RandomizeParticipant", "journal.append", "written");
        collector.Received.ShouldNotContain("P-TELLTALE");
    }

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("ftp://collector")]
    [InlineData("")]
    public void What_is_no_web_address_is_no_collector(string text) => TelemetryCollector.Parse(text).ShouldBeNull();

    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> bodies = new();

        public Uri Address => new(app.Urls.Single() + "/");

        public string Received => string.Concat(bodies);

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var collector = new Collector(builder.Build());
            collector.Listen();
            await collector.StartListeningAsync();
            return collector;
        }

        public async Task HasAsync(params string[] texts)
        {
            for (var tries = 0; texts.FirstOrDefault(text => !Received.Contains(text, StringComparison.Ordinal)) is { } missing; tries++)
            {
                tries.ShouldBeLessThan(400, $"The collector was never sent {missing}.");
                await Task.Delay(50);
            }
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private void Listen() => app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body, Encoding.Latin1);
            bodies.Enqueue(await body.ReadToEndAsync());
        });

        private Task StartListeningAsync() => app.StartAsync();
    }
}
