using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OxyTrial.Journal;
using OxyTrial.Server.Alerts;
using OxyTrial.Server.Hosting;
using OxyTrial.Server.Tests.Operations;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Tests.Emergency;

/// <summary>The sponsor is told of every code break, never of the treatment, and nobody waits for it.</summary>
public sealed class AlertTests
{
    private static readonly string[] Canaries = ["Oxytocin 24 IU", "Placebo", "excipient", "\"arm\""];

    private static readonly AlertOptions ByMail = new() { Smtp = "localhost:25", To = ["safety@example.org"], From = "trial@example.org" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_break_and_an_opening_each_become_one_message_without_the_arm()
    {
        await using var server = await TestServer.StartAsync();
        var trial = await BrokenAsync(server);
        await trial.RunAsync(new RecordOfflineOpening(Participant(), TrialScenario.Site("HD"), server.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(1)), "night duty", "poison center", "no connection", OfflineCode.NotRecognized));

        await Alerts(server).FollowAsync(Stop);

        var messages = Files(server, "pickup").Select(file => MimeMessage.Load(file, Stop)).ToArray();
        var entries = (await trial.EntriesAsync()).Where(entry => entry.Type is nameof(EmergencyUnblindingRequested) or nameof(OfflineOpeningRecorded)).ToArray();
        messages.Select(message => message.MessageId).ShouldBe(entries.Select(entry => $"{entry.Position}.{Convert.ToHexStringLower(entry.Hash)[..16]}@oxytrial"));
        messages.Select(message => message.Date).ShouldBe(entries.Select(entry => entry.Utc));
        messages[0].Subject.ShouldBe("Emergency unblinding in alerts: participant R-1, site HD");
        foreach (var told in new[] { "HD Heidelberg", "R-1", "investigator-hd", "2026-03-02 09:00:00 UTC", "seizure, ward 3" })
        {
            messages[0].TextBody!.ShouldContain(told);
        }

        foreach (var told in new[] { "2 Mar 2026, 10:00 (UTC+01:00), 2 Mar 2026, 09:00 UTC", "night duty", "poison center", "NOT recognized" })
        {
            messages[1].TextBody!.ShouldContain(told);
        }

        foreach (var canary in Canaries)
        {
            messages.ShouldAllBe(message => !message.TextBody!.Contains(canary) && !message.Subject!.Contains(canary), canary);
        }
    }

    [Fact]
    public async Task Followed_again_it_is_the_same_bytes_and_without_having_forgotten_nothing_new()
    {
        await using var server = await TestServer.StartAsync();
        await BrokenAsync(server);
        await Alerts(server).FollowAsync(Stop);
        var first = await File.ReadAllBytesAsync(Files(server, "pickup").Single(), Stop);

        File.Delete(Files(server, "pickup").Single());
        await Alerts(server).FollowAsync(Stop);
        Files(server, "pickup").ShouldBeEmpty("what took it away has it");

        File.Delete(Path.Combine(Folder(server), "followed", "alerts"));
        await Alerts(server).FollowAsync(Stop);
        (await File.ReadAllBytesAsync(Files(server, "pickup").Single(), Stop)).ShouldBe(first);
    }

    [Fact]
    public async Task A_journal_shorter_than_what_was_followed_is_followed_from_its_start()
    {
        await using var server = await TestServer.StartAsync();
        await BrokenAsync(server);
        Directory.CreateDirectory(Path.Combine(Folder(server), "followed"));
        await File.WriteAllTextAsync(Path.Combine(Folder(server), "followed", "alerts"), "100000", Stop);

        await Alerts(server).FollowAsync(Stop);

        Files(server, "pickup").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_study_that_cannot_be_read_keeps_nobody_from_being_told_of_a_break_in_another()
    {
        var journal = new FailingJournal();
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<IJournal>(journal));
        var damaged = await TrialScenario.RecruitingAsync(server, "a-damaged");
        journal.UnreadableStudy = "a-damaged";
        await damaged.ConsentedAsync("P-1");
        await BrokenAsync(server);

        await Should.ThrowAsync<JournalUnavailableException>(() => Alerts(server).FollowAsync(Stop));

        Files(server, "pickup").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_failing_mail_server_is_shown_and_tried_again_and_holds_up_no_break()
    {
        var sender = new MoodySender { Fails = true };
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<IAlertSender>(sender), alerts: ByMail);
        var trial = await BrokenAsync(server);
        using var monitor = await SignedInBrowser.StartAsync(server, "monitor");
        await UntilAsync(server, () => Alerts(server).State.Failure is not null);

        var page = (await monitor.PageAsync($"/studies/{trial.Study}")).Body!.TextContent;
        page.ShouldContain("Alerts of code breaks are not delivered");
        page.ShouldContain("the line is dead");
        (await monitor.PageAsync($"/studies/{trial.Study}/emergency")).Body!.TextContent.ShouldContain("to be sent");
        (await trial.EntriesAsync())[^1].Type.ShouldBe(nameof(EmergencyUnblindingRequested));

        sender.Fails = false;
        await UntilAsync(server, () => Alerts(server).State.Failure is null && Files(server, "sent").Length == 1);
        sender.Sent.Count.ShouldBe(1);
        Files(server, "pickup").ShouldBeEmpty();
        (await monitor.PageAsync($"/studies/{trial.Study}")).Body!.TextContent.ShouldNotContain("not delivered");
        await Alerts(server).DeliverAsync(Stop);
        sender.Sent.Count.ShouldBe(1, "delivered once");
    }

