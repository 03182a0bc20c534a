using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using OxyTrial.Grains.Duties;
using OxyTrial.Server.Duties;
using OxyTrial.Server.Hosting;
using OxyTrial.Server.Tests.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Tests.Notices;

/// <summary>Daily notices: at most one a study and day, whoever runs the duty and however often.</summary>
public sealed class NoticeTests
{
    private static readonly string[] Canaries = ["Oxytocin 24 IU", "Placebo", "excipient", "\"arm\""];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notice_tells_of_visits_due_once_a_day_under_one_message_id()
    {
        await using var server = await TestServer.StartAsync();
        var trial = await TrialScenario.RecruitingAsync(server, "told");
        await RunAsync(server, trial.Study);
        Files(server).ShouldBeEmpty("there is nothing to tell");

        await trial.RandomizedAsync("R-1");
        await RunAsync(server, trial.Study);
        var first = Files(server).ShouldHaveSingleItem();
        Path.GetFileName(first).ShouldBe("told-visit-windows-2026-03-02.eml");
        var message = MimeMessage.Load(first, Stop);
        message.MessageId.ShouldBe("told.visit-windows.20260302@oxytrial");
        message.Subject.ShouldBe("told: 1 visit due, 0 overdue");
        message.TextBody!.ShouldContain("R-1 at HD: V1, from 2 Mar 2026 to 2 Mar 2026");
        Canaries.ShouldAllBe(canary => !message.TextBody!.Contains(canary));

        await trial.RandomizedAsync("R-2");
        var before = await File.ReadAllBytesAsync(first, Stop);
        await RunAsync(server, trial.Study);
        (await File.ReadAllBytesAsync(Files(server).ShouldHaveSingleItem(), Stop)).ShouldBe(before, "the day's notice is the first one");

        // Whatever delivers mail takes the file away.
        File.Delete(first);
        await RunAsync(server, trial.Study);
        Files(server).ShouldBeEmpty();

        await RunAsync(server, trial.Study, days: 1);
        MimeMessage.Load(Files(server).ShouldHaveSingleItem(), Stop).Subject.ShouldBe("told: 0 visits due, 2 overdue");
    }

    [Fact]
    public async Task A_clock_set_back_tells_nobody_twice()
    {
        await using var server = await TestServer.StartAsync();
        var trial = await TrialScenario.RecruitingAsync(server, "clock");
        await trial.RandomizedAsync("R-1");
        var duty = server.Services.GetServices<IStudyDuty>().Single(duty => duty.Name == "visit-windows");
        await duty.RunAsync(trial.Study, server.Clock.GetUtcNow().AddDays(1), Stop);

        await duty.RunAsync(trial.Study, server.Clock.GetUtcNow(), Stop);

        Files(server).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_lot_is_told_of_from_thirty_days_before_it_may_not_be_dispensed_any_more()
    {
        await using var server = await TestServer.StartAsync();
        var trial = await TrialScenario.RecruitingAsync(server, "lots", sets: 2);
        var duty = server.Services.GetServices<IStudyDuty>().Single(duty => duty.Name == "expiring-kits");
        var start = server.Clock.GetUtcNow();
        var last = 200 - DoNotDispenseDays(server, trial.Study);

        async Task<string?> SubjectAsync(int day)
        {
            Files(server).ForEach(File.Delete);
            await duty.RunAsync(trial.Study, start.AddDays(day), Stop);
            return Files(server).Select(file => MimeMessage.Load(file, Stop).Subject).SingleOrDefault();
        }

        (await SubjectAsync(last - 31)).ShouldBeNull();
        (await SubjectAsync(last - 30)).ShouldBe("lots: 1 lot near the end of use, 0 past it");
        (await SubjectAsync(last)).ShouldBe("lots: 1 lot near the end of use, 0 past it");
        (await SubjectAsync(last + 1)).ShouldBe("lots: 0 lots near the end of use, 1 past it");
        MimeMessage.Load(Files(server).Single(), Stop).TextBody!.ShouldContain("lot L1 at HD: 4 kits in stock, 0 reserved");
    }

    [Fact]
    public async Task The_timer_runs_each_duty_once_a_period_and_one_that_fails_holds_up_no_other()
    {
        var (failing, counted) = (new Failing(), new Counted());
        await using var server = await TestServer.StartAsync();
        await TrialScenario.RecruitingAsync(server, "timed");
        var clock = new FakeTimeProvider();
        using var timer = new DutyTimer([failing, counted], server.Journal, clock, NullLogger<DutyTimer>.Instance);

        await timer.RunDueAsync(Stop);
        await timer.RunDueAsync(Stop);
        (failing.Runs, counted.Runs).ShouldBe((1, 1));

        clock.Advance(counted.Period);
        await timer.RunDueAsync(Stop);
        (failing.Runs, counted.Runs).ShouldBe((2, 2));
    }

    private static int DoNotDispenseDays(TestServer server, StudyId study) =>
        server.Services.GetRequiredService<OxyTrial.Views.TrialViews>().StudyAsync(study, Stop).AsTask().GetAwaiter().GetResult()!.Spec.Kits.DoNotDispenseDays;

    // The server's own timer stands still with its clock.
    private static async Task RunAsync(TestServer server, StudyId study, int days = 0)
    {
        foreach (var duty in server.Services.GetServices<IStudyDuty>())
        {
            await duty.RunAsync(study, server.Clock.GetUtcNow().AddDays(days), Stop);
        }
    }

    private static List<string> Files(TestServer server) =>
        [.. Directory.GetFiles(Directory.CreateDirectory(Path.Combine(server.Services.GetRequiredService<ServerOptions>().NoticeDirectory, "pickup")).FullName, "*.eml").Order(StringComparer.Ordinal)];

    private sealed class Failing : IStudyDuty
    {
        public int Runs { get; private set; }

        public string Name => "failing";

        public TimeSpan Period => TimeSpan.FromHours(1);

        public Task RunAsync(StudyId study, DateTimeOffset utc, CancellationToken cancellation)
        {
            Runs++;
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"no room on the disk at {utc:O}"));
        }
    }

    private sealed class Counted : IStudyDuty
    {
        public int Runs { get; private set; }

        public string Name => "counted";

        public TimeSpan Period => TimeSpan.FromHours(1);

        public Task RunAsync(StudyId study, DateTimeOffset utc, CancellationToken cancellation)
        {
            Runs++;
            return Task.CompletedTask;
        }
    }
}
