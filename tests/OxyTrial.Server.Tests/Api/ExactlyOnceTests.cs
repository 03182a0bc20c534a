using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Journal;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;

namespace OxyTrial.Server.Tests.Api;

[Collection(nameof(SharedServer))]
public sealed class ExactlyOnceTests(SharedServer shared)
{
    [Fact]
    public async Task The_same_randomization_sent_a_hundred_times_at_once_allocates_once()
    {
        var trial = await shared.ScenarioAsync("hundred");
        await trial.EligibleAsync("P-1");
        using var client = await trial.Server.ClientAsync("coordinator-hd");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => trial.PostAsync(client, "/participants/P-1/randomization", null, "once")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()))).Distinct().Count().ShouldBe(1);
        answers.Count(answer => !answer.Headers.Contains("Idempotent-Replayed")).ShouldBe(1);
        (await trial.EntriesAsync()).Count(entry => entry.Type == nameof(ParticipantRandomized)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_participants_at_once_for_the_last_kit_one_gets_it()
    {
        var trial = await shared.ScenarioAsync("last-kit", sets: 1);
        await trial.EligibleAsync("P-1");
        await trial.EligibleAsync("P-2");
        using var client = await trial.Server.ClientAsync("coordinator-hd");

        var answers = await Task.WhenAll(
            trial.PostAsync(client, "/participants/P-1/randomization", null, "first"),
            trial.PostAsync(client, "/participants/P-2/randomization", null, "second"));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        await BadInputTests.ShouldBeProblemAsync(answers.Single(answer => answer.StatusCode != HttpStatusCode.OK), 409, "/problems/refusals/501", "last kit");
        (await trial.EntriesAsync()).Count(entry => entry.Type == nameof(ParticipantRandomized)).ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_outcome_asks_for_the_same_key_and_the_retry_finds_it_done()
    {
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<IJournal>(new ForgetfulJournal()));
        var trial = await TrialScenario.RecruitingAsync(server, "forgetful");
        await trial.EligibleAsync("P-1");
        using var client = await server.ClientAsync("coordinator-hd");
        ForgetfulJournal journal = (ForgetfulJournal)server.Services.GetRequiredService<IJournal>();
        journal.Forgets = true;

        using var unknown = await trial.PostAsync(client, "/participants/P-1/randomization", null, "once");
        journal.Forgets = false;
        using var retried = await trial.PostAsync(client, "/participants/P-1/randomization", null, "once");

        await BadInputTests.ShouldBeProblemAsync(unknown, 503, "/problems/outcome-unknown", "unknown");
        unknown.Headers.RetryAfter.ShouldNotBeNull();
        retried.StatusCode.ShouldBe(HttpStatusCode.OK);
        retried.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        (await trial.EntriesAsync()).Count(entry => entry.Type == nameof(ParticipantRandomized)).ShouldBe(1);
    }

    /// <summary>Stores what it is given and, while it forgets, loses every answer on the way back.</summary>
    private sealed class ForgetfulJournal() : DelegatingJournal(new InMemoryJournal())
    {
        public bool Forgets { get; set; }

        public override async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
        {
            var outcome = await base.AppendAsync(request, cancellationToken);
            return Forgets ? throw new AppendOutcomeUnknownException(request.Study, request.CommandId, new IOException("connection lost")) : outcome;
        }

        public override ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
            Forgets ? throw new AppendOutcomeUnknownException(study, commandId, new IOException("connection lost")) : base.FindCommandAsync(study, commandId, cancellationToken);
    }
}
