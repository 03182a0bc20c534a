using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Unblinded.Lifecycle;
using OxyTrial.Grains.Commands;

namespace OxyTrial.Server.Tests.Blinding;

/// <summary>What the planned unblinding reveals is the canary: it is searched in everything that was told or kept before.</summary>
public sealed class CanaryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_the_unblinding_reveals_stood_in_any_answer_log_line_or_event_before()
    {
        var log = new KeptLog();
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<ILoggerProvider>(log));
        var trial = await TrialScenario.RecruitingAsync(server, "canary");
        await trial.RandomizedAsync("R-1");
        await trial.RandomizedAsync("R-2");
        await trial.RunAsync(new RequestEmergencyUnblinding(ParticipantId.FromTrusted("R-2"), TrialScenario.Site("HD"), "seizure"));
        var told = await EverythingToldAsync(trial);
        told.AddRange((await trial.EntriesAsync()).Select(entry => ($"event {entry.Position} {entry.Type}", Encoding.UTF8.GetString(entry.Body))));
        told.AddRange(log.Lines.Select(line => ("log", line)));

        var canaries = await RevealedAsync(trial);

        told.Count(one => one.What.StartsWith("200 ", StringComparison.Ordinal)).ShouldBeGreaterThan(60);
        canaries.Length.ShouldBeGreaterThan(8);
        (from one in told
         let text = Bare(one.Text)
         from canary in canaries
         where text.Contains(canary, StringComparison.OrdinalIgnoreCase)
         select $"{one.What}: {canary}").ShouldBeEmpty();
    }

    [Fact]
    public void A_canary_is_found_however_it_is_quoted()
    {
        foreach (var told in new[] { """{"sizes":[2,4]}""", """{\u0022sizes\u0022: [2, 4]}""", "{&quot;sizes&quot;:[2,4]}", """{\"sizes\":[2,4]}""" })
        {
            Bare(told).ShouldContain("sizes:[2,4]");
        }
    }

    private static async Task<List<(string What, string Text)>> EverythingToldAsync(TrialScenario trial)
    {
        var told = new List<(string, string)>();
        var addresses = AccessTests.Endpoints(trial.Server, "/")
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(endpoint => AddressOf(endpoint, trial)).Where(address => !address.Contains('{', StringComparison.Ordinal) && !address.EndsWith(".pdf", StringComparison.Ordinal))
            .Distinct().ToArray();
        foreach (var account in TestServer.Accounts.Keys.Prepend("nobody"))
        {
            using var client = account == "nobody" ? trial.Server.Anonymous() : await trial.Server.ClientAsync(account);
            using var browser = account == "nobody" ? null : await SignedInBrowser.StartAsync(trial.Server, account);
            foreach (var address in addresses)
            {
                using var answer = address.StartsWith("/api", StringComparison.Ordinal) || browser is null ? await client.GetAsync(address, Stop) : await browser.GetAsync(address);
                told.Add(($"{(int)answer.StatusCode} {address} for {account}", $"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync(Stop)}"));
            }
        }

        return told;
    }

    private static string AddressOf(RouteEndpoint endpoint, TrialScenario trial) => $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}"
        .Replace("{study}", trial.Study.Value, StringComparison.Ordinal).Replace("{site}", "HD", StringComparison.Ordinal)
        .Replace("{participant}", "R-1", StringComparison.Ordinal).Replace("{visit}", "V1", StringComparison.Ordinal);

    // The secret and its salts as they could be written, and each part of the procedure that is more than a name.
    private static async Task<string[]> RevealedAsync(TrialScenario trial)
    {
        var lifecycle = trial.Server.Services.GetRequiredService<StudyLifecycle>();
        await trial.RunAsync(new CloseRecruitment("enough"));
        foreach (var person in new[] { "one", "two" })
        {
            await trial.RunAsync(new SignDatabaseLock("reviewed"), person);
        }

        var labels = ImmutableSortedDictionary<string, string>.Empty.Add("O", "Oxytocin 24 IU").Add("P", "Placebo, excipient-matched");
        foreach (var person in new[] { "one", "two" })
        {
            (await lifecycle.SignUnblindingAsync(trial.Study, labels, new CommandContext($"unblind-{person}", person, trial.Server.Clock.GetUtcNow()), Stop)).ShouldBeOfType<CommandOutcome.Completed>();
        }

        var reveal = JsonElement.Parse((await trial.EntriesAsync())[^1].Body);
        var canaries = new List<string>();
        foreach (var value in reveal.EnumerateObject().Select(property => property.Value.GetString()!))
        {
            canaries.AddRange(value.StartsWith('{')
                ? JsonElement.Parse(value).EnumerateObject().Where(part => part.Value.ValueKind != JsonValueKind.String).Select(part => Bare($"{part.Name}:{part.Value.GetRawText()}"))
                : [value, Convert.ToBase64String(Convert.FromHexString(value)).TrimEnd('='), value[..16]]);
        }

        return [.. canaries];
    }

    private static string Bare(string text) =>
        WebUtility.HtmlDecode(text).Replace("\\u0022", string.Empty, StringComparison.OrdinalIgnoreCase).Replace("\\", string.Empty, StringComparison.Ordinal).Replace("\"", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal);

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
