using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Instruments;
using OxyTrial.Specs;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Cli.Demo;

/// <summary>What a played trial came to.</summary>
/// <param name="Randomized">Participants randomized.</param>
/// <param name="Disclosed">Whose code was broken in an emergency; null when nobody's.</param>
internal sealed record DemoResult(int Randomized, ParticipantId? Disclosed);

/// <summary>Told of each visit just before its medication is given: the moment at which a dosing sheet is printed.</summary>
internal interface IVisitRecorder
{
    Task VisitAsync(Views.StudyView view, Views.ParticipantLine line, VisitSpec visit, string pharmacist, DateTimeOffset utc, CancellationToken cancellation);
}

/// <summary>
/// Plays a whole trial with simulated participants through the grains: registered, sealed, activated, sites open with kits,
/// participants screened, scored, randomized, dispensed; mishaps; an emergency; lock and unblinding by two persons.
/// </summary>
internal sealed class DemoTrial
{
    private static readonly string[] Coders = ["AAI-07", "AAI-12"];

    private readonly DemoStage stage;
    private readonly StudySpec spec;
    private readonly DemoPlan plan;
    private readonly DemoClock clock;
    private readonly SimulatedPeople people;
    private readonly DemoSupply supply;
    private readonly IProgress<(int Done, int Target)> progress;
    private readonly IVisitRecorder recorder;
    private readonly DemoCustodians custodians;
    private readonly PriorityQueue<Func<CancellationToken, Task>, (DateTimeOffset Time, int Order)> agenda = new();
    private readonly Dictionary<string, int> remaining;
    private readonly Dictionary<SiteId, int> screened = [];
    private readonly DateTimeOffset start;
    private readonly int target;
    private int order;
    private int randomized;
    private bool recruiting = true;
    private ParticipantId? disclosed;

    public DemoTrial(DemoRooms rooms, StudySpec spec, DemoPlan plan, DemoClock clock, IProgress<(int Done, int Target)> progress, IVisitRecorder recorder, DemoCustodians custodians)
    {
        (this.spec, this.plan, this.clock, this.progress, this.recorder, this.custodians) = (spec, plan, clock, progress, recorder, custodians);
        stage = new DemoStage(rooms, spec.Id, clock);
        people = new SimulatedPeople(plan.Seed);
        supply = new DemoSupply(stage, spec, clock);
        remaining = DemoPlan.Targets(spec);
        target = remaining.Values.Sum();
        start = clock.GetUtcNow();
    }

    public DemoStage Stage => stage;

    public async Task<DemoResult> PlayAsync(SpecDocument document, CancellationToken cancellation)
    {
        await PrepareAsync(document, cancellation);
        Schedule(start.AddDays(7), ArrivalAsync);
        while (agenda.TryDequeue(out var next, out var due) && due.Time < (plan.Until ?? DateTimeOffset.MaxValue))
        {
            clock.MoveTo(due.Time);
            await next(cancellation);
        }

        if (plan.Until is null)
        {
            await FinishAsync(cancellation);
        }

        return new DemoResult(randomized, disclosed);
    }

    private void Schedule(DateTimeOffset time, Func<CancellationToken, Task> step) => agenda.Enqueue(step, (time, order++));

