using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Server.Operations;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Views;
using OxyTrial.Views.Snapshots;

namespace OxyTrial.Server.Tests.Operations;

public sealed class SnapshotTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_keeps_snapshots_of_long_studies_and_its_next_start_begins_with_them()
    {
        var journal = new FailingJournal();
        var folder = Directory.CreateTempSubdirectory("oxytrial-snapshots-");
        await using var server = await TestServer.StartAsync(services => Use(services, journal, folder));
        var scenario = await TrialScenario.RecruitingAsync(server, "long");
        await scenario.ConsentedAsync("P-1");
        await server.Services.GetRequiredService<SnapshotKeeper>().KeepAsync(Stop);

        // The next start could not read the first events.
        var head = await journal.HeadAsync("long", Stop);
        journal.UnreadableBefore = head.Position - 1;
        await using var next = await TestServer.StartAsync(services => Use(services, journal, folder));
        var view = await next.Services.GetRequiredService<TrialViews>().StudyAsync(scenario.Study, Stop);

        view!.Participants.Keys.ShouldBe(["P-1"]);
        view.Head.Hash.ShouldBe(head.Hash);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_study_of_few_events_has_no_snapshot_and_a_study_that_cannot_be_read_keeps_no_other_from_having_one()
    {
        var journal = new FailingJournal();
        var folder = Directory.CreateTempSubdirectory("oxytrial-snapshots-");
        await using var server = await TestServer.StartAsync(services => Use(services, journal, folder));
        await TrialScenario.RecruitingAsync(server, "a-damaged");
        await TrialScenario.RecruitingAsync(server, "sound");
        var keeper = server.Services.GetRequiredService<SnapshotKeeper>();
        journal.UnreadableStudy = "a-damaged";

        await Should.ThrowAsync<JournalUnavailableException>(() => keeper.KeepAsync(Stop));
        folder.EnumerateFiles().Select(file => file.Name).ShouldBe(["sound.snapshot"]);

        await using var usual = await TestServer.StartAsync();
        await TrialScenario.RecruitingAsync(usual, "short");
        await usual.Services.GetRequiredService<SnapshotKeeper>().KeepAsync(Stop);
        Directory.Exists(usual.Services.GetRequiredService<ServerOptions>().SnapshotDirectory).ShouldBeFalse();
        folder.Delete(recursive: true);
    }

    private static void Use(IServiceCollection services, IJournal journal, DirectoryInfo folder)
    {
        services.AddSingleton(journal);
        services.AddSingleton(new SnapshotFolder(folder.FullName, leastEvents: 5));
    }
}
