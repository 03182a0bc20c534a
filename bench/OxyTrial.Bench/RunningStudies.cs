using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Bench;

/// <summary>Recruiting studies of one installation, and their participants up to eligibility, by way of the grains.</summary>
/// <param name="services">The trial's rooms.</param>
/// <param name="setsOfLot">Sets that a site gets when it is short.</param>
internal sealed class RunningStudies(IServiceProvider services, int setsOfLot)
{
    private const int Together = 32;

    private readonly ITrialHost host = services.GetRequiredService<ITrialHost>();
    private int commands;

    /// <summary>Registers, seals and activates the bench study under another name, and opens its sites.</summary>
    /// <param name="name">The last part of the study's identifier.</param>
    /// <param name="sets">Sets of kits.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<RunningStudy> OpenAsync(string name, int sets, CancellationToken cancellation)
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "bench-trial.yaml"), cancellation))
            .Replace("id: bench-trial", $"id: bench-{name}", StringComparison.Ordinal).Replace("sets: 40000", string.Create(CultureInfo.InvariantCulture, $"sets: {sets + (10 * setsOfLot)}"), StringComparison.Ordinal);
        var document = SpecReader.Read($"{name}.yaml", System.Text.Encoding.UTF8.GetBytes(text)).Match(accepted => accepted.Document, rejected => throw new InvalidOperationException(rejected.Errors[0].ToString()));
        var study = new RunningStudy(document.Study.Id, [.. document.Study.Sites.Select(site => site.Id)]);
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

    /// <summary>Participants found eligible, and kits of each arm at their sites.</summary>
    public async Task<(ParticipantId Id, SiteId Site)[]> PrepareAsync(RunningStudy study, int count, CancellationToken cancellation)
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

    /// <summary>Randomizes them, as many together as a busy trial has.</summary>
    public Task RandomizeAsync(RunningStudy study, (ParticipantId Id, SiteId Site)[] eligible, CancellationToken cancellation) =>
        Parallel.ForEachAsync(eligible, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = cancellation }, async (one, token) => await RandomizeAsync(study, one, token));

    /// <summary>Randomizes one.</summary>
    public async Task RandomizeAsync(RunningStudy study, (ParticipantId Id, SiteId Site) one, CancellationToken cancellation) =>
        Must(await host.ExecuteAsync(study.Id, new RandomizeParticipant(one.Id, one.Site), Context(), cancellation));

    private async Task KeepStockedAsync(RunningStudy study, SiteId site, CancellationToken cancellation)
    {
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
}

/// <summary>A recruiting study and what was used of it.</summary>
internal sealed class RunningStudy(StudyId id, SiteId[] sites)
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
