using System.Collections.Immutable;
using OxyTrial.Samples;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Trial.Tests;

/// <summary>
/// A trial driven by numbers: each picks a command with plausible or wrong content. Whatever is accepted is written to streams through the
/// codec and folded again; nothing else changes.
/// </summary>
internal sealed class RandomTrial
{
    private static readonly SiteId[] Sites = [TrialSamples.Heidelberg, TrialSamples.Ulm, TrialSamples.Nowhere];
    private static readonly string[] Visits = ["V1", "V2", "V3", "V4", "V9"];
    private static readonly string[] Texts = ["a reason", ""];
    private readonly StudySpec spec = TrialSamples.Spec().WithCaps(study: 6, cohort: ("BPD", 4), site: ("HD", 3));
    private readonly Dictionary<string, List<StoredEvent>> journal = [];
    private int kitsMade;

    public int Accepted { get; private set; }

    public IReadOnlyDictionary<string, List<StoredEvent>> Journal => journal;

    public Dictionary<string, object> States { get; } = [];

    public IEnumerable<T> StatesOf<T>() => States.Values.OfType<T>();

    private StudyState StudyNow => (StudyState)Now(Study.Stream);

    /// <summary>A trial that is recruiting at one site with kits and four eligible participants; the numbers take it from there.</summary>
    public RandomTrial()
    {
        Do(new RegisterStudy(spec, "p"), "ada");
        Do(new SealStudy("c"), "ada");
        Do(new ActivateStudy(), "ada");
        Do(new OpenSite(TrialSamples.Heidelberg));
        Do(new ReleaseLot("L1", TrialSamples.Heidelberg, TrialSamples.Expiry, 8), "ada");
        Do(new ReceiveLot(TrialSamples.Heidelberg, "L1"));
        for (var number = 0; number < 4; number++)
        {
            Do(new ScreenParticipant(TrialSamples.Participant(number), TrialSamples.Heidelberg, "BPD", TrialSamples.Recorded(("gender", number % 2 == 0 ? "F" : "M"))));
            Do(new RecordConsent(TrialSamples.Participant(number), TrialSamples.Heidelberg, "2.0"));
            Do(new ConfirmEligibility(TrialSamples.Participant(number), TrialSamples.Heidelberg, ["adult", "nose-clear"]));
        }
    }

    public void Step(uint number)
    {
        int Pick(int count)
        {
            var picked = (int)(number % (uint)count);
            number /= (uint)count;
            return picked;
        }

        var participant = TrialSamples.Participant(Pick(6));
        var site = Sites[Pick(8) switch { 0 => 1, 1 => 2, _ => 0 }];
        var text = Texts[Pick(8) == 0 ? 1 : 0];
        var visit = Visits[Pick(5)];
        switch (Pick(22))
        {
            case 0: Do(new ScreenParticipant(participant, site, "BPD", TrialSamples.Recorded(("gender", Pick(2) == 0 ? "F" : "M")))); break;
            case 1: Do(new ScreenParticipant(participant, site, "healthy", TrialSamples.Recorded(("gender", Pick(2) == 0 ? "F" : "X")))); break;
            case 2 or 3: Do(new RecordConsent(participant, site, text)); break;
            case 4 or 5: Do(new ConfirmEligibility(participant, site, ["adult", "nose-clear"])); break;
            case 6 or 7 or 8: Randomize(new RandomizeParticipant(participant, site), Pick); break;
            case 9 or 10: Do(new DispenseVisit(participant, site, Pick(3) == 0 ? visit : "V1")); break;
            case 11: Assign(new AssignVisitKit(participant, site, visit), Pick); break;
            case 12: Do(new ExcludeParticipant(participant, site, ExclusionReason.Other, text)); break;
            case 13: Do(new WithdrawParticipant(participant, site, WithdrawalReason.Other, text)); break;
            case 14: Do(new CompleteParticipant(participant, site)); break;
            case 15: Do(new RecordRandomizedInError(participant, site, text)); break;
            case 16: Do(new RecordMisstratification(participant, site, "gender", Pick(2) == 0 ? "F" : "M", text)); break;
            case 17: Do(Emergency(participant, site, text, Pick(4))); break;
            case 18: Do(new ReportKitDamaged(site, TrialSamples.Kit(Pick(20)), text)); break;
            case 19: Do(new ReturnKit(site, TrialSamples.Kit(Pick(20)), 1)); break;
            case 20: Do(OfSite(Pick(30), site, text, Pick(4))); break;
            default: Do(OfStudy(Pick(40), site, text, Pick(4)), Pick(2) == 0 ? "ada" : "grace"); break;
        }
    }

    /// <summary>The states folded from the stored bytes alone.</summary>
    public Dictionary<string, object> Replay() => journal.ToDictionary(
        stream => stream.Key,
        stream => stream.Value.Aggregate(StreamKind.Of(stream.Key).Initial, (state, stored) => StreamKind.Of(stream.Key).Evolve(state, EventCodec.Read(stored.Type, stored.SchemaVersion, stored.Body))));

    private static ParticipantCommand Emergency(ParticipantId participant, SiteId site, string text, int which) => which switch
    {
        0 => new RecordOfflineOpening(participant, site, TrialSamples.Now.AddHours(-3), "grace", "hotline", text, OfflineCode.NotGiven),
        1 => new ReconcileOfflineOpening(participant, site, 1, text),
        _ => new RequestEmergencyUnblinding(participant, site, text),
    };