    private async Task PrepareAsync(SpecDocument document, CancellationToken cancellation)
    {
        DemoStage.Must(await stage.Rooms.Lifecycle.RegisterAsync(document, stage.As(DemoStaff.Statistician), cancellation));
        DemoStage.Must(await stage.Rooms.Lifecycle.SealAsync(spec.Id, custodians.Panel, stage.As(DemoStaff.Statistician), cancellation));
        if (spec.Beacon is { } beacon)
        {
            // No beacon is asked: a demo's value is made up, the same each time.
            await stage.MustAsync(DemoStaff.Statistician, new RecordBeacon(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"demo {beacon.Source} {beacon.Round}")))), cancellation);
        }

        await stage.MustAsync(DemoStaff.Statistician, new ActivateStudy(), cancellation);
        foreach (var site in spec.Sites)
        {
            await stage.MustAsync(DemoStaff.Statistician, new OpenSite(site.Id), cancellation);
            await supply.KeepStockedAsync(site.Id, cancellation);
        }
    }

    private async Task ArrivalAsync(CancellationToken cancellation)
    {
        var open = remaining.Where(cohort => cohort.Value > 0).Select(cohort => cohort.Key).ToArray();
        if (open.Length == 0)
        {
            await CloseAsync("Target reached.", cancellation);
            return;
        }

        await ScreenAsync(people.OneOf(spec.Sites).Id, people.OneOf(open), cancellation);
        var longestGapDays = Math.Clamp(600 / Math.Max(1, target), 1, 5);
        Schedule(start.AddDays((clock.GetUtcNow() - start).Days + people.Below(longestGapDays) + 1).AddHours(people.Below(7)), ArrivalAsync);
    }

    private async Task CloseAsync(string reason, CancellationToken cancellation)
    {
        if (recruiting)
        {
            recruiting = false;
            await stage.MustAsync(DemoStaff.Statistician, new CloseRecruitment(reason), cancellation);
        }
    }

    private async Task ScreenAsync(SiteId site, string cohort, CancellationToken cancellation)
    {
        screened[site] = screened.GetValueOrDefault(site) + 1;
        var id = ParticipantId.FromTrusted($"{site}-{screened[site]:0000}");
        var coordinator = DemoStaff.Coordinator(site);
        await stage.MustAsync(coordinator, new ScreenParticipant(id, site, cohort, people.Recorded(spec)), cancellation);
        if (people.Percent(5))
        {
            await stage.MustAsync(coordinator, new ExcludeParticipant(id, site, ExclusionReason.Declined, "Declined after reading the information sheet."), cancellation);
            return;
        }

        await stage.MustAsync(coordinator, new RecordConsent(id, site, "Consent form version 1.0"), cancellation);
        await ScoreAsync(id, site, cohort, cancellation);
        if (people.Percent(8))
        {
            await stage.MustAsync(coordinator, new ExcludeParticipant(id, site, ExclusionReason.NotMeetingCriteria, "An eligibility check was not met."), cancellation);
            return;
        }

        await stage.MustAsync(coordinator, new ConfirmEligibility(id, site, [.. spec.Eligibility.Select(check => check.Key)]), cancellation);
        await RandomizeAsync(id, site, cohort, cancellation);
    }

    private async Task ScoreAsync(ParticipantId id, SiteId site, string cohort, CancellationToken cancellation)
    {
        var patient = !cohort.Contains("healthy", StringComparison.OrdinalIgnoreCase);
        foreach (var instrument in spec.Instruments())
        {
            ParticipantCommand Command(bool careless) => instrument.Match<ParticipantCommand>(
                questionnaire => new ScoreQuestionnaire(id, site, questionnaire.Id, people.Answers(questionnaire, patient, careless)),
                prototypes => new RatePrototypes(id, site, prototypes.Id, people.Ratings(prototypes, patient, careless), Choice: null),
                interview => new CodeInterview(id, site, interview.Id, people.Category(interview, patient), people.OneOf(Coders)));
            if (people.Percent(3) && await stage.TryAsync(DemoStaff.Coordinator(site), Command(careless: true), cancellation))
            {
                continue;
            }

            // A questionnaire with too many gaps goes back to the participant.
            while (!await stage.TryAsync(DemoStaff.Coordinator(site), Command(careless: false), cancellation))
            {
                clock.Tick();
            }
        }
    }

    private async Task RandomizeAsync(ParticipantId id, SiteId site, string cohort, CancellationToken cancellation)
    {
        await supply.KeepStockedAsync(site, cancellation);
        if (!await stage.TryAsync(DemoStaff.Coordinator(site), new RandomizeParticipant(id, site), cancellation))
        {
            await stage.MustAsync(DemoStaff.Coordinator(site), new ExcludeParticipant(id, site, ExclusionReason.Other, "Could not be randomized at this site."), cancellation);
            await StopIfNobodyCanBeRandomizedAsync(cancellation);
            return;
        }

        randomized++;
        remaining[cohort]--;
        progress.Report((randomized, target));
        await MishapsAsync(id, site, cancellation);
        var day = clock.GetUtcNow();
        foreach (var visit in spec.Visits.Where(visit => visit.Kit != VisitKit.None))
        {
            Schedule(day.AddDays(visit.Day).AddMinutes(20), token => VisitAsync(id, site, visit, token));
        }

        Schedule(day.AddDays(spec.Visits.Max(visit => visit.Day) + 14), token => LastVisitAsync(id, site, token));
    }

    private async Task StopIfNobodyCanBeRandomizedAsync(CancellationToken cancellation)
    {
        if (Study.NextSet((await stage.ViewAsync(cancellation)).Study) >= spec.Kits.Sets && spec.Sites.Length == 1)
        {
            await CloseAsync("The kit list is exhausted.", cancellation);
            remaining.Clear();
        }
    }

    // What happens in every second trial (Yelland 2018), each once, at fixed points of the accrual.
    private async Task MishapsAsync(ParticipantId id, SiteId site, CancellationToken cancellation)
    {
        var spare = DemoPlan.SpareSets(spec) > spec.Sites.Length;
        switch (randomized)
        {
            case 4 when spec.Factors.OfType<RecordedFactor>().FirstOrDefault() is { } factor:
                var used = ((ParticipantState.Enrolled)(await stage.ViewAsync(cancellation)).Find(id)!.State).Enrollment.Stratum.Levels.First(level => level.Factor == factor.Name).Level;
                await stage.MustAsync(DemoStaff.Coordinator(site), new RecordMisstratification(id, site, factor.Name, factor.Levels.First(level => level != used), "Entered wrongly at screening."), cancellation);
                break;
            case 6:
                await stage.MustAsync(DemoStaff.Investigator(site), new RecordRandomizedInError(id, site, "An exclusion criterion was found after randomization."), cancellation);
                break;
            case 8 when spare:
                var line = (await stage.ViewAsync(cancellation)).Find(id)!;
                var (visit, medication) = line.Enrollment!.Visits.First();
                await stage.MustAsync(DemoStaff.Pharmacist(site), new ReportKitDamaged(site, medication.Kit, "Bottle leaking when opened."), cancellation);
                await supply.KeepStockedAsync(site, cancellation);
                await stage.MustAsync(DemoStaff.Pharmacist(site), new AssignVisitKit(id, site, visit), cancellation);
                break;
            case 10:
                await BreakAsync(id, site, cancellation);
                break;
            default:
                break;
        }
    }

    private async Task BreakAsync(ParticipantId id, SiteId site, CancellationToken cancellation)
    {
        var (person, role) = spec.MayBreakCode(CodeBreaker.Investigator) ? (DemoStaff.Investigator(site), CodeBreaker.Investigator) : (DemoStaff.ThirdParty, CodeBreaker.ThirdParty);
        var context = stage.As(person);
        DemoStage.Must(await stage.Rooms.Host.ExecuteAsync(spec.Id, new RequestEmergencyUnblinding(id, site, "Seizure; the emergency department needs to know.", role), context, cancellation));
        await stage.Rooms.Vault.DiscloseAsync(spec.Id, id, context.CommandId, cancellation);
        disclosed = id;

        // The night before the line was down: the code had been read out by telephone, and is written down now.
        await stage.MustAsync(DemoStaff.Investigator(site), new IssueEmergencyPack(site), cancellation);
        await stage.MustAsync(DemoStaff.Statistician, new IssueEmergencyCodeList("Poison center"), cancellation);
        await stage.MustAsync(DemoStaff.Investigator(site), new RecordOfflineOpening(id, site, context.Utc, "Night duty", "Poison center", "No connection.", OfflineCode.NotGiven), cancellation);
        await stage.MustAsync(DemoStaff.Monitor, new ReconcileOfflineOpening(id, site, 1, "The form in the pack and the telephone log agree."), cancellation);
    }

    private async Task VisitAsync(ParticipantId id, SiteId site, VisitSpec visit, CancellationToken cancellation)
    {
        if ((await stage.ViewAsync(cancellation)).Find(id)!.State is not ParticipantState.Randomized { Enrollment: var enrollment })
        {
            return;
        }

        if (visit.Kit == VisitKit.New && !enrollment.Visits.ContainsKey(visit.Key))
        {
            await supply.KeepStockedAsync(site, cancellation);
            if (!await stage.TryAsync(DemoStaff.Pharmacist(site), new AssignVisitKit(id, site, visit.Key), cancellation))
            {
                return;
            }
        }

        var before = await stage.ViewAsync(cancellation);
        await recorder.VisitAsync(before, before.Find(id)!, visit, DemoStaff.Pharmacist(site), clock.GetUtcNow(), cancellation);
        await stage.TryAsync(DemoStaff.Pharmacist(site), new DispenseVisit(id, site, visit.Key), cancellation);
        if (people.Percent(1 + (4 / spec.Visits.Length)))
        {
            var (reason, detail) = people.OneOf(Withdrawals);
            await stage.MustAsync(DemoStaff.Coordinator(site), new WithdrawParticipant(id, site, reason, detail), cancellation);
        }
    }

    private static readonly (WithdrawalReason Reason, string Detail)[] Withdrawals =
    [
        (WithdrawalReason.LostToFollowUp, "Did not come and could not be reached."),
        (WithdrawalReason.ConsentWithdrawn, "Withdrew consent."),
        (WithdrawalReason.AdverseEvent, "Headache after the spray."),
        (WithdrawalReason.InvestigatorDecision, "Started an interacting medication."),
    ];

    private async Task LastVisitAsync(ParticipantId id, SiteId site, CancellationToken cancellation)
    {
        var line = (await stage.ViewAsync(cancellation)).Find(id)!;
        foreach (var kit in line.Enrollment!.Visits.Values.Where(visit => visit.Dispensed).Select(visit => visit.Kit).Distinct())
        {
            await stage.MustAsync(DemoStaff.Pharmacist(site), new ReturnKit(site, kit, people.Below(30) / 10m), cancellation);
        }

        if (line.State is ParticipantState.Randomized)
        {
            await stage.MustAsync(DemoStaff.Coordinator(site), new CompleteParticipant(id, site), cancellation);
        }
    }

    private async Task FinishAsync(CancellationToken cancellation)
    {
        await CloseAsync("Target reached.", cancellation);
        await stage.MustAsync(DemoStaff.Statistician, new SignDatabaseLock("I lock the database: all data are entered and checked."), cancellation);
        await stage.MustAsync(DemoStaff.SecondStatistician, new SignDatabaseLock("I lock the database: all data are entered and checked."), cancellation);
        var labels = spec.Arms.ToImmutableSortedDictionary(arm => arm.Key, arm => arm.Label);
        DemoStage.Must(await stage.Rooms.Lifecycle.SignUnblindingAsync(spec.Id, labels, stage.As(DemoStaff.Statistician), cancellation));
        DemoStage.Must(await stage.Rooms.Lifecycle.SignUnblindingAsync(spec.Id, labels, stage.As(DemoStaff.SecondStatistician), cancellation));
        foreach (var custodian in custodians.Approving)
        {
            var approval = custodian.Approve(await stage.Rooms.Vault.UnblindingRequestAsync(spec.Id, cancellation));
            DemoStage.Must(await stage.Rooms.Lifecycle.ApproveAsync(spec.Id, approval, stage.As(DemoStaff.Statistician), cancellation));
        }
    }
}
