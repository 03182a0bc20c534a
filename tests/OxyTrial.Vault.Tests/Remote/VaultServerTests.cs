using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using OxyTrial.Grains;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Samples;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Vault.Keys;
using OxyTrial.Vault.Remote;
using Shouldly;

namespace OxyTrial.Vault.Tests.Remote;

/// <summary>The vault behind a socket or a port, over the journal file that the web node writes.</summary>
public sealed class VaultServerTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oxytrial-vault-");
    private readonly FixedTime time = new(TrialWorld.Start);
    private SqliteJournal journal = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        journal = SqliteJournal.Open(In("journal.db"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("socket")]
    [InlineData("port")]
    public async Task A_whole_trial_runs_over_a_vault_of_its_own_process_and_its_log_tells_no_arm(string kind)
    {
        Assert.SkipWhen(kind == "socket" && OperatingSystem.IsWindows(), "Unix sockets are for Unix.");
        await using var server = await StartAsync(kind);
        using var vault = new RemoteVault(server.Web);
        await using var world = new TrialWorld(journal, hosts: (over, _) => new InProcessTrialHost(over, vault));
        TrialWorld.Done(await world.AskAsync(new RegisterStudy(world.Spec, await vault.KeepProcedureAsync(world.Spec.Id, world.Procedure, Stop))));
        TrialWorld.Done(await world.AskAsync(new SealStudy(await vault.SealAsync(world.Spec.Id, null, Stop))));
        TrialWorld.Done(await world.AskAsync(new ActivateStudy()));
        TrialWorld.Done(await world.AskAsync(new OpenSite(TrialSamples.Heidelberg)));
        await world.SupplyAsync(TrialSamples.Heidelberg, 6);
        for (var number = 1; number <= 4; number++)
        {
            await world.EligibleAsync(number);
            await TrialWorld.DoneAsync(world.RandomizeAsync(number));
        }

        TrialWorld.Done(await world.AskAsync(new RequestEmergencyUnblinding(TrialSamples.Participant(1), TrialSamples.Heidelberg, "Seizure"), "break"));
        var told = await vault.DiscloseAsync(world.Spec.Id, TrialSamples.Participant(1), "break", Stop);
        world.Spec.Arms.Select(arm => arm.Label).ShouldContain(told);
        (await Should.ThrowAsync<VaultException>(async () => await vault.DiscloseAsync(world.Spec.Id, TrialSamples.Participant(2), "break", Stop))).Message.ShouldContain("No code break");
        (await Should.ThrowAsync<VaultException>(() => vault.RevealAsync(world.Spec.Id, Stop))).Message.ShouldContain("not authorized");
        await world.AuthorizeAsync();
        TrialWorld.Done(await world.AskAsync(await vault.RevealAsync(world.Spec.Id, Stop)));
        (await vault.UnblindedTablesAsync(world.Spec.Id, Stop)).Allocations.Length.ShouldBe(4);

        var log = await ReadLogAsync();
        log.Split('\n').Count(line => line.Contains("\"asked\":\"choose-kit\"", StringComparison.Ordinal)).ShouldBe(4);
        log.ShouldContain("No code break of participant");
        world.Spec.Arms.ShouldAllBe(arm => !log.Contains(arm.Label, StringComparison.Ordinal));
        File.Exists(world.KeyFile).ShouldBeTrue("the world's own vault is there, and was not asked");
        (await Should.ThrowAsync<VaultException>(() => world.Vault.ContentsAsync(world.Spec.Id, Stop))).Message.ShouldContain("holds no secret");
    }

    [Fact]
    public async Task A_vault_that_is_not_there_is_told_and_nothing_is_journaled()
    {
        using var vault = new RemoteVault(new VaultAddress.LocalSocket(In("nobody.sock")));
        (await Should.ThrowAsync<VaultException>(() => vault.SealAsync(TrialSamples.Spec().Id, null, Stop))).Message.ShouldContain("cannot be reached");
        (await journal.StudiesAsync(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_answers_its_own_web_node_only()
    {
        await using var server = await StartAsync("port");
        var port = ((VaultAddress.Loopback)server.Web).Port;

        // No certificate; another vault's web node; a vault that is not the one this node knows.
        using var nobody = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true });
        await Should.ThrowAsync<HttpRequestException>(() => nobody.PostAsJsonAsync($"https://localhost:{port}/reveal", new { study = "demo" }, Stop));
        VaultCertificates.Create(In("other"), TimeProvider.System.GetUtcNow());
        using var stranger = new RemoteVault(new VaultAddress.Loopback(port, Path.Combine(In("other"), VaultCertificates.Client)));
        (await Should.ThrowAsync<VaultException>(() => stranger.SealAsync(TrialSamples.Spec().Id, null, Stop))).Message.ShouldContain("cannot be reached");
        Should.Throw<VaultException>(() => VaultCertificates.Create(In("other"), TimeProvider.System.GetUtcNow())).Message.ShouldContain("nothing is overwritten");
        Should.Throw<VaultException>(() => VaultCertificates.Open(In("nowhere"), VaultCertificates.Client)).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public async Task Only_the_owner_may_use_the_socket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using var server = await StartAsync("socket");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(In("vault.sock")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task More_questions_than_allowed_are_turned_away_and_logged()
    {
        await using var server = await StartAsync("socket", perMinute: 3);
        using var vault = new RemoteVault(server.Web);
        for (var number = 0; number < 3; number++)
        {
            (await Should.ThrowAsync<VaultException>(() => vault.RevealAsync(TrialSamples.Spec().Id, Stop))).Message.ShouldContain("not authorized");
        }

        (await Should.ThrowAsync<VaultException>(() => vault.RevealAsync(TrialSamples.Spec().Id, Stop))).Message.ShouldContain("more than 3 times a minute");
        (await ReadLogAsync()).ShouldContain("more than 3 times a minute");
        (await Should.ThrowAsync<VaultException>(() => vault.RevealAsync(StudyId.FromTrusted("another"), Stop))).Message.ShouldContain("not authorized");
    }

    [Fact]
    public void A_slot_is_tried_for_a_few_participants_only()
    {
        using var guard = new RequestGuard(1000, time);
        for (var number = 1; number <= RequestGuard.MostParticipantsForOneSlot; number++)
        {
            guard.Ensure(Request(number, 1));
            guard.Ensure(Request(number, 1));
        }

        Should.Throw<VaultException>(() => guard.Ensure(Request(9, 1))).Message.ShouldContain("stops giving them");
        guard.Ensure(Request(9, 2));
    }

    [Fact]
    public void Kits_are_for_today()
    {
        using var guard = new RequestGuard(1000, time);
        var today = DateOnly.FromDateTime(TrialWorld.Start.UtcDateTime);
        guard.Ensure(Request(1, 1) with { Today = today.AddDays(1) });
        Should.Throw<VaultException>(() => guard.Ensure(Request(1, 1) with { Today = today.AddDays(2) })).Message.ShouldContain("but it is");
        Should.Throw<VaultException>(() => guard.Ensure(Request(1, 1) with { Today = today.AddDays(-2) }));
    }

    [Theory]
    [InlineData("unix:")]
    [InlineData("http://localhost:1")]
    [InlineData("https://example.org:1")]
    [InlineData("vault.sock")]
    [InlineData("https://localhost:1")]
    public void An_address_that_is_none_is_refused(string text) => Should.Throw<VaultException>(() => VaultAddress.Parse(text, certificates: null));

    private static KitRequest Request(int participant, int sequence) => new(
        TrialSamples.Spec().Id, new Slot("cohort=BPD", sequence), TrialSamples.Participant(participant), new Stratum("BPD", []), "V1", Trial.Specification.StockRule.Pooled, [], DateOnly.FromDateTime(TrialWorld.Start.UtcDateTime));

    private string In(string name) => Path.Combine(folder.FullName, name);

    private async Task<string> ReadLogAsync()
    {
        await using var file = new FileStream(In("vault.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(Stop);
    }

    private async Task<Running> StartAsync(string kind, int perMinute = 1000)
    {
        VaultAddress own, web;
        if (kind == "socket")
        {
            own = web = new VaultAddress.LocalSocket(In("vault.sock"));
        }
        else
        {
            VaultCertificates.Create(In("certificates"), TimeProvider.System.GetUtcNow());
            var port = FreePort();
            (own, web) = (new VaultAddress.Loopback(port, Path.Combine(In("certificates"), VaultCertificates.Server)), new VaultAddress.Loopback(port, Path.Combine(In("certificates"), VaultCertificates.Client)));
        }

        var reader = new SqliteJournalReader(In("journal.db"));
        var app = VaultServer.Build(new VaultServerOptions(new VaultOptions(In("vault"), new KeySource.InFile(In("vault.key"))), own, In("vault.log"), perMinute), reader, time);
        await app.StartAsync(Stop);
        return new Running(app, reader, web);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Running(WebApplication App, SqliteJournalReader Reader, VaultAddress Web) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            Reader.Dispose();
        }
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
