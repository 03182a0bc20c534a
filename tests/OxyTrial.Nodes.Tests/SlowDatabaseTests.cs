using System.Diagnostics;
using System.Net;
using Npgsql;
using OxyTrial.Samples;
using Shouldly;
using WebClient = OxyTrial.Samples.WebClient;

namespace OxyTrial.Nodes.Tests;

/// <summary>A database that keeps a node waiting, and a node that has no connection left.</summary>
public sealed class SlowDatabaseTests
{
    [Fact]
    public async Task A_node_whose_only_connection_waits_for_the_database_answers_503_with_a_time_to_try_again_and_then_does_it_once()
    {
        PostgreSqlServer.SkipUnlessInstalled();
        await using var cluster = await Cluster.StartAsync(nodes: 1, sets: 50);
        var small = await cluster.JoinAsync("Maximum Pool Size=1;Timeout=1");
        using var site = await WebClient.SignInAsync(small.Address, Cluster.Site);
        var id = await cluster.EligibleAsync(site);
        await using var other = new NpgsqlConnection(cluster.Database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using (var held = await other.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var hold = new NpgsqlCommand("SELECT 1 FROM journal.head FOR UPDATE", other);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var since = Stopwatch.GetTimestamp();
            var command = site.SendAsync($"{Cluster.Study}/participants/{id}/randomization", id: "slow");
            await WaitingAsync(other);

            // Both at once, while the one connection waits for the head's lock.
            var (asked, looked) = (site.GetAsync($"{Cluster.Study}/participants/{id}"), site.PageAsync($"/studies/{Cluster.Study}"));
            using var reading = await asked;
            using var page = await looked;
            using var writing = await command;
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            foreach (var answer in new[] { reading, page, writing })
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                answer.Headers.RetryAfter.ShouldNotBeNull();
            }

            await held.RollbackAsync(TestContext.Current.CancellationToken);
        }

        var (status, text) = await site.CommandAsync($"{Cluster.Study}/participants/{id}/randomization", id: "slow");
        status.ShouldBe(200, text);
        (await cluster.AllocationsAsync()).ShouldBe(new Dictionary<string, string> { [id] = Cluster.KitOf(text) });
    }

    private static async Task WaitingAsync(NpgsqlConnection other)
    {
        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", other);
        for (var tries = 0; await count.ExecuteScalarAsync(TestContext.Current.CancellationToken) is 0L; tries++)
        {
            tries.ShouldBeLessThan(1000, "The command never reached the database.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
