using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using OxyTrial.Server.Accounts;
using Shouldly;

namespace OxyTrial.Nodes.Tests;

/// <summary>
/// Server processes over one PostgreSQL, with the vault in a process of its own, and a recruiting study: as a trial unit runs it, on one
/// machine.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string Study = "nodes-trial";
    public const string Statistician = "stat";
    public const string Site = "site";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("oxytrial-nodes-");
    private readonly List<RunningProcess> nodes = [];
    private RunningProcess? vault;
    private int started;
    private int participants;

    private Cluster(PostgreSqlServer server, string database) => (Server, Database) = (server, database);

    public PostgreSqlServer Server { get; }

    public string Database { get; }

    public IReadOnlyList<RunningProcess> Nodes => nodes;

    /// <summary>So many nodes, and a study with that many sets of kits at the site HD.</summary>
    public static async Task<Cluster> StartAsync(int nodes, int sets)
    {
        var server = await PostgreSqlServer.StartAsync(fsync: true);
        var cluster = new Cluster(server, await server.NewDatabaseAsync());
        try
        {
            await PostgreSqlMigrator.RunAsync(cluster.Database, new JournalRoles(), TimeProvider.System);
            await AccountMigrator.RunAsync(cluster.Database, new JournalRoles());
            await cluster.AddAsync(Statistician, "statistician/*/*");
            await cluster.AddAsync(Site, "coordinator/*/*", "investigator/*/*", "pharmacist/*/*", "monitor/*/*", "auditor/*/*");
            cluster.vault = await RunningProcess.StartAsync(
                cluster.In("vault.log"), Nothing, "vault", "serve", "--folder", cluster.In("vault"), "--journal", cluster.Database, "--vault-key", cluster.In("vault.key"), "--at", $"unix:{cluster.In("vault.sock")}",
                "--requests-per-minute", "100000");
            await Task.WhenAll(Enumerable.Range(0, nodes).Select(_ => cluster.JoinAsync()));
            await cluster.RecruitAsync(sets);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another node; ready when this returns.</summary>
    /// <param name="settings">More settings of its connections.</param>
    /// <param name="more">More arguments.</param>
    public async Task<RunningProcess> JoinAsync(string settings = "", params string[] more)
    {
        var number = Interlocked.Increment(ref started);
        var node = await RunningProcess.StartAsync(
            In($"node-{number}.log"), Nothing, ["serve", "--data", In($"node-{number}"), "--database", $"{Database};{settings}", "--urls", "http://127.0.0.1:0", "--vault", $"unix:{In("vault.sock")}", .. more]);
        lock (nodes)
        {
            nodes.Add(node);
        }

        return node;
    }

    /// <summary>A node that is gone, by whatever way.</summary>
    public void Forget(RunningProcess node) => nodes.Remove(node);

    public Task AddAsync(string account, params string[] roles) => RunAsync(WebClient.Password, ["user", "add", account, "--database", Database, "--data", In("console"), "--role", .. roles]);

    public Task RunAsync(string input, params string[] arguments) => RunningProcess.RunAsync(In("console.log"), input, arguments);

    public string In(string path) => Path.Combine(root.FullName, path);

    /// <summary>Screens and confirms a participant by the API of one node; the identifier.</summary>
    public async Task<string> EligibleAsync(WebClient site)
    {
        var number = Interlocked.Increment(ref participants);
        var id = string.Create(CultureInfo.InvariantCulture, $"P-{number:0000}");
        await site.DoAsync($"{Study}/participants/", new { participant = id, site = "HD", cohort = "BPD", recorded = new { gender = number % 2 == 0 ? "F" : "M" } });
        await site.DoAsync($"{Study}/participants/{id}/consent", new { formVersion = "1.0" });
        await site.DoAsync($"{Study}/participants/{id}/eligibility", new { checks = new[] { "adult" } });
        return id;
    }

    /// <summary>The kit that an answer to a randomization names.</summary>
    public static string KitOf(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("kit").GetProperty("number").GetString()!;

    /// <summary>Kit by participant, as the journal has them; and that it is whole.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AllocationsAsync()
    {
        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(Database);
        var report = await JournalCheck.RunAsync(snapshot);
        report.IsIntact.ShouldBeTrue(report.ToString());
        var entries = await snapshot.ReadAllAsync(Study, 0, 1_000_000);
        var allocated = entries.Where(entry => entry.Type == "ParticipantRandomized").Select(entry => (
            Participant: entry.Stream[(entry.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..], Kit: JsonDocument.Parse(entry.Body).RootElement.GetProperty("kit").GetString()!)).ToArray();
        allocated.Select(one => one.Participant).ShouldBeUnique();
        allocated.Select(one => one.Kit).ShouldBeUnique();
        return allocated.ToDictionary(one => one.Participant, one => one.Kit);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in nodes.Append(vault).OfType<RunningProcess>())
        {
            await process.DisposeAsync();
        }

        await Server.DisposeAsync();
        root.Delete(recursive: true);
    }

    private static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>();

    private async Task RecruitAsync(int sets)
    {
        using var statistician = await WebClient.SignInAsync(nodes[0].Address, Statistician);
        using var site = await WebClient.SignInAsync(nodes[^1].Address, Site);
        var spec = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "nodes.yaml"));
        using var registered = await statistician.SubmitAsync("/unblinded/register", "/unblinded/register", new() { ["spec"] = spec, ["action"] = "register" });
        ((int)registered.StatusCode).ShouldBe(302, await registered.Content.ReadAsStringAsync());
        using var sealedNow = await statistician.SubmitAsync($"/unblinded/{Study}", $"/unblinded/{Study}", new() { ["form"] = "seal", ["without"] = "on" });
        ((int)sealedNow.StatusCode).ShouldBe(302, await sealedNow.Content.ReadAsStringAsync());
        await statistician.DoAsync($"{Study}/activation");
        await statistician.DoAsync($"{Study}/sites/HD/opening");
        await statistician.DoAsync($"{Study}/lots", new { lot = "LOT-1", site = "HD", expiry = TimeProvider.System.GetUtcNow().AddDays(200).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), sets });
        await site.DoAsync($"{Study}/sites/HD/lots/LOT-1/receipt");
    }
}
