using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using OxyTrial.Journal;

namespace OxyTrial.Grains.Orleans.Tests;

/// <summary>Silo and web node as processes of their own, over one journal file that the silo writes.</summary>
public sealed class ProcessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_web_node_and_a_silo_are_one_server_and_leave_when_asked_to()
    {
        var (siloPort, gatewayPort) = ClusterProcesses.FreePorts();
        await using var cluster = await ClusterProcesses.PrepareAsync(3, null);
        var silo = await cluster.SiloAsync(siloPort, gatewayPort);
        var client = await cluster.WebAsync("web", siloPort, gatewayPort);

        (await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Stop)).ShouldContain("\"ready\"");
        var kits = await Task.WhenAll(Enumerable.Range(1, 3).Select(number => ClusterProcesses.RandomizeAsync(client, number, Stop)));
        (await ClusterProcesses.RandomizeAsync(client, 2, Stop)).ShouldBe(kits[1], "the same key, the same answer");
        (await cluster.AllocatedAsync()).OrderBy(one => one.Key).Select(one => one.Value).ShouldBe(kits);

        var asked = Stopwatch.GetTimestamp();
        (await silo.StopAsync()).ShouldBe(0, silo.Printed());
        Stopwatch.GetElapsedTime(asked).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        silo.Printed().ShouldNotContain("Unhandled");
        using var alone = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Stop);
        alone.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await alone.Content.ReadAsStringAsync(Stop)).ShouldContain("""["cluster"]""");
    }

    [Fact]
    public async Task A_silo_killed_amid_randomizations_loses_and_doubles_nothing_that_was_answered()
    {
        const int Participants = 24;
        var (siloPort, gatewayPort) = ClusterProcesses.FreePorts();
        await using var cluster = await ClusterProcesses.PrepareAsync(Participants, null);
        var silo = await cluster.SiloAsync(siloPort, gatewayPort);
        var client = await cluster.WebAsync("web", siloPort, gatewayPort);
        var told = new ConcurrentDictionary<int, string>();

        async Task AskAsync(int number)
        {
            if (await ClusterProcesses.RandomizeAsync(client, number, Stop) is { } kit)
            {
                told[number] = kit;
            }
        }

        // A quarter is answered before the kill; the rest is under way.
        await Task.WhenAll(Enumerable.Range(1, Participants / 4).Select(AskAsync));
        var underWay = Task.WhenAll(Enumerable.Range(1, Participants).Except(told.Keys).Select(AskAsync));
        await silo.KillAsync();
        await underWay;
        var answered = told.ToDictionary();

        var again = await cluster.SiloAsync(siloPort, gatewayPort);
        foreach (var number in Enumerable.Range(1, Participants))
        {
            string? kit;
            while ((kit = await ClusterProcesses.RandomizeAsync(client, number, Stop)) is null)
            {
            }

            answered.GetValueOrDefault(number, kit).ShouldBe(kit, $"participant {number} under the same key");
            told[number] = kit;
        }

        answered.Count.ShouldBeLessThan(Participants, "the kill came too late to test anything");
        (await cluster.AllocatedAsync()).OrderBy(one => one.Key).ShouldBe(told.OrderBy(one => one.Key));
        (await again.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Both_in_one_process_randomize_and_tell_of_a_visit_due_once_a_day()
    {
        var (siloPort, gatewayPort) = ClusterProcesses.FreePorts();
        await using var cluster = await ClusterProcesses.PrepareAsync(2, null);
        DateTime? written = null;
        using (var first = await cluster.WebAsync("all", siloPort, gatewayPort))
        {
            (await ClusterProcesses.RandomizeAsync(first, 1, Stop)).ShouldNotBeNull();
        }

        await cluster.StopLastAsync();
        cluster.Notices().ShouldBeEmpty("nobody was randomized when the study was looked at");

        // Started anew it looks at the study at once, and so does each start after it; the first notice of the day is the only one.
        for (var start = 0; start < 2; start++)
        {
            await cluster.WebAsync("all", siloPort, gatewayPort);
            var since = Stopwatch.GetTimestamp();
            while (cluster.Notices().Count == 0 && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), Stop);
            }

            // The first tick comes a second after the start; three are enough for one too many.
            await Task.Delay(TimeSpan.FromSeconds(3), Stop);
            var notice = new FileInfo(cluster.Notices().ShouldHaveSingleItem());
            notice.Name.ShouldStartWith("demo-visit-windows-");
            notice.LastWriteTimeUtc.ShouldBe(written ?? notice.LastWriteTimeUtc);
            written = notice.LastWriteTimeUtc;
            await cluster.StopLastAsync();
        }
    }

    [Fact]
    public async Task A_silo_whose_journal_lacks_a_known_checkpoint_begins_the_quarantine()
    {
        var (siloPort, gatewayPort) = ClusterProcesses.FreePorts();
        using var outside = new TemporaryFolder();
        await using var cluster = await ClusterProcesses.PrepareAsync(1, null, "--checkpoints", outside.Path);
        new CheckpointFile(Path.Combine(outside.Path, CheckpointFile.Name)).Add(new KnownCheckpoint("demo", 1, 100_000, new string('7', 64), TimeProvider.System.GetUtcNow()));
        await cluster.SiloAsync(siloPort, gatewayPort);
        var client = await cluster.WebAsync("web", siloPort, gatewayPort);

        using var answer = await ClusterProcesses.AskAsync(client, 1, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain("114");
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("oxytrial-checkpoints-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
