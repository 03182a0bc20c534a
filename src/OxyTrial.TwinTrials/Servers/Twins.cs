using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault;
using OxyTrial.Views;

namespace OxyTrial.TwinTrials.Servers;

/// <summary>Both twins, asked the same at the same time and compared at every step.</summary>
internal sealed class Twins : IAsyncDisposable
{
    private const string Randomization = "/api/v1/studies/{study}/participants/{participant}/randomization";
    private readonly TwinServer second;
    private readonly Tally tally;
    private readonly long seed;
    private readonly IncrementalHash transcript = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int step;
    private int scenario;
    private string study = string.Empty;

    private Twins(TwinServer first, TwinServer second, Tally tally, long seed) => (First, this.second, this.tally, this.seed) = (first, second, tally, seed);

    /// <summary>The first twin, whose blinded view the history reads.</summary>
    public TwinServer First { get; }

    /// <summary>Starts both.</summary>
    public static async Task<Twins> StartAsync(TwinSetting setting, Tally tally, long seed, CancellationToken cancellation)
    {
        var first = await TwinServer.StartAsync(setting, exchanged: false, cancellation);
        return new Twins(first, await TwinServer.StartAsync(setting, exchanged: true, cancellation), tally, seed);
    }

    /// <summary>Another history begins, of a study of its own.</summary>
    public void Begin(int number, string studyId) => (scenario, study, step) = (number, studyId, 0);

    /// <summary>Moves both clocks.</summary>
    public void Advance(TimeSpan time)
    {
        First.Clock.Advance(time);
        second.Clock.Advance(time);
    }

    /// <summary>Both journals are told of a checkpoint that they have not, as after the restore of an old backup.</summary>
    public async Task LoseAsync(string commandId, CancellationToken cancellation)
    {
        step++;
        foreach (var server in new[] { First, second })
        {
            var head = await server.Services.GetRequiredService<IJournalReader>().HeadAsync(study, cancellation);
            await server.Services.GetRequiredService<ITrialHost>().ExecuteAsync(
                StudyId.FromTrusted(study), new ReportRestore(head.Position, head.Position + 100, new string('a', 64), false), new CommandContext(commandId, "server", server.Clock.GetUtcNow()), cancellation);
        }
    }

    /// <summary>Kit numbers of the set that is released next, as its packing list would have them; in both twins the same.</summary>
    public async Task<ImmutableArray<string>> NextSetAsync(CancellationToken cancellation)
    {
        var view = await First.Services.GetRequiredService<TrialViews>().StudyAsync(StudyId.FromTrusted(study), cancellation);
        return view is null || Trial.Study.NextSet(view.Study) >= view.Spec.Kits.Sets
            ? []
            : [.. (await First.Services.GetRequiredService<IAllocator>().KitNumbersAsync(view.Id, Trial.Study.NextSet(view.Study), 1, cancellation)).Select(kit => kit.Value)];
    }

    /// <summary>Asks both; answers what the first said.</summary>
    /// <exception cref="TwinsDifferException">They differ where no disclosure is declared.</exception>
    public async Task<TwinAnswer> SendAsync(TwinRequest request, CancellationToken cancellation)
    {
        step++;
        var answers = await Task.WhenAll(First.SendAsync(request, cancellation), second.SendAsync(request, cancellation));
        var (one, other) = (answers[0], answers[1]);
        var method = request.Method.Method;
        if (Disclosures.Of(method, one.Route, one.Status) is { } disclosure && other.Status == one.Status && other.Route == one.Route)
        {
            tally.Disclose(disclosure, !one.IsSameAs(other));
            Write(request, $"disclosed: {disclosure.Name}", []);
        }
        else if (!one.IsSameAs(other))
        {
            throw Differ(request.ToString(), Difference.Around($"{one.Route}\n{one.Head}\n{one.Text}", $"{other.Route}\n{other.Head}\n{other.Text}"));
        }
        else if (one.Route is "/api/v1/session" or "/sign-in")
        {
            // Compared, but in the transcript by its status alone: accounts have ids and stamps that are drawn anew in each run.
            Write(request, one.Status.ToString(CultureInfo.InvariantCulture), []);
        }
        else
        {
            Write(request, one.Head, one.Body);
        }

        tally.Add(method, one.Route, request.Account, one.Status, one.Head.Length + one.Body.Length, one.Body.AsSpan().StartsWith("%PDF"u8));
        if (request.Method != HttpMethod.Get)
        {
            await CompareJournalsAsync(request, cancellation);
        }

        if (one is { Route: Randomization, Status: 200 })
        {
            await TimeAsync(one, other, cancellation);
        }

        return one;
    }

