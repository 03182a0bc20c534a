using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Server.Hosting;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Bench;

/// <summary>
/// What a randomization costs in a study of many participants against one in a study of 100: the process's own processor time, so that other
/// work on the machine does not count. Grain, vault, journal in one SQLite file; no HTTP.
/// </summary>
internal sealed class Scale(ServiceProvider services)
{
    private const int Together = 32;
    private const int Measured = 100;

    private readonly ITrialHost host = services.GetRequiredService<ITrialHost>();
    private int commands;

    public static async Task<string> MeasureAsync(int participants, int rounds, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-scale-").FullName;
        try
        {
            await using var services = new ServiceCollection().AddLogging().AddTrial(new ServerOptions { DataDirectory = folder }).BuildServiceProvider();
            return await new Scale(services).RunAsync(participants, rounds, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> RunAsync(int participants, int rounds, CancellationToken cancellation)
    {
        var large = await OpenAsync("large", participants + ((rounds + 1) * Measured), cancellation);
        while (large.Participants < participants)
        {
            await RandomizeAsync(large, await PrepareAsync(large, Math.Min(2000, participants - large.Participants), cancellation), cancellation);
            Console.Error.WriteLine($"{large.Participants} of {participants} participants");
        }

        var measured = new Measured(["a study of 100 participants", string.Create(CultureInfo.InvariantCulture, $"a study of {participants:#,0} participants")], "µs of processor time a randomization");
        for (var round = 0; round <= rounds; round++)
        {
            var small = await OpenAsync($"small-{round}", 4 * Measured, cancellation);
            await RandomizeAsync(small, await PrepareAsync(small, Measured, cancellation), cancellation);
            double[] costs = [await CostAsync(small, cancellation), await CostAsync(large, cancellation)];
            if (round > 0)
            {
                measured.Add(costs);
            }
        }

        return measured.ToMarkdown((1, 0));
    }

    private async Task<double> CostAsync(Running study, CancellationToken cancellation)
    {
        var eligible = await PrepareAsync(study, Measured, cancellation);
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        foreach (var one in eligible)
        {
            await RandomizeAsync(study, one, cancellation);
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / Measured;
    }

    private async Task<Running> OpenAsync(string name, int sets, CancellationToken cancellation)
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "bench-trial.yaml"), cancellation))
            .Replace("id: bench-trial", $"id: bench-{name}", StringComparison.Ordinal).Replace("sets: 40000", string.Create(CultureInfo.InvariantCulture, $"sets: {sets + 4000}"), StringComparison.Ordinal);
        var document = SpecReader.Read($"{name}.yaml", System.Text.Encoding.UTF8.GetBytes(text)).Match(accepted => accepted.Document, rejected => throw new InvalidOperationException(rejected.Errors[0].ToString()));
        var study = new Running(document.Study.Id, [.. document.Study.Sites.Select(site => site.Id)]);
        var lifecycle = services.GetRequiredService<StudyLifecycle>();
        Must(await lifecycle.RegisterAsync(document, Context(), cancellation));
        Must(await lifecycle.SealAsync(study.Id, null, Context(), cancellation));
        Must(await host.ExecuteAsync(study.Id, new ActivateStudy(), Context(), cancellation));
        foreach (var site in study.Sites)
        {
            Must(await host.ExecuteAsync(study.Id, new OpenSite(site), Context(), cancellation));
        }

        return study;
    }

    private async Task<(ParticipantId Id, SiteId Site)[]> PrepareAsync(Running study, int count, CancellationToken cancellation)
    {
        var eligible = Enumerable.Range(0, count).Select(_ => study.Next()).ToArray();
        foreach (var (_, site) in eligible)
        {
            await KeepStockedAsync(study, site, cancellation);
        }

        await Parallel.ForEachAsync(eligible, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellation }, async (one, token) =>
        {
            var gender = ImmutableSortedDictionary<string, string>.Empty.Add("gender", one.Id.Value[^1] % 2 == 0 ? "F" : "M");
            Must(await host.ExecuteAsync(study.Id, new ScreenParticipant(one.Id, one.Site, "BPD", gender), Context(), token));
            Must(await host.ExecuteAsync(study.Id, new RecordConsent(one.Id, one.Site, "1.0"), Context(), token));
            Must(await host.ExecuteAsync(study.Id, new ConfirmEligibility(one.Id, one.Site, ["adult"]), Context(), token));
        });
        return eligible;
    }

    private Task RandomizeAsync(Running study, (ParticipantId Id, SiteId Site)[] eligible, CancellationToken cancellation) =>
        Parallel.ForEachAsync(eligible, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellation }, async (one, token) => await RandomizeAsync(study, one, token));

    private async Task RandomizeAsync(Running study, (ParticipantId Id, SiteId Site) one, CancellationToken cancellation) =>
        Must(await host.ExecuteAsync(study.Id, new RandomizeParticipant(one.Id, one.Site), Context(), cancellation));

    private async Task KeepStockedAsync(Running study, SiteId site, CancellationToken cancellation)
    {
        const int setsOfLot = 400;
        if (study.Take(site))
        {
            return;
        }

        var lot = study.NextLot();
        var expiry = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddYears(1);
        Must(await host.ExecuteAsync(study.Id, new ReleaseLot(lot, site, expiry, setsOfLot), Context(), cancellation));
        Must(await host.ExecuteAsync(study.Id, new ReceiveLot(site, lot), Context(), cancellation));
        study.Received(site, setsOfLot);
    }

    private CommandContext Context() => new(Interlocked.Increment(ref commands).ToString(CultureInfo.InvariantCulture), "bench", TimeProvider.System.GetUtcNow());

    private static void Must(CommandOutcome outcome) => outcome.Match(_ => true, refusal => throw new InvalidOperationException(refusal.Message));

    /// <summary>A recruiting study and what was used of it.</summary>
    private sealed class Running(StudyId id, SiteId[] sites)
    {
        private readonly Dictionary<SiteId, int> stock = [];
        private int lots;

        public StudyId Id => id;

        public SiteId[] Sites => sites;

        public int Participants { get; private set; }

        public (ParticipantId Id, SiteId Site) Next() => (ParticipantId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"P{++Participants:0000000}")), sites[Participants % sites.Length]);

        // The pooled rule wants a kit of each arm left whatever was used.
        public bool Take(SiteId site) => (stock[site] = stock.GetValueOrDefault(site) - 1) >= 2;

        public string NextLot() => string.Create(CultureInfo.InvariantCulture, $"L{++lots:00000}");

        public void Received(SiteId site, int sets) => stock[site] += sets;
    }
}
