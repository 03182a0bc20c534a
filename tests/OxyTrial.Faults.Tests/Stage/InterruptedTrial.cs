using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Trial;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Faults.Tests.Stage;

/// <summary>A trial on a real server, a process of its own with an embedded journal, whose participants are ready to be randomized.</summary>
internal sealed partial class InterruptedTrial : IAsyncDisposable
{
    public const string Study = "faults-trial";
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo logs = Directory.CreateTempSubdirectory("oxytrial-faults-");
    private RunningProcess? server;
    private WebClient? site;
    private int starts;

    private InterruptedTrial(string data) => Data = data;

    /// <summary>The server's data folder.</summary>
    public string Data { get; }

    /// <summary>A person at the site; another one after each start.</summary>
    public WebClient Site => site!;

    /// <summary>Registered, sealed, supplied; with so many eligible participants.</summary>
    public static async Task<InterruptedTrial> BeginAsync(string data, int participants)
    {
        var trial = new InterruptedTrial(data);
        try
        {
            await trial.SetUpAsync(participants);
            return trial;
        }
        catch
        {
            await trial.DisposeAsync();
            throw;
        }
    }

    public static string Participant(int number) => string.Create(CultureInfo.InvariantCulture, $"P-{number:000}");

    /// <summary>Starts the server; from the start of the process to its being ready.</summary>
    public async Task<TimeSpan> StartAsync()
    {
        var since = Stopwatch.GetTimestamp();
        server = await RunningProcess.StartAsync(Log("serve"), new Dictionary<string, string>(), "serve", "--data", Data, "--urls", "http://127.0.0.1:0");
        var took = Stopwatch.GetElapsedTime(since);
        site?.Dispose();
        site = await WebClient.SignInAsync(server!.Address, "site");
        return took;
    }

    /// <summary>A second server on the same data; what it printed and its exit code, when it ended by itself.</summary>
    public async Task<(int ExitCode, string Errors)> StartAnotherAsync()
    {
        using var patience = new CancellationTokenSource(LongestStart);
        using var other = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "oxytrial.dll"), "serve", "--data", Data, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var (errors, _) = (other.StandardError.ReadToEndAsync(), other.StandardOutput.ReadToEndAsync());
        try
        {
            await other.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            other.Kill();
            throw new InvalidOperationException("The second server runs.");
        }

        return (other.ExitCode, await errors);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync() => await server!.DisposeAsync();

    public Task StopAsync() => server!.StopAsync();

    /// <summary>Asks for a randomization under the participant's own command id.</summary>
    public Task<(int Status, string Text)> RandomizeAsync(string participant) =>
        Site.CommandAsync($"{Study}/participants/{participant}/randomization", id: $"randomize-{participant}");

    /// <summary>The kit in an answer.</summary>
    public static string KitIn(string text) => Kit().Match(text) is { Success: true } match ? match.Groups[1].Value : throw new FormatException($"There is no kit in {text}");

    /// <summary>Every event of the study, after the journal was checked row by row. The server has to be down, or at rest.</summary>
    public async Task<IReadOnlyList<TrialEvent>> CheckedEventsAsync()
    {
        using var journal = SqliteJournalSnapshot.Open(Path.Combine(Data, "journal.db"));
        var check = await JournalCheck.RunAsync(journal);
        check.IsIntact.ShouldBeTrue(string.Join('\n', check.Lines));
        return [.. (await journal.ReadAllAsync(Study, 0, int.MaxValue)).Select(entry => EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body))];
    }

    public async ValueTask DisposeAsync()
    {
        site?.Dispose();
        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        logs.Delete(recursive: true);
    }

    private string Log(string name) => Path.Combine(logs.FullName, string.Create(CultureInfo.InvariantCulture, $"{name}-{++starts}"));

    private async Task SetUpAsync(int participants)
    {
        await RunningProcess.RunAsync(Log("account"), WebClient.Password, "user", "add", "site", "--data", Data, "--role", "coordinator/*/*", "investigator/*/*", "pharmacist/*/*", "auditor/*/*");
        await RunningProcess.RunAsync(Log("account"), WebClient.Password, "user", "add", "stat", "--data", Data, "--role", "statistician/*/*");
        await StartAsync();
        using (var statistician = await WebClient.SignInAsync(server!.Address, "stat"))
        {
            var spec = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "faults.yaml"));
            await SubmittedAsync(statistician.SubmitAsync("/unblinded/register", "/unblinded/register", new() { ["spec"] = spec, ["action"] = "register" }));
            await SubmittedAsync(statistician.SubmitAsync($"/unblinded/{Study}", $"/unblinded/{Study}", new() { ["form"] = "seal", ["without"] = "on" }));
            await statistician.DoAsync($"{Study}/activation");
            await statistician.DoAsync($"{Study}/sites/HD/opening");
            var expiry = TimeProvider.System.GetUtcNow().AddDays(900).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await statistician.DoAsync($"{Study}/lots", new { lot = "LOT-1", site = "HD", expiry, sets = 390 });
        }

        await Site.DoAsync($"{Study}/sites/HD/lots/LOT-1/receipt");
        await Parallel.ForEachAsync(Enumerable.Range(1, participants), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) => await ScreenAsync(number));
    }

    private async Task ScreenAsync(int number)
    {
        var id = Participant(number);
        await DoneAsync($"{Study}/participants/", $"screen-{id}", new { participant = id, site = "HD", cohort = "BPD", recorded = new { gender = number % 2 == 0 ? "F" : "M" } });
        await DoneAsync($"{Study}/participants/{id}/consent", $"consent-{id}", new { formVersion = "1.0" });
        await DoneAsync($"{Study}/participants/{id}/eligibility", $"eligible-{id}", new { checks = new[] { "adult" } });
    }

    private async Task DoneAsync(string address, string id, object body)
    {
        var (status, text) = await Site.CommandAsync(address, body, id);
        status.ShouldBe(200, text);
    }

    private static async Task SubmittedAsync(Task<HttpResponseMessage> submitting)
    {
        using var answer = await submitting;
        ((int)answer.StatusCode).ShouldBe(302, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("\"number\":\"([0-9]+)\"")]
    private static partial Regex Kit();
}
