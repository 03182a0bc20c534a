using System.Collections.Immutable;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Simulation.Trials;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Simulation.Model;

/// <summary>
/// Decides commands anew against the journal's state at any position, one after the other and without caches, versions, or appends. If what was
/// done is what comes out here, then everything happened as if one after the other, in the journal's order.
/// </summary>
internal sealed class Retelling(Template template, StateHistory history, IAllocator allocator)
{
    /// <summary>Why what stands in the journal is not what the command should have done there; null when it is.</summary>
    public string? Differs(Intent intent, IReadOnlyList<JournalEntry> entries, StoredCommand stored) =>
        Decide(intent, entries[0].Utc, history.Position).Match(
            due => Differs(due, entries) ?? (due.Reply.ToBytes().AsSpan().SequenceEqual(stored.Result) ? null : $"the answer should be {due.Reply}, stored is {CommandReply.FromBytes(stored.Result)}"),
            refusal => $"should have been refused there: {refusal.Code.Name}");

    /// <summary>Why the command is refused at a position; null when it is not.</summary>
    public RefusalCode? RefusalOf(Intent intent, DateTimeOffset utc, long position) => Decide(intent, utc, position).Match(_ => (RefusalCode?)null, refusal => refusal.Code);

    private static string? Differs(Due due, IReadOnlyList<JournalEntry> entries)
    {
        var written = entries.ToLookup(entry => entry.Stream);
        var wanted = due.Events.ToLookup(one => one.Stream);
        return wanted.Select(stream => stream.Key).Union(written.Select(stream => stream.Key)).FirstOrDefault(stream => !Same(wanted[stream], written[stream])) is { } different
            ? $"on {different} it should have written {string.Join(", ", wanted[different].Select(one => one.Happened))}"
            : null;
    }

    private static bool Same(IEnumerable<(string Stream, TrialEvent Happened)> wanted, IEnumerable<JournalEntry> written) =>
        wanted.Select(one => EventCodec.Write(one.Happened)).SequenceEqual(written.Select(entry => new StoredEvent(entry.Type, entry.SchemaVersion, entry.Body)), SameEvent.Comparer);

    private Decision<Due> Decide(Intent intent, DateTimeOffset utc, long position) => intent.Command switch
    {
        StudyCommand command => OfStudy(intent, command, utc, position),
        SiteCommand command => Site.Decide(history.Study(position), history.Site(command.Site, position), command)
            .Select(events => new Due(On(Site.StreamOf(command.Site), events), new CommandReply.Done())),
        AssignVisitKit command => OfVisit(command, CaseOf(command, intent, utc, position)),
        ParticipantCommand command => Participant.Decide(CaseOf(command, intent, utc, position), command)
            .Select(events => new Due(Both(command.Participant, command.Site, events), new CommandReply.Done())),
        RandomizeParticipant command => OfRandomization(command, utc, position),
        _ => throw new ArgumentException($"{intent} is no command."),
    };

    private Decision<Due> OfStudy(Intent intent, StudyCommand command, DateTimeOffset utc, long position)
    {
        var state = history.Study(position);
        var today = command is ReleaseLot release ? SiteCalendar.Today(state, release.Site, utc) : DateOnly.FromDateTime(utc.UtcDateTime);
        var kits = command is ReleaseLot { Sets: var sets } ? Now(allocator.KitNumbersAsync(template.Study, Study.NextSet(state), Math.Min(sets, template.Spec.Kits.Sets - Study.NextSet(state)), default)) : [];
        return Study.Decide(state, command, intent.Actor, today, kits).Select(events => new Due(On(Study.Stream, events), new CommandReply.Done()));
    }

    private Decision<Due> OfVisit(AssignVisitKit command, ParticipantCase at) =>
        Participant.RequestVisitKit(at, command).Then(request => Now(allocator.ChooseKitAsync(request, default))).Select(choice =>
            new Due(Both(command.Participant, command.Site, Participant.AssignKit(command, choice)), new CommandReply.KitReady(command.Participant, command.Visit, choice.Kit, choice.Lot)));