    private static SiteCommand OfSite(int which, SiteId site, string text, int lot) => which switch
    {
        0 => new OpenSite(site),
        1 => new SuspendSite(site, text),
        2 => new ResumeSite(site),
        3 => new CloseSite(site, text),
        _ => new ReceiveLot(site, $"L{lot}"),
    };

    private StudyCommand OfStudy(int which, SiteId site, string text, int lot) => which switch
    {
        0 => new CloseRecruitment(text),
        1 or 2 => new SignDatabaseLock(text),
        3 or 4 => new SignUnblinding(Samples.States.Labels),
        5 => new RecordReveal("s", "t", "{}", "u"),
        6 => new SealStudy("c"),
        7 => new ActivateStudy(),
        8 => new RegisterStudy(spec, "p"),
        10 => new IssueEmergencyPack(site),
        11 => new IssueEmergencyCodeList(text),
        9 => new ReleaseLot("", site, DateOnly.MinValue, int.MaxValue),
        _ => new ReleaseLot($"L{lot}", site, TrialSamples.Today.AddDays(lot * 5), lot),
    };

    private void Do(StudyCommand command, string actor)
    {
        var kits = command is ReleaseLot { Sets: > 0 and < 100 } release ? TrialSamples.Kits(kitsMade + 1, release.Sets * 2) : [];
        var decision = Study.Decide(StudyNow, command, actor, TrialSamples.Today, kits);
        kitsMade += decision.Match(_ => kits.Length, _ => 0);
        Write(decision.Select(events => Of(Study.Stream, events)));
    }

    private void Do(SiteCommand command) => Write(Site.Decide(StudyNow, (SiteState)Now(Site.StreamOf(command.Site)), command).Select(events => Of(Site.StreamOf(command.Site), events)));

    private void Do(ParticipantCommand command) => Write(Participant.Decide(Case(command), command).Select(events => Of(command, events)));

    private void Assign(AssignVisitKit command, Func<int, int> pick) => Write(
        Participant.RequestVisitKit(Case(command), command).Select(request => Of(command, Participant.AssignKit(command, Choose(request, pick)))));

    private void Randomize(RandomizeParticipant command, Func<int, int> pick)
    {
        var participant = (ParticipantState)Now(Participant.StreamOf(command.Participant));
        var scope = RandomizationBlock.ScopeOf(StudyNow, participant);
        var others = States.Where(stream => stream.Key.StartsWith("block/", StringComparison.Ordinal) && stream.Key != $"block/{scope}").ToArray();
        var counts = new OtherLists(
            others.Sum(stream => ((RandomizationBlockState)stream.Value).Allocated),
            others.Where(stream => participant is ParticipantState.Existing known && Stratum.ScopeIsOfCohort(stream.Key[6..], known.Baseline.Cohort)).Sum(stream => ((RandomizationBlockState)stream.Value).Allocated));
        var block = scope is null ? RandomizationBlock.Initial : (RandomizationBlockState)Now(RandomizationBlock.StreamOf(scope));
        var at = new RandomizationCase(StudyNow, (SiteState)Now(Site.StreamOf(command.Site)), participant, block, counts, TrialSamples.Today);
        Write(RandomizationBlock.Request(at, command).Select(request =>
        {
            var events = RandomizationBlock.Allocate(spec, request, Choose(request, pick));
            return (IEnumerable<(string, TrialEvent)>)
            [
                .. Of(RandomizationBlock.StreamOf(request.Slot.Scope), events.Block),
                .. Of(Participant.StreamOf(command.Participant), events.Participant),
                .. Of(Site.StreamOf(command.Site), events.Site),
            ];
        }));
    }

    private static ChosenKit Choose(KitRequest request, Func<int, int> pick) => new(request.Lots[0].Available[pick(request.Lots[0].Available.Length)], request.Lots[0].Lot);

    private ParticipantCase Case(ParticipantCommand command) => new(
        StudyNow, (SiteState)Now(Site.StreamOf(command.Site)), (ParticipantState)Now(Participant.StreamOf(command.Participant)), "ada", TrialSamples.Today, TrialSamples.Now);

    private object Now(string stream) => States.GetValueOrDefault(stream) ?? StreamKind.Of(stream).Initial;

    private static IEnumerable<(string Stream, TrialEvent Event)> Of(ParticipantCommand command, ParticipantEvents events) =>
        [.. Of(Participant.StreamOf(command.Participant), events.Participant), .. Of(Site.StreamOf(command.Site), events.Site)];

    private static IEnumerable<(string Stream, TrialEvent Event)> Of<T>(string stream, ImmutableArray<T> events)
        where T : TrialEvent => events.Select(happened => (stream, (TrialEvent)happened));

    private void Write(Decision<IEnumerable<(string Stream, TrialEvent Event)>> decision) => decision.Match(
        events =>
        {
            Accepted++;
            foreach (var (stream, happened) in events)
            {
                States[stream] = StreamKind.Of(stream).Evolve(Now(stream), happened);
                (journal.TryGetValue(stream, out var stored) ? stored : journal[stream] = []).Add(EventCodec.Write(happened));
            }

            return true;
        },
        refusal => refusal.Code.Number == 0);
}
