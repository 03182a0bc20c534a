using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Bench;

/// <summary>
/// Whole randomizations of 64 studies over PostgreSQL: three server processes against one of them. While the one is measured the other two
/// stand still (SIGSTOP), so that nobody follows the journal but itself; they catch up before it is the three's turn.
/// </summary>
internal sealed class Nodes : IAsyncDisposable
{
    private const int Studies = 64;
    private const int Count = 3;
    private const int OfEach = 10;
    private const int Clients = 32;
    private const int WarmUpRounds = 12;
    private const int FirstPort = 18100;

    // Long enough for what other nodes wrote to be taken in.
    private static readonly TimeSpan Following = TimeSpan.FromMilliseconds(800);

    private readonly string folder = Directory.CreateTempSubdirectory("oxytrial-nodes-bench-").FullName;
    private readonly TrialClient client = new();
    private readonly List<ServerProcess> nodes = [];
    private readonly ServiceProvider services;
    private readonly RunningStudies studies;
    private readonly List<RunningStudy> recruiting = [];
    private int asked;

    private Nodes(string database)
    {
        services = new ServiceCollection().AddLogging().AddTrial(new ServerOptions { DataDirectory = Path.Combine(folder, "console"), Database = database }).BuildServiceProvider();
        studies = new RunningStudies(services, setsOfLot: 50);
    }

    /// <param name="database">An empty PostgreSQL database; its account makes tables and roles.</param>
    /// <param name="dll">Path of oxytrial.dll.</param>
    /// <param name="rounds">Rounds to measure, after those that warm the processes up.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<string> MeasureAsync(string database, string dll, int rounds, CancellationToken cancellation)
    {
        await PostgreSqlMigrator.RunAsync(database, new JournalRoles(), TimeProvider.System, cancellation);
        await AccountMigrator.RunAsync(database, new JournalRoles(), cancellation);
        await using var bench = new Nodes(database);
        await bench.StartAsync(database, dll, (WarmUpRounds + rounds + 1) * 3 * OfEach, cancellation);
        string[] contestants = ["one node", "three nodes, each study at one of them", "three nodes, each request at the next"];
        var rates = new Measured(contestants, "randomizations per second");
        var costs = new Measured(contestants, "µs of the nodes' processor time a randomization");
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            // Each is the one in its turn, so that all are as warm.
            var turn = (round + WarmUpRounds) % Count;
            var one = await bench.RoundAsync([bench.nodes[turn]], (_, _) => 0, cancellation);
            var studies = await bench.RoundAsync(bench.nodes, (study, _) => study % Count, cancellation);
            var requests = await bench.RoundAsync(bench.nodes, (_, request) => request % Count, cancellation);
            Console.Error.WriteLine($"round {round + 1} of {rounds}");
            if (round >= 0)
            {
                rates.Add([one.Rate, studies.Rate, requests.Rate]);
                costs.Add([one.Cost, studies.Cost, requests.Cost]);
            }
        }

        return rates.ToMarkdown((1, 0), (2, 0)) + costs.ToMarkdown((1, 0), (2, 0));
    }

    public async ValueTask DisposeAsync()
    {
        nodes.ForEach(node => node.Dispose());
        client.Dispose();
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartAsync(string database, string dll, int participants, CancellationToken cancellation)
    {
        for (var number = 1; number <= Studies; number++)
        {
            recruiting.Add(await studies.OpenAsync($"node-{number}", participants, cancellation));
        }

        for (var number = 1; number <= Count; number++)
        {
            // Each with a vault of its own, which holds nothing that changes.
            var data = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"node-{number}"));
            Copy(Path.Combine(folder, "console", "vault"), Path.Combine(data, "vault"));
            Copy(Path.Combine(folder, "console", "keys"), Path.Combine(data, "keys"));
            var node = new ServerProcess(dll, data, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FirstPort + number}")), "--database", database);
            nodes.Add(node);
            await node.ReadyAsync(client.Http, TimeSpan.FromMinutes(1), cancellation);
        }

        await client.SignInAsync(services.GetRequiredService<AccountDirectory>(), nodes[0].Address, cancellation);
    }

    private async Task<(double Rate, double Cost)> RoundAsync(List<ServerProcess> running, Func<int, int, int> nodeOf, CancellationToken cancellation)
    {
        var eligible = new List<(int Number, StudyId Study, ParticipantId Id)>();
        foreach (var (number, study) in recruiting.Index())
        {
            eligible.AddRange((await studies.PrepareAsync(study, OfEach, cancellation)).Select(one => (number, study.Id, one.Id)));
        }

        // A study after the other: neighbours are of different studies, as they come in.
        eligible = [.. eligible.Select((one, place) => (one, turn: place % OfEach)).OrderBy(pair => pair.turn).Select(pair => pair.one)];
        await Task.Delay(Following, cancellation);
        foreach (var node in nodes.Except(running))
        {
            node.Stop();
        }

        var before = nodes.Sum(node => node.ProcessorMicroseconds());
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            eligible, new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = cancellation },
            async (one, token) => await client.RandomizeAsync(running[nodeOf(one.Number, Interlocked.Increment(ref asked))].Address, one.Study, one.Id, token));
        var rate = eligible.Count / watch.Elapsed.TotalSeconds;

        // What the nodes still have to take in of each other's events belongs to the cost.
        await Task.Delay(Following, cancellation);
        var cost = (nodes.Sum(node => node.ProcessorMicroseconds()) - before) / eligible.Count;
        nodes.ForEach(node => node.Continue());
        return (rate, cost);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
