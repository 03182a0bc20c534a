using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault;

namespace OxyTrial.Server.Tests.Trial;

/// <summary>A small study brought to a stage through the services, so that a test begins where it is about something.</summary>
public sealed class TrialScenario
{
    private readonly ITrialHost host;
    private int commands;

    private TrialScenario(TestServer server, StudyId study) => (Server, Study, host) = (server, study, server.Services.GetRequiredService<ITrialHost>());

    public TestServer Server { get; }

    public StudyId Study { get; }

    public string Url => $"/api/v1/studies/{Study}";

    /// <summary>Anxious responses: every keyed response 7, so that anxiety is high.</summary>
    public static int?[] Anxious { get; } = [.. Enumerable.Range(1, 36).Select(item => item is 9 or 11 ? 1 : (int?)7)];

    /// <summary>Registered, sealed, activated; both sites open; the lot L1 with that many sets at HD.</summary>
    public static async Task<TrialScenario> RecruitingAsync(TestServer server, string study, int sets = 10, SmallDesign design = SmallDesign.Parallel, string moreSpec = "", CustodianPanel? custodians = null)
    {
        var scenario = new TrialScenario(server, StudyId.FromTrusted(study));
        var document = SmallSpec.Read(study, design: design, more: moreSpec);
        var vault = server.Services.GetRequiredService<TrialVault>();
        await scenario.RunAsync(new RegisterStudy(document.Study, vault.KeepProcedure(scenario.Study, document.ProcedureJson)));
        await scenario.RunAsync(new SealStudy(await vault.SealAsync(scenario.Study, custodians), custodians));
        await scenario.RunAsync(new ActivateStudy());
        await scenario.RunAsync(new OpenSite(Site("HD")));
        await scenario.RunAsync(new OpenSite(Site("MA")));
        await scenario.StockAsync("L1", 200, sets);
        return scenario;
    }

    /// <summary>A study that a server has already; its commands have ids of their own.</summary>
    public static TrialScenario Of(TestServer server, StudyId study) => new(server, study) { commands = 10_000 * Interlocked.Increment(ref continued) };

    private static int continued;

    public static SiteId Site(string id) => SiteId.FromTrusted(id);

    /// <summary>Releases a lot to HD and receives it; it can be used for that many days.</summary>
    public async Task StockAsync(string lot, int days, int sets)
    {
        await RunAsync(new ReleaseLot(lot, Site("HD"), DateOnly.FromDateTime(Server.Clock.GetUtcNow().UtcDateTime).AddDays(days), sets));
        await RunAsync(new ReceiveLot(Site("HD"), lot));
    }

    /// <summary>Screens, consents, scores and confirms a participant of HD.</summary>
    public async Task<ParticipantId> EligibleAsync(string id)
    {
        var participant = await ConsentedAsync(id);
        await RunAsync(new ScoreQuestionnaire(participant, Site("HD"), "ecr-r", [.. Anxious]));
        await RunAsync(new ConfirmEligibility(participant, Site("HD"), ["adult", "nose-clear"]));
        return participant;
    }

    public async Task<ParticipantId> ConsentedAsync(string id)
    {
        var participant = ParticipantId.FromTrusted(id);
        await RunAsync(new ScreenParticipant(participant, Site("HD"), "BPD", ImmutableSortedDictionary<string, string>.Empty.Add("gender", "F")));
        await RunAsync(new RecordConsent(participant, Site("HD"), "1.0"));
        return participant;
    }

    public async Task<ParticipantId> RandomizedAsync(string id)
    {
        var participant = await EligibleAsync(id);
        Done(await host.ExecuteAsync(Study, new RandomizeParticipant(participant, Site("HD")), NextContext()));
        return participant;
    }

    public async Task RunAsync(StudyCommand command, string actor = "scenario") => Done(await host.ExecuteAsync(Study, command, NextContext(actor)));

    public async Task RunAsync(SiteCommand command) => Done(await host.ExecuteAsync(Study, command, NextContext()));

    public async Task RunAsync(ParticipantCommand command) => Done(await host.ExecuteAsync(Study, command, NextContext()));

    /// <summary>Position and hash of the study's newest event.</summary>
    public async Task<Fingerprint> HeadAsync() => (await Server.Journal.HeadAsync(Study.Value)).Fingerprint;

    public ValueTask<IReadOnlyList<JournalEntry>> EntriesAsync() => Server.Journal.ReadAllAsync(Study.Value, 0, 10_000);

    /// <summary>Sends a command to an address of the study.</summary>
    public Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object? body, string? key = "key") =>
        PostAsync(client, path, body is null ? null : JsonContent.Create(body), key);

    public Task<HttpResponseMessage> PostAsync(HttpClient client, string path, HttpContent? body, string? key = "key")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url + path) { Content = body };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return client.SendAsync(request);
    }

    /// <summary>A command of its own, by somebody.</summary>
    public CommandContext NextContext(string actor = "scenario") => new(string.Create(CultureInfo.InvariantCulture, $"scenario-{++commands}"), actor, Server.Clock.GetUtcNow());

    public static void Done(CommandOutcome outcome) => outcome.Match(_ => true, refusal => throw new InvalidOperationException(refusal.Message));
}
