using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Samples;
using OxyTrial.Server.Accounts;
using OxyTrial.Trial;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Orleans.Tests;

/// <summary>
/// The built command line as a cluster of processes: a recruiting study with participants ready to be randomized, silos and web nodes started
/// as an operator starts them, and a coordinator who asks by the API.
/// </summary>
internal sealed class ClusterProcesses : IAsyncDisposable
{
    private const string Password = "correct horse battery staple";
    private const string Studies = "/api/v1/studies/demo";
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("oxytrial-cluster-");
    private readonly List<IAsyncDisposable> running = [];
    private readonly string? database;
    private readonly string[] options;
    private int started;

    private ClusterProcesses(string? database, string[] options) => (this.database, this.options) = (database, options);

    public string Data => Path.Combine(root.FullName, "data");

    private string[] Installation => database is null ? ["--data", Data] : ["--data", Data, "--database", database];

    private string JournalFile => Path.Combine(Data, "journal.db");

    /// <summary>A study whose participants P-001 … are ready to be randomized, and an account that may.</summary>
    /// <param name="participants">How many.</param>
    /// <param name="database">An empty PostgreSQL database for journal and accounts; null for files.</param>
    /// <param name="options">What else each process is told on its command line, e.g. how they find each other.</param>
    public static async Task<ClusterProcesses> PrepareAsync(int participants, string? database, params string[] options)
    {
        var cluster = new ClusterProcesses(database, options);
        await cluster.FoundAsync(participants);
        await RunningProcess.RunAsync(cluster.In("accounts.log"), Password, ["user", "add", "ada", .. cluster.Installation, "--role", "coordinator/*/*", "monitor/*/*"]);
        return cluster;
    }

    /// <summary>A silo on ports of its own, or on given ones.</summary>
    public Task<RunningProcess> SiloAsync(int siloPort, int gatewayPort) =>
        RunAsync("silo", ["silo", .. Installation, "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}", .. options]);

    /// <summary>A web node, and the coordinator signed in to it.</summary>
    public async Task<HttpClient> WebAsync(string role, int siloPort, int gatewayPort)
    {
        var web = await RunAsync("web", ["serve", "--cluster", role, "--urls", "http://127.0.0.1:0", .. Installation, "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}", .. options]);
        return await SignInAsync(web.Address);
    }

    /// <summary>Asks the process that was started last to stop, and waits until it has.</summary>
    public Task<int> StopLastAsync() => running.OfType<RunningProcess>().Last().StopAsync();

    /// <summary>Asks for a randomization under the participant's own key; null when the answer is that nobody knows.</summary>
    public static async Task<string?> RandomizeAsync(HttpClient client, int number, CancellationToken stop)
    {
        using var answer = await AskAsync(client, number, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("kit").GetProperty("number").GetString();
    }

    /// <summary>The same, whatever the answer is.</summary>
    public static async Task<HttpResponseMessage> AskAsync(HttpClient client, int number, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Studies}/participants/{TrialSamples.Participant(number)}/randomization");
        request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"randomize-{number}"));
        return await client.SendAsync(request, stop);
    }

    /// <summary>The kit that each participant has by the journal; fails when a slot, a participant or a kit is there twice.</summary>
    public async Task<IReadOnlyDictionary<int, string>> AllocatedAsync()
    {
        var entries = await EntriesAsync();
        var events = entries.Select(entry => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)).ToList();
        var slots = events.OfType<SlotAllocated>().ToList();
        slots.Select(slot => slot.Slot.Sequence).ShouldBe(Enumerable.Range(1, slots.Count));
        slots.Select(slot => slot.Participant).ShouldBeUnique();
        var kits = events.OfType<KitAssigned>().ToList();
        kits.Select(kit => kit.Kit).ShouldBeUnique();
        return kits.ToDictionary(kit => int.Parse(kit.Participant.Value.AsSpan(2), CultureInfo.InvariantCulture), kit => kit.Kit.Value);
    }

    /// <summary>Files of notices that wait to be delivered.</summary>
    public IReadOnlyList<string> Notices() =>
        Path.Combine(Data, "notices", "pickup") is var pickup && Directory.Exists(pickup) ? [.. Directory.GetFiles(pickup, "*.eml").Order(StringComparer.Ordinal)] : [];

    /// <summary>Two ports that nobody listens on just now.</summary>
    public static (int Silo, int Gateway) FreePorts()
    {
        using TcpListener one = new(IPAddress.Loopback, 0), other = new(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(running))
        {
            await one.DisposeAsync();
        }

        root.Delete(recursive: true);
    }

    private async Task FoundAsync(int participants)
    {
        foreach (var folder in new[] { "data/vault", "data/keys" })
        {
            root.CreateSubdirectory(folder);
        }

        await using var journal = await OpenAsync();
        await using var world = await (await new TrialWorld(journal, now: TimeProvider.System.GetUtcNow()).BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, participants);
        for (var number = 1; number <= participants; number++)
        {
            await world.EligibleAsync(number);
        }

        // The world's vault goes where a server has its own.
        foreach (var file in Directory.GetFiles(world.Options.Directory))
        {
            File.Copy(file, Path.Combine(Data, "vault", Path.GetFileName(file)));
        }

        File.Copy(world.KeyFile, Path.Combine(Data, "keys", "vault.key"));
    }

    private async Task<IJournal> OpenAsync()
    {
        if (database is null)
        {
            return SqliteJournal.Open(JournalFile);
        }

        await PostgreSqlMigrator.RunAsync(database, new JournalRoles(), TimeProvider.System);
        await AccountMigrator.RunAsync(database, new JournalRoles());
        return await PostgreSqlJournal.OpenAsync(database, TimeProvider.System);
    }

    // Of a journal that is whole.
    private async Task<IReadOnlyList<JournalEntry>> EntriesAsync()
    {
        if (database is null)
        {
            (await SqliteJournalSnapshot.CheckAsync(JournalFile)).IsIntact.ShouldBeTrue();
            using var reader = new SqliteJournalReader(JournalFile);
            return await reader.ReadAllAsync("demo", 0, int.MaxValue);
        }

        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(database);
        (await JournalCheck.RunAsync(snapshot)).IsIntact.ShouldBeTrue();
        return await snapshot.ReadAllAsync("demo", 0, int.MaxValue);
    }

    private async Task<RunningProcess> RunAsync(string name, string[] arguments)
    {
        var process = await RunningProcess.StartAsync(In($"{name}-{++started}.log"), new Dictionary<string, string>(), arguments);
        running.Add(process);
        return process;
    }

    private async Task<HttpClient> SignInAsync(Uri address)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { user = "ada", password = Password });
        answer.EnsureSuccessStatusCode();
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        running.Add(new Closing(client));
        return client;
    }

    private string In(string name) => Path.Combine(root.FullName, name);

    private sealed class Closing(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
