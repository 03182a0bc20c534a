using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Journal;
using OxyTrial.Server.Operations;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Views;

namespace OxyTrial.Server.Tests.Operations;

public sealed class HealthTests
{
    [Fact]
    public async Task A_server_that_can_do_its_work_is_alive_and_ready()
    {
        await using var server = await TestServer.StartAsync();
        await UntilAsync(server, HttpStatusCode.OK);
        (await AskAsync(server, "live")).ShouldBe((HttpStatusCode.OK, """{"status":"alive","failing":[]}"""));
        (await AskAsync(server, "ready")).ShouldBe((HttpStatusCode.OK, """{"status":"ready","failing":[]}"""));
    }

    [Fact]
    public async Task A_server_whose_journal_cannot_be_read_is_alive_but_not_ready_and_says_no_more_than_that()
    {
        var journal = new FailingJournal();
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<IJournal>(journal));
        await UntilAsync(server, HttpStatusCode.OK);
        journal.Fails = true;
        (await AskAsync(server, "ready")).ShouldBe((HttpStatusCode.ServiceUnavailable, """{"status":"not ready","failing":["journal"]}"""));
        (await AskAsync(server, "live")).Status.ShouldBe(HttpStatusCode.OK);
        journal.Fails = false;
        (await AskAsync(server, "ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_node_that_stays_behind_the_journal_says_so_and_is_ready_again_once_it_has_caught_up()
    {
        var journal = new FailingJournal();
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<IJournal>(journal));
        await UntilAsync(server, HttpStatusCode.OK);
        var scenario = await TrialScenario.RecruitingAsync(server, "behind");

        // The follower finds the new study at its next round, and from then on is told of every event.
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(server, HttpStatusCode.OK);
        journal.PagesFail = true;
        await scenario.ConsentedAsync("P-1");
        await UntilAsync(server, HttpStatusCode.ServiceUnavailable, () => server.Clock.Advance(TimeSpan.FromSeconds(2)));
        (await AskAsync(server, "ready")).Body.ShouldBe("""{"status":"not ready","failing":["read-models"]}""");
        journal.PagesFail = false;
        await UntilAsync(server, HttpStatusCode.OK, () => server.Clock.Advance(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task A_study_that_cannot_be_read_does_not_hold_up_the_read_models_of_the_others()
    {
        var journal = new FailingJournal();
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<IJournal>(journal));
        var damaged = await TrialScenario.RecruitingAsync(server, "a-damaged");
        var sound = await TrialScenario.RecruitingAsync(server, "sound");
        var (follower, views) = (server.Services.GetRequiredService<JournalFollower>(), server.Services.GetRequiredService<TrialViews>());
        await follower.CatchUpAsync(TestContext.Current.CancellationToken);
        await damaged.ConsentedAsync("P-1");
        await sound.ConsentedAsync("P-1");
        journal.UnreadableStudy = "a-damaged";

        await Should.ThrowAsync<JournalUnavailableException>(() => follower.CatchUpAsync(TestContext.Current.CancellationToken));

        // From here on only what was folded already can be shown.
        var head = await journal.HeadAsync(sound.Study.Value, TestContext.Current.CancellationToken);
        journal.PagesFail = true;
        (await views.AtAsync(head, TestContext.Current.CancellationToken)).Participants.Count.ShouldBe(1);
        await Should.ThrowAsync<JournalUnavailableException>(async () => await views.StudyAsync(damaged.Study, TestContext.Current.CancellationToken));
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(TestServer server, string what)
    {
        using var client = server.Anonymous();
        using var answer = await client.GetAsync($"/health/{what}");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task UntilAsync(TestServer server, HttpStatusCode status, Action? meanwhile = null)
    {
        for (var tries = 0; (await AskAsync(server, "ready")).Status != status; tries++)
        {
            tries.ShouldBeLessThan(400, $"The server never answered {status}.");
            meanwhile?.Invoke();
            await Task.Delay(25);
        }
    }
}

/// <summary>A journal that a test makes unreadable, whole or by pages.</summary>
internal sealed class FailingJournal() : DelegatingJournal(new InMemoryJournal())
{
    public bool Fails { get; set; }

    public bool PagesFail { get; set; }

    public string? UnreadableStudy { get; set; }

    /// <summary>Events up to this position are not given out.</summary>
    public long UnreadableBefore { get; set; }

    public override ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) =>
        Fails ? throw new JournalUnavailableException("planted") : base.StudiesAsync(cancellationToken);

    public override ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) =>
        Fails ? throw new JournalUnavailableException("planted") : base.HeadsAsync(cancellationToken);

    public override ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        PagesFail || study == UnreadableStudy || afterPosition < UnreadableBefore ? throw new JournalUnavailableException("planted") : base.ReadAllAsync(study, afterPosition, take, cancellationToken);

    public override async ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(IReadOnlyCollection<JournalHead> after, int take, CancellationToken cancellationToken = default)
    {
        var entries = new List<JournalEntry>();
        foreach (var head in after)
        {
            entries.AddRange(await ReadAllAsync(head.Study, head.Position, take, cancellationToken));
        }

        return entries;
    }
}