    /// <summary>The commitment to the secret of the present study, the same in both; <c>none</c> when it was never sealed.</summary>
    public async Task<string> CommitmentAsync(CancellationToken cancellation) =>
        (await First.Services.GetRequiredService<TrialViews>().StudyAsync(StudyId.FromTrusted(study), cancellation))?.Study is StudyState.Existing { Facts.Commitment: { } commitment } ? commitment : "none";

    /// <summary>Compares what is not an answer: logs, metrics, traces, databases, and what is left in the folder.</summary>
    /// <returns>Hash of everything compared.</returns>
    /// <exception cref="TwinsDifferException">They differ.</exception>
    public async Task<string> CloseAsync(CancellationToken cancellation)
    {
        await First.SettleAsync(cancellation);
        await second.SettleAsync(cancellation);
        var logs = Compare("log", First.Logs.Lines, second.Logs.Lines);
        var series = Compare("metrics", First.Metrics.Lines(), second.Metrics.Lines());
        var spans = Compare("traces", First.Traces.Lines, second.Traces.Lines);
        if ((First.Metrics.Stray ?? First.Traces.Stray) is { } stray)
        {
            throw new TwinTrialException(stray);
        }


        // Compared, but no part of the transcript: passwords are salted anew in each run.
        var rows = Compare("rows of the databases", await First.RowsAsync(cancellation), await second.RowsAsync(cancellation), transcribed: false);
        Compare("files left behind", await First.StopAsync(cancellation), await second.StopAsync(cancellation));
        tally.Close(logs, series, spans, rows);
        return Convert.ToHexStringLower(transcript.GetHashAndReset());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        transcript.Dispose();
        await First.DisposeAsync();
        await second.DisposeAsync();
    }

    // By what the participant's kit holds in the first twin; in the second it is the other.
    private async Task TimeAsync(TwinAnswer one, TwinAnswer other, CancellationToken cancellation)
    {
        var kit = JsonElement.Parse(one.Body).GetProperty("kit").GetProperty("number").GetString();
        var contents = await First.Services.GetRequiredService<TrialVault>().ContentsAsync(StudyId.FromTrusted(study), cancellation);
        var first = contents.MinBy(packaged => packaged.Arm, StringComparer.Ordinal)!.Arm;
        tally.Time(contents.Single(packaged => packaged.Kit.Value == kit).Arm == first, (one.Took - other.Took).TotalMilliseconds);
    }

    private async Task CompareJournalsAsync(TwinRequest request, CancellationToken cancellation)
    {
        var (one, other) = (await HeadAsync(First, cancellation), await HeadAsync(second, cancellation));
        if (one != other)
        {
            throw Differ($"journal after {request}", (one, other));
        }
    }

    private async Task<string> HeadAsync(TwinServer server, CancellationToken cancellation)
    {
        var journal = server.Services.GetRequiredService<IJournalReader>();
        var head = await journal.HeadAsync(study, cancellation);
        if (head.Position == 0)
        {
            return "empty";
        }

        var last = (await journal.ReadAllAsync(study, head.Position - 1, 1, cancellation))[0];
        return $"{head.Position} {Convert.ToHexStringLower(last.Hash)} {last.Type} {Encoding.UTF8.GetString(last.Body)}";
    }

    private int Compare(string what, IReadOnlyList<string> one, IReadOnlyList<string> other, bool transcribed = true)
    {
        foreach (var line in transcribed ? one : [])
        {
            transcript.AppendData(Encoding.UTF8.GetBytes($"{what}: {line}\n"));
        }

        return Difference.Between(one, other) is { } apart ? throw Differ(what, apart) : one.Count;
    }

    private void Write(TwinRequest request, string head, ReadOnlySpan<byte> body)
    {
        transcript.AppendData(Encoding.UTF8.GetBytes($"{request}\n{head}\n"));
        transcript.AppendData(body);
    }

    private TwinsDifferException Differ(string what, (string First, string Second) apart) => new(new Difference(scenario, seed, step, what, apart.First, apart.Second));
}
