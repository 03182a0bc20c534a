using System.Net;
using OxyTrial.Samples;
using Shouldly;
using WebClient = OxyTrial.Samples.WebClient;

namespace OxyTrial.Nodes.Tests;

/// <summary>A database that came back shorter than what was acknowledged, under several nodes of which one can read the checkpoints.</summary>
public sealed class RestoredNodesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_node_finds_missing_puts_the_study_in_quarantine_at_every_node()
    {
        PostgreSqlServer.SkipUnlessInstalled();
        await using var cluster = await Cluster.StartAsync(nodes: 1, sets: 20);
        var checkpoints = cluster.In("checkpoints");
        var reader = await cluster.JoinAsync(more: ["--checkpoints", checkpoints]);
        using var blind = await WebClient.SignInAsync(cluster.Nodes[0].Address, Cluster.Site);
        using var seeing = await WebClient.SignInAsync(reader.Address, Cluster.Site);
        var before = await cluster.EligibleAsync(seeing);
        await seeing.DoAsync($"{Cluster.Study}/participants/{before}/randomization");
        (await File.ReadAllTextAsync(Path.Combine(checkpoints, "oxytrial-checkpoints.txt"), Stop)).ShouldContain($" {Cluster.Study}\n");

        // A paper from what the database does not have any more.
        await cluster.RunAsync(string.Empty, "checkpoint", "add", Cluster.Study, "999999:9f3a-77c0-12de-44ab", "--checkpoints", checkpoints);
        var after = await cluster.EligibleAsync(blind);
        await UntilAsync(async () => (await blind.ReadAsync($"/api/v1/studies/{Cluster.Study}/quarantine")).Contains("\"inQuarantine\":true", StringComparison.Ordinal));
        foreach (var client in new[] { blind, seeing })
        {
            var (status, text) = await client.CommandAsync($"{Cluster.Study}/participants/{after}/randomization");
            status.ShouldBe((int)HttpStatusCode.Conflict);
            text.ShouldContain("checkpoint 999999:9f3a-77c0-12de-44ab is known");
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, patience.Token);
        }
    }
}
