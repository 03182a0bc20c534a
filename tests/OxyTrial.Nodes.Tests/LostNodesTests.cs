using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using OxyTrial.Samples;
using Shouldly;
using WebClient = OxyTrial.Samples.WebClient;

namespace OxyTrial.Nodes.Tests;

/// <summary>Nodes and the database go while people randomize. Nobody who was given a kit loses it, and nobody is given two.</summary>
public sealed class LostNodesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Nodes_are_killed_and_leave_and_join_while_people_randomize_and_no_allocation_is_lost_or_doubled()
    {
        PostgreSqlServer.SkipUnlessInstalled();
        await using var cluster = await Cluster.StartAsync(nodes: 3, sets: 300);
        using var people = new People(cluster);
        var randomizing = people.RandomizeAsync(callers: 4, participants: 12);
        var starts = new List<TimeSpan>();
        for (var round = 0; round < 4; round++)
        {
            await people.ReachedAsync((round + 1) * 6);
            var gone = cluster.Nodes[0];
            await (round % 2 == 0 ? gone.KillAsync() : gone.StopAsync());
            cluster.Forget(gone);
            var since = Stopwatch.GetTimestamp();
            await cluster.JoinAsync();
            starts.Add(Stopwatch.GetElapsedTime(since));
        }

        await randomizing;
        await people.MatchesTheJournalAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{people.Given.Count} allocations, {people.Retries} retries; new nodes ready after {string.Join(", ", starts.Select(start => $"{start.TotalSeconds:0.0}"))} s");
    }

    [Fact]
    public async Task While_PostgreSQL_is_gone_nodes_say_so_and_when_it_is_back_every_answer_given_before_stands()
    {
        PostgreSqlServer.SkipUnlessInstalled();
        await using var cluster = await Cluster.StartAsync(nodes: 2, sets: 300);
        using var people = new People(cluster);
        var randomizing = people.RandomizeAsync(callers: 4, participants: 10);
        await people.ReachedAsync(8);
        cluster.Server.Kill();
        using (var client = new HttpClient { BaseAddress = cluster.Nodes[0].Address })
        {
            using var ready = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("journal");
            using var live = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
            live.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await cluster.Server.StartAgainAsync();
        await randomizing;
        await people.MatchesTheJournalAsync();
        people.Unavailable.ShouldBeGreaterThan(0);
    }

    /// <summary>People who ask any node, and ask another under the same command id when they get no answer.</summary>
    private sealed class People(Cluster cluster) : IDisposable
    {
        private readonly ConcurrentDictionary<Uri, Task<WebClient>> clients = new();
        private Task randomizing = Task.CompletedTask;
        private int retries;
        private int unavailable;

        public ConcurrentDictionary<string, string> Given { get; } = new();

        public int Retries => retries;

        public int Unavailable => unavailable;

                public Task RandomizeAsync(int callers, int participants) => randomizing = Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < participants; i++)
            {
                var id = $"C{caller}-{i:000}";
                await AskAsync(caller, "participants/", new { participant = id, site = "HD", cohort = "BPD", recorded = new { gender = i % 2 == 0 ? "F" : "M" } }, $"s-{id}");
                await AskAsync(caller, $"participants/{id}/consent", new { formVersion = "1.0" }, $"c-{id}");
                await AskAsync(caller, $"participants/{id}/eligibility", new { checks = new[] { "adult" } }, $"e-{id}");
                Given[id] = Cluster.KitOf(await AskAsync(caller, $"participants/{id}/randomization", null, $"r-{id}"));
            }
        })));

        public async Task ReachedAsync(int allocations)
        {
            for (var since = Stopwatch.GetTimestamp(); Given.Count < allocations;)
            {
                Stopwatch.GetElapsedTime(since).ShouldBeLessThan(Patience, $"{Given.Count} of {allocations} allocations");
                await (await Task.WhenAny(randomizing, Task.Delay(20)));
            }
        }

        /// <summary>Each answer ever given stands in the journal, and nothing more than was asked for.</summary>
        public async Task MatchesTheJournalAsync()
        {
            var journaled = await cluster.AllocationsAsync();
            journaled.Count.ShouldBe(Given.Count);
            Given.ShouldAllBe(one => journaled[one.Key] == one.Value);
        }

        public void Dispose()
        {
            foreach (var client in clients.Values.Where(client => client.IsCompletedSuccessfully))
            {
                client.Result.Dispose();
            }
        }

        private async Task<string> AskAsync(int caller, string address, object? body, string command)
        {
            for (var since = Stopwatch.GetTimestamp(); ; Interlocked.Increment(ref retries))
            {
                Stopwatch.GetElapsedTime(since).ShouldBeLessThan(Patience, $"{address} is never answered");
                try
                {
                    var node = cluster.Nodes.ToArray()[(caller + retries) % cluster.Nodes.Count].Address;
                    var client = await clients.GetOrAdd(node, static at => WebClient.SignInAsync(at, Cluster.Site));
                    var (status, text) = await client.CommandAsync($"{Cluster.Study}/{address}", body, command);
                    if (status == 200)
                    {
                        return text;
                    }

                    // 409: others were always quicker.
                    status.ShouldBeOneOf(409, 503);
                    if (status == 503)
                    {
                        Interlocked.Increment(ref unavailable);
                    }
                }
                catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or InvalidOperationException or ShouldAssertException or ArgumentOutOfRangeException or IOException or System.Text.Json.JsonException)
                {
                    foreach (var failed in clients.Where(client => client.Value.IsFaulted).ToArray())
                    {
                        clients.TryRemove(failed);
                    }
                }

                await Task.Delay(100);
            }
        }
    }
}
