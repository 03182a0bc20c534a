using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.Duties;
using OxyTrial.Journal;
using OxyTrial.Server.Backups;
using OxyTrial.Server.Restores;
using OxyTrial.Server.Tests.Api;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Tests.Restores;

/// <summary>A server whose data folder comes from a backup that lacks what happened since.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private static readonly StudyId Study = StudyId.FromTrusted("restored");
    private readonly string folder = Directory.CreateTempSubdirectory("oxytrial-restore-").FullName;
    private readonly List<CommandReply.KitReady> receipts = [];
    private readonly List<long> heads = [];
    private JournalHead backedUp = null!;
    private JournalHead end = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Checkpoints => Path.Combine(folder, "checkpoints");

    private string RestoredFolder => Path.Combine(folder, "restored");

    // Backup while the server runs, three randomizations more, and the disk dies.
    public async ValueTask InitializeAsync()
    {
        var first = Path.Combine(folder, "first");

        // Without duties: the first look of their timer may come at any moment, and would write checkpoints too.
        await using (var server = await TestServer.StartAsync(services => services.RemoveAll<IStudyDuty>(), dataFolder: first, checkpoints: Checkpoints))
        {
            var trial = await TrialScenario.RecruitingAsync(server, Study.Value);
            await trial.RandomizedAsync("R-1");
            await trial.RandomizedAsync("R-2");
            backedUp = await server.Journal.HeadAsync(Study.Value, Stop);
            await Backup.WriteAsync(first, Path.Combine(folder, "backup.zip"), server.Clock, Stop);
            foreach (var id in new[] { "R-3", "R-4", "R-5" })
            {
                receipts.Add(await RandomizeAsync(trial, id));
                heads.Add((await server.Journal.HeadAsync(Study.Value, Stop)).Position);
            }

            end = await server.Journal.HeadAsync(Study.Value, Stop);
        }

        await Backup.RestoreAsync(Path.Combine(folder, "backup.zip"), RestoredFolder, Stop);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_kit_is_in_the_checkpoints_before_it_is_told()
    {
        var known = (await new CheckpointFile(Path.Combine(Checkpoints, CheckpointFile.Name)).ReadAsync(Stop)).Checkpoints;
        known.Select(one => one.Position).ShouldContain(end.Position, "the clock stood still: no rhythm wrote it");
        known.Select(one => one.Position).Where(position => position > backedUp.Position).ShouldBe(heads, "one a kit, and no other");
    }

    [Fact]
    public async Task A_restored_shorter_journal_starts_in_quarantine_and_says_what_is_missing()
    {
        await using var server = await StartAsync();
        using var coordinator = await server.ClientAsync("coordinator-hd");
        var trial = TrialScenario.Of(server, Study);
        await trial.EligibleAsync("R-9");
        var quarantine = await coordinator.GetFromJsonAsync<JsonElement>($"{trial.Url}/quarantine", Stop);
        quarantine.GetProperty("inQuarantine").GetBoolean().ShouldBeTrue();
        quarantine.GetProperty("missing").GetString()!.ShouldContain($"The journal ended at {backedUp.Position}; checkpoint {end.Position}:");

        using var randomization = await trial.PostAsync(coordinator, "/participants/R-9/randomization", (object?)null);
        await BadInputTests.ShouldBeProblemAsync(randomization, 409, "/problems/refusals/114", "randomization");
        using var kit = await trial.PostAsync(coordinator, "/participants/R-1/visits/V3/kit", (object?)null, "kit");
        await BadInputTests.ShouldBeProblemAsync(kit, 409, "/problems/refusals/114", "kit");
    }

    [Fact]
    public async Task Pages_say_so_too_and_their_randomization_is_refused()
    {
        await using var server = await StartAsync();
        await TrialScenario.Of(server, Study).EligibleAsync("R-9");
        using var browser = await SignedInBrowser.StartAsync(server, "coordinator-hd");
        (await browser.PageAsync($"/studies/{Study}")).Body!.TextContent.ShouldContain("Quarantine: nothing is allocated.");
        (await browser.PageAsync($"/studies/{Study}/restore")).Body!.TextContent.ShouldContain("Enter a receipt");
        using var answer = await browser.SendAsync($"/studies/{Study}/participants/R-9/randomization", "randomize", new() { ["confirm"] = "on" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SignedInBrowser.ReadAsync(answer)).Body!.TextContent.ShouldContain("nothing is allocated until two persons have reconciled it");
    }

    [Fact]
    public async Task Codes_are_broken_and_reports_read_in_quarantine()
    {
        await using var server = await StartAsync();
        var trial = TrialScenario.Of(server, Study);
        using var investigator = await server.ClientAsync("investigator-hd");
        using var broken = await trial.PostAsync(investigator, "/participants/R-1/emergency-unblinding", new { reason = "seizure", participantTwice = "R-1", password = TestServer.Password });
        broken.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var monitor = await server.ClientAsync("monitor");
        using var consort = await monitor.GetAsync($"{trial.Url}/consort", Stop);
        consort.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var sheet = await investigator.GetAsync($"{trial.Url}/participants/R-1/visits/V1/dosing-sheet", Stop);
        sheet.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_persons_reconcile_against_receipts_and_the_study_goes_on_without_handing_out_a_kit_again()
    {
        await using var server = await StartAsync();
        var trial = TrialScenario.Of(server, Study);
        using var pharmacist = await server.ClientAsync("pharmacist-hd");
        foreach (var receipt in receipts)
        {
            await trial.EligibleAsync(receipt.Participant.Value);
            using var entered = await trial.PostAsync(pharmacist, "/sites/HD/receipts", new { participant = receipt.Participant.Value, visit = receipt.Visit, kit = receipt.Kit.Value, position = end.Position }, $"r-{receipt.Kit}");
            entered.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var statistician = await server.ClientAsync("statistician");
        using var monitor = await server.ClientAsync("monitor");
        object Signature(int hd) => new { meaning = "compared", receipts = new Dictionary<string, int> { ["HD"] = hd, ["MA"] = 0 }, password = TestServer.Password };
        using var miscounted = await trial.PostAsync(statistician, "/reconciliation-signatures", Signature(2), "miscounted");
        await BadInputTests.ShouldBeProblemAsync(miscounted, 422, "/problems/refusals/706", "miscounted");
        using var one = await trial.PostAsync(statistician, "/reconciliation-signatures", Signature(3), "one");
        one.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await trial.PostAsync(statistician, "/reconciliation-signatures", Signature(3), "again");
        await BadInputTests.ShouldBeProblemAsync(again, 409, "/problems/refusals/602", "again");
        using var two = await trial.PostAsync(monitor, "/reconciliation-signatures", Signature(3), "two");
        two.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await server.Journal.HeadAsync(Study.Value, Stop)).Epoch.ShouldBe(2);
        var later = new List<KitNumber>();
        foreach (var id in new[] { "R-11", "R-12", "R-13" })
        {
            later.Add((await RandomizeAsync(trial, id)).Kit);
        }

        later.ShouldAllBe(kit => receipts.All(receipt => receipt.Kit != kit));
    }

    [Fact]
    public async Task The_page_takes_receipts_and_signatures()
    {
        await using var server = await StartAsync();
        var trial = TrialScenario.Of(server, Study);
        await trial.EligibleAsync("R-3");
        using var coordinator = await SignedInBrowser.StartAsync(server, "coordinator-hd");
        var address = $"/studies/{Study}/restore";
        using var entered = await coordinator.SendAsync(address, "receipt", new() { ["site"] = "HD", ["participant"] = "R-3", ["visit"] = "V1", ["kit"] = receipts[0].Kit.Value, ["position"] = end.Fingerprint.ToString() });
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        foreach (var signer in new[] { "monitor", "statistician" })
        {
            using var browser = await SignedInBrowser.StartAsync(server, signer);
            using var signed = await browser.SendAsync(address, "reconcile-study", new() { ["receipts-HD"] = "1", ["receipts-MA"] = "0", ["meaning"] = "on", ["signer"] = signer, ["password"] = TestServer.Password });
            signed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        (await coordinator.PageAsync(address)).Body!.TextContent.ShouldContain("not in quarantine");
    }

    [Fact]
    public async Task A_reconciled_study_starts_again_without_a_quarantine_and_a_second_loss_with_one()
    {
        await using (var server = await StartAsync())
        {
            await ReconcileAsync(TrialScenario.Of(server, Study));
        }

        // The lost epoch's checkpoints still stand in the file.
        await using (var server = await StartAsync())
        {
            await RandomizeAsync(TrialScenario.Of(server, Study), "R-21");
        }

        var older = Path.Combine(folder, "older");
        await Backup.RestoreAsync(Path.Combine(folder, "backup.zip"), older, Stop);
        await using var again = await TestServer.StartAsync(dataFolder: older, checkpoints: Checkpoints);
        (await QuarantineAsync(again))!.JournalEnd.ShouldBe(backedUp.Position);
    }

    [Fact]
    public async Task The_quarantine_holds_at_a_server_that_cannot_read_the_checkpoints()
    {
        await using (var server = await StartAsync())
        {
            (await QuarantineAsync(server)).ShouldNotBeNull();
        }

        await using var blind = await TestServer.StartAsync(dataFolder: RestoredFolder);
        (await QuarantineAsync(blind)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_checkpoint_added_from_paper_while_the_server_runs_begins_the_quarantine()
    {
        // The folder of checkpoints burned with the disk; the fingerprint stands on a dosing sheet.
        var fresh = Path.Combine(folder, "fresh");
        await using var server = await TestServer.StartAsync(dataFolder: RestoredFolder, checkpoints: fresh);
        (await QuarantineAsync(server)).ShouldBeNull();
        new CheckpointFile(Path.Combine(fresh, CheckpointFile.Name)).Add(KnownCheckpoint.Of(Study.Value, 1, end.Fingerprint, server.Clock.GetUtcNow()));
        await server.Services.GetRequiredService<RestoreWatch>().CheckAsync(Stop);
        (await QuarantineAsync(server))!.Position.ShouldBe(end.Position);
    }

    [Fact]
    public async Task A_server_that_went_on_unnoticed_after_a_restore_is_another_journal_and_nobody_can_reconcile_it()
    {
        await using (var unnoticed = await TestServer.StartAsync(dataFolder: RestoredFolder))
        {
            foreach (var id in new[] { "R-31", "R-32", "R-33", "R-34" })
            {
                await RandomizeAsync(TrialScenario.Of(unnoticed, Study), id);
            }
        }

        await using var server = await StartAsync();
        var trial = TrialScenario.Of(server, Study);
        using var statistician = await server.ClientAsync("statistician");
        using var signed = await trial.PostAsync(
            statistician, "/reconciliation-signatures", new { meaning = "compared", receipts = new Dictionary<string, int> { ["HD"] = 0, ["MA"] = 0 }, password = TestServer.Password });
        await BadInputTests.ShouldBeProblemAsync(signed, 409, "/problems/refusals/707", "signed");
        using var browser = await SignedInBrowser.StartAsync(server, "statistician");
        (await browser.PageAsync($"/studies/{Study}/restore")).Body!.TextContent.ShouldContain("No receipt can reconcile it");
    }

    [Fact]
    public async Task A_study_whose_journal_is_gone_whole_is_not_registered_a_second_time()
    {
        await using var server = await TestServer.StartAsync(checkpoints: Checkpoints);
        (await Should.ThrowAsync<InvalidOperationException>(TrialScenario.RecruitingAsync(server, Study.Value))).Message.ShouldContain("Restore a backup");
    }

    [Fact]
    public async Task The_sites_list_of_receipts_has_every_kit_with_its_position_and_the_fingerprint()
    {
        await using var server = await TestServer.StartAsync(dataFolder: RestoredFolder);
        using var pharmacist = await server.ClientAsync("pharmacist-hd");
        using var answer = await pharmacist.GetAsync($"/api/v1/studies/{Study}/sites/HD/receipts.csv", Stop);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = (await answer.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(4);
        lines[1].ShouldContain(",R-1,V1,assigned");
        lines[^1].ShouldContain($"fingerprint,{backedUp.Fingerprint}");
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(dataFolder: RestoredFolder, checkpoints: Checkpoints);

    private static async Task<Quarantine?> QuarantineAsync(TestServer server) =>
        ((StudyState.Existing)(await server.Services.GetRequiredService<Views.TrialViews>().StudyAsync(Study, Stop))!.Study).Facts.Quarantine;

    private static async Task ReconcileAsync(TrialScenario trial)
    {
        var none = System.Collections.Immutable.ImmutableSortedDictionary<string, int>.Empty.Add("HD", 0).Add("MA", 0);
        await trial.RunAsync(new SignReconciliation("compared", none), "ada");
        await trial.RunAsync(new SignReconciliation("compared", none), "grace");
    }

    private static async Task<CommandReply.KitReady> RandomizeAsync(TrialScenario trial, string id)
    {
        var participant = await trial.EligibleAsync(id);
        var outcome = await trial.Server.Services.GetRequiredService<Grains.ITrialHost>().ExecuteAsync(Study, new RandomizeParticipant(participant, TrialScenario.Site("HD")), trial.NextContext(), Stop);
        return outcome.Match(reply => (CommandReply.KitReady)reply, refusal => throw new InvalidOperationException(refusal.Message));
    }
}