    private Decision<Due> OfRandomization(RandomizeParticipant command, DateTimeOffset utc, long position)
    {
        var study = history.Study(position);
        var participant = history.Participant(command.Participant, position);
        var drawn = Drawn(participant, position);
        var scope = participant is ParticipantState.Eligible eligible ? RandomizationBlock.StratumOf(template.Spec, eligible, drawn).ScopeKey(template.Spec) : null;
        var at = new RandomizationCase(
            study, history.Site(command.Site, position), participant,
            scope is null ? RandomizationBlock.Initial : history.List(scope, position),
            scope is null ? OtherLists.None : OthersThan(scope, participant, position),
            SiteCalendar.Today(study, command.Site, utc))
        {
            Drawn = drawn,
        };
        return RandomizationBlock.Request(at, command).Then(request => Now(allocator.ChooseKitAsync(request, default)).Select(choice => Allocated(command, request, choice, drawn)));
    }

    private Due Allocated(RandomizeParticipant command, KitRequest request, ChosenKit choice, ImmutableArray<DrawnLevel> drawn)
    {
        var events = RandomizationBlock.Allocate(template.Spec, request, choice);
        return new Due(
            [
                .. drawn.Select(level => (RandomizationBlock.StreamOf(level.Slot.Scope), (TrialEvent)new FactorLevelAllocated(level.Slot, command.Participant, level.Before, level.Level))),
                .. On(RandomizationBlock.StreamOf(request.Slot.Scope), events.Block),
                .. Both(command.Participant, command.Site, new ParticipantEvents(events.Participant, events.Site)),
            ],
            new CommandReply.KitReady(command.Participant, request.Visit, choice.Kit, choice.Lot));
    }

    // The levels drawn for an eligible participant, each from the next slot of its list.
    private ImmutableArray<DrawnLevel> Drawn(ParticipantState participant, long position)
    {
        ImmutableArray<DrawnLevel> drawn = [];
        if (participant is ParticipantState.Eligible eligible)
        {
            foreach (var factor in template.Spec.Factors.OfType<RandomizedFactor>())
            {
                var before = RandomizationBlock.StratumOf(template.Spec, eligible, drawn);
                var slot = new Slot(before.ScopeKey(factor), history.List(before.ScopeKey(factor), position).Allocated + 1);
                var level = Now(allocator.DrawLevelAsync(new LevelRequest(template.Study, eligible.Baseline.Id, factor.Name, slot, before), default));
                drawn = drawn.Add(new DrawnLevel(factor.Name, slot, before, level.Match(given => given, refusal => throw new InvalidOperationException(refusal.Code.Name))));
            }
        }

        return drawn;
    }

    private OtherLists OthersThan(string scope, ParticipantState participant, long position)
    {
        var cohort = ((ParticipantState.Existing)participant).Baseline.Cohort;
        var others = Stratum.ScopeKeys(template.Spec).Where(key => key != scope).Select(key => (Key: key, history.List(key, position).Allocated)).ToArray();
        return new OtherLists(others.Sum(list => list.Allocated), others.Where(list => Stratum.ScopeIsOfCohort(list.Key, cohort)).Sum(list => list.Allocated));
    }

    private ParticipantCase CaseOf(ParticipantCommand command, Intent intent, DateTimeOffset utc, long position)
    {
        var study = history.Study(position);
        return new ParticipantCase(study, history.Site(command.Site, position), history.Participant(command.Participant, position), intent.Actor, SiteCalendar.Today(study, command.Site, utc), utc);
    }

    private static ImmutableArray<(string Stream, TrialEvent Happened)> Both(ParticipantId participant, SiteId site, ParticipantEvents events) =>
        [.. On(Participant.StreamOf(participant), events.Participant), .. On(Site.StreamOf(site), events.Site)];

    private static ImmutableArray<(string Stream, TrialEvent Happened)> On(string stream, IEnumerable<TrialEvent> events) => [.. events.Select(happened => (stream, happened))];

    // Over a journal at rest nothing has to be waited for.
    private static T Now<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException("The allocator waits.");

    /// <summary>What a command would write and answer.</summary>
    private sealed record Due(ImmutableArray<(string Stream, TrialEvent Happened)> Events, CommandReply Reply);

    private sealed class SameEvent : IEqualityComparer<StoredEvent>
    {
        public static SameEvent Comparer { get; } = new();

        public bool Equals(StoredEvent? x, StoredEvent? y) => x!.Type == y!.Type && x.SchemaVersion == y.SchemaVersion && x.Body.AsSpan().SequenceEqual(y.Body);

        public int GetHashCode(StoredEvent obj) => obj.Type.GetHashCode(StringComparison.Ordinal);
    }
}