    [Fact]
    public async Task A_message_that_is_not_taken_does_not_hold_up_the_next()
    {
        var sender = new MoodySender { Refused = "R-1" };
        await using var server = await TestServer.StartAsync(services => services.AddSingleton<IAlertSender>(sender), alerts: ByMail);
        var trial = await BrokenAsync(server);
        await trial.RandomizedAsync("R-2");
        await trial.RunAsync(new RequestEmergencyUnblinding(ParticipantId.FromTrusted("R-2"), TrialScenario.Site("HD"), "seizure"));

        await UntilAsync(server, () => Files(server, "sent").Length == 1);

        sender.Sent.ShouldHaveSingleItem().Subject!.ShouldContain("R-2");
        Files(server, "pickup").Length.ShouldBe(1);
    }

    [Fact]
    public async Task By_SMTP_it_reaches_the_recipients_named()
    {
        using var mail = new SmallMailServer();
        var alerts = ByMail with { Smtp = $"127.0.0.1:{mail.Port}", To = ["safety@example.org", "sponsor@example.org"] };
        await using var server = await TestServer.StartAsync(alerts: alerts);
        await BrokenAsync(server);

        await UntilAsync(server, () => Files(server, "sent").Length == 1);

        var talk = mail.Heard;
        talk.ShouldContain("MAIL FROM:<trial@example.org>");
        talk.ShouldContain("RCPT TO:<safety@example.org>");
        talk.ShouldContain("RCPT TO:<sponsor@example.org>");
        talk.ShouldContain("Emergency unblinding in alerts: participant R-1, site HD");
        foreach (var canary in Canaries)
        {
            talk.ShouldNotContain(canary);
        }
    }

    [Theory]
    [InlineData("mail.example.org", "a@example.org", "host:port")]
    [InlineData("mail.example.org:0", "a@example.org", "host:port")]
    [InlineData("mail.example.org:25", null, "--alert-to")]
    [InlineData(null, "no address", "no address")]
    public void Options_that_cannot_work_are_told(string? smtp, string? to, string told) =>
        new AlertOptions { Smtp = smtp, To = to is null ? [] : [to] }.Fault().ShouldNotBeNull().ShouldContain(told);

    private static async Task<TrialScenario> BrokenAsync(TestServer server)
    {
        var trial = await TrialScenario.RecruitingAsync(server, "alerts");
        await trial.RandomizedAsync("R-1");
        using var client = await server.ClientAsync("investigator-hd");
        using var answer = await trial.PostAsync(client, "/participants/R-1/emergency-unblinding", new { reason = "seizure, ward 3", participantTwice = "R-1", password = TestServer.Password });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return trial;
    }

    // The trial's clock stands still by itself; the service works in the background of it.
    private static async Task UntilAsync(TestServer server, Func<bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, patience.Token);
        }
    }

    private static ParticipantId Participant() => ParticipantId.FromTrusted("R-1");

    private static EmergencyAlerts Alerts(TestServer server) => server.Services.GetRequiredService<EmergencyAlerts>();

    private static string Folder(TestServer server) => server.Services.GetRequiredService<ServerOptions>().AlertDirectory;

    private static string[] Files(TestServer server, string folder) =>
        Path.Combine(Folder(server), folder) is var path && Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.eml").Order(StringComparer.Ordinal)] : [];

    private sealed class MoodySender : IAlertSender
    {
        public bool Fails { get; set; }

        public string? Refused { get; init; }

        public ConcurrentQueue<MimeMessage> Sent { get; } = new();

        public Task SendAsync(MimeMessage message, CancellationToken cancellation)
        {
            if (Fails || (Refused is not null && message.Subject!.Contains(Refused, StringComparison.Ordinal)))
            {
                throw new IOException("the line is dead");
            }

            Sent.Enqueue(message);
            return Task.CompletedTask;
        }
    }

    /// <summary>Takes every message of one connection after another, as a mail server would.</summary>
    private sealed class SmallMailServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly StringBuilder heard = new();

        public SmallMailServer()
        {
            listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public string Heard
        {
            get
            {
                lock (heard)
                {
                    return heard.ToString();
                }
            }
        }

        public void Dispose() => listener.Dispose();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await TalkAsync(client.GetStream());
                }
            }
            catch (SocketException)
            {
                // The listener was closed.
            }
        }

        private async Task TalkAsync(NetworkStream stream)
        {
            using var reader = new StreamReader(stream, Encoding.ASCII);
            await using var writer = new StreamWriter(stream, Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 mail");
            var inData = false;
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (heard)
                {
                    heard.Append(line).Append('\n');
                }

                inData = inData ? line != "." : line == "DATA";
                if (!inData || line == "DATA")
                {
                    await writer.WriteLineAsync(line == "DATA" ? "354 go on" : line == "QUIT" ? "221 bye" : "250 OK");
                }
            }
        }
    }
}
