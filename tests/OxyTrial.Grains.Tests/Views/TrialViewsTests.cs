using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Views;
using Shouldly;

namespace OxyTrial.Grains.Tests;

public sealed class TrialViewsTests
{
    private const int Many = 5200;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_journal_read_at_once_gives_the_view_that_following_it_as_it_grew_gives()
    {
        await using var world = await (await new TrialWorld().BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 2);
        await world.EligibleAsync(1);
        await TrialWorld.DoneAsync(world.RandomizeAsync(1));
        var followed = new TrialViews(world.Journal);
        await followed.StudyAsync(world.Spec.Id, Stop);
        for (var first = 100; first < Many; first += 100)
        {
            await ScreenAndConsentAsync(world, first);
            await followed.StudyAsync(world.Spec.Id, Stop);
        }

        var asItGrew = (await followed.StudyAsync(world.Spec.Id, Stop))!;
        var atOnce = (await new TrialViews(world.Journal).StudyAsync(world.Spec.Id, Stop))!;

        atOnce.Head.Position.ShouldBe((await world.Journal.HeadAsync(world.Spec.Id.Value, Stop)).Position);
        atOnce.Head.Position.ShouldBeGreaterThan(10_000);
        atOnce.Participants.Count.ShouldBe(asItGrew.Participants.Count);
        atOnce.Participants.Values.Count(line => line.State is ParticipantState.Consented).ShouldBe(Many - 100);
        atOnce.Participants.Select(line => (line.Key, line.Value.State.GetType(), line.Value.ScreenedUtc, line.Value.RandomizedUtc))
            .ShouldBe(asItGrew.Participants.Select(line => (line.Key, line.Value.State.GetType(), line.Value.ScreenedUtc, line.Value.RandomizedUtc)));
        atOnce.Milestones.Select(step => (step.Utc, step.Actor, step.Event.GetType())).ShouldBe(asItGrew.Milestones.Select(step => (step.Utc, step.Actor, step.Event.GetType())));
        atOnce.RandomizedAt(TrialSamples.Heidelberg).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_page_of_a_long_journal_cannot_be_read_as_stops_the_view_and_is_told()
    {
        await using var world = await new TrialWorld().BeginAsync();
        for (var first = 100; first < 2200; first += 100)
        {
            await ScreenAndConsentAsync(world, first);
        }

        await AppendAsync(world, "unknown", [new NewEvent("participant/P-1", "NotOfThisBuild", 1, "{}"u8.ToArray())], ["participant/P-1"]);

        await Should.ThrowAsync<UnexpectedEventException>(async () => await new TrialViews(world.Journal).StudyAsync(world.Spec.Id, Stop));
    }

    [Fact]
    public async Task A_view_is_brought_to_the_head_by_one_question()
    {
        await using var world = await new TrialWorld().BeginAsync();
        var asked = new AskedJournal(world.Journal);
        var views = new TrialViews(asked);
        var behind = (await views.StudyAsync(world.Spec.Id, Stop))!.Head.Position;
        await world.EligibleAsync(1);
        asked.Questions.Clear();

        var view = (await views.StudyAsync(world.Spec.Id, Stop))!;
        var again = await views.StudyAsync(world.Spec.Id, Stop);

        view.Head.Position.ShouldBe(behind + 3);
        again.ShouldBeSameAs(view);
        asked.Questions.ShouldBe([$"after {behind}", $"after {behind + 3}"]);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Of_two_who_have_read_the_same_events_each_folds_what_the_other_has_not(int first, int second)
    {
        await using var world = await new TrialWorld().BeginAsync();
        var asked = new AskedJournal(world.Journal);
        var views = new TrialViews(asked);
        await views.StudyAsync(world.Spec.Id, Stop);
        (TaskCompletionSource GoOn, Task<StudyView?> Asking)[] both = new (TaskCompletionSource, Task<StudyView?>)[2];
        foreach (var number in Enumerable.Range(0, 2))
        {
            await world.EligibleAsync(number + 1);
            var goOn = new TaskCompletionSource();
            asked.Answer = goOn.Task;
            both[number] = (goOn, views.StudyAsync(world.Spec.Id, Stop).AsTask());
        }

        both[first].GoOn.SetResult();
        (await both[first].Asking)!.Participants.Count.ShouldBe(first + 1);
        both[second].GoOn.SetResult();
        var view = await both[second].Asking;

        Likeness.Difference(await new TrialViews(world.Journal).StudyAsync(world.Spec.Id, Stop), view).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_written_in_many_studies_is_asked_for_by_one_question()
    {
        await using var journal = new InMemoryJournal();
        await using var first = await new TrialWorld(journal).BeginAsync();
        await using var second = await new TrialWorld(journal, Named("OXY-second")).BeginAsync();
        await using var third = await new TrialWorld(journal, Named("OXY-third")).BeginAsync();
        var asked = new AskedJournal(journal);
        var views = new TrialViews(asked);
        await views.ForEachAsync(await journal.HeadsAsync(Stop), _ => ValueTask.CompletedTask, Stop);
        await first.EligibleAsync(1);
        await second.EligibleAsync(1);
        await second.EligibleAsync(2);
        asked.Questions.Clear();

        var seen = new List<(string Study, long Position, int Participants)>();
        await views.ForEachAsync(await journal.HeadsAsync(Stop), view => Add(seen, view), Stop);

        asked.Questions.ShouldBe(["several"]);
        seen.Select(view => (view.Study, view.Participants)).ShouldBe([(first.Spec.Id.Value, 1), ("OXY-second", 2), ("OXY-third", 0)], ignoreOrder: true);
        seen.ShouldAllBe(view => view.Position == journal.HeadAsync(view.Study, Stop).AsTask().Result.Position);
    }

    [Fact]
    public async Task Studies_that_cannot_be_asked_for_together_are_asked_for_one_by_one()
    {
        await using var journal = new InMemoryJournal();
        await using var first = await new TrialWorld(journal).BeginAsync();
        await using var second = await new TrialWorld(journal, Named("OXY-second")).BeginAsync();
        var asked = new AskedJournal(journal) { SeveralFail = true };
        var views = new TrialViews(asked);
        await views.ForEachAsync(await journal.HeadsAsync(Stop), _ => ValueTask.CompletedTask, Stop);
        await first.EligibleAsync(1);
        await second.EligibleAsync(1);

        var seen = new List<(string Study, long Position, int Participants)>();
        await views.ForEachAsync(await journal.HeadsAsync(Stop), view => Add(seen, view), Stop);

        seen.Select(view => view.Participants).ShouldBe([1, 1]);
    }

    [Fact]
    public async Task A_node_decides_from_what_it_has_read_of_anothers_work_and_need_not_be_put_right_first()
    {
        await using var world = await (await new TrialWorld().BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 6);
        for (var number = 1; number <= 4; number++)
        {
            await world.EligibleAsync(number);
        }

        var asked = new AskedJournal(world.Journal);
        var states = new StreamCache(asked);
        var (node, views) = (new InProcessTrialHost(asked, world.Vault, states), new TrialViews(asked, states: states));
        await TrialWorld.DoneAsync(world.RandomizeAsync(1, host: node));
        await TrialWorld.DoneAsync(world.RandomizeAsync(2));
        await TrialWorld.DoneAsync(world.RandomizeAsync(3));
        await views.StudyAsync(world.Spec.Id, Stop);
        asked.Questions.Clear();

        await TrialWorld.DoneAsync(world.RandomizeAsync(4, host: node));

        asked.Questions.ShouldBe([$"stream {Participant.StreamOf(TrialSamples.Participant(4))}"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(11)]
    public async Task A_view_that_is_far_behind_is_brought_to_the_head_all_the_same(int hundreds)
    {
        await using var journal = new InMemoryJournal();
        await using var world = await new TrialWorld(journal).BeginAsync();
        await using var other = await new TrialWorld(journal, Named("OXY-second")).BeginAsync();
        var (asked, followed) = (new TrialViews(journal), new TrialViews(journal));
        await asked.StudyAsync(world.Spec.Id, Stop);
        await followed.ForEachAsync(await journal.HeadsAsync(Stop), _ => ValueTask.CompletedTask, Stop);
        for (var first = 100; first <= 100 * hundreds; first += 100)
        {
            // Half of them at first, so that a hundred events are new: as many as one question for a few brings.
            await ScreenAndConsentAsync(world, first, hundreds == 1 ? 50 : 100);
        }

        await other.EligibleAsync(1);
        var seen = new List<(string Study, long Position, int Participants)>();
        await followed.ForEachAsync(await journal.HeadsAsync(Stop), view => Add(seen, view), Stop);

        (await asked.StudyAsync(world.Spec.Id, Stop))!.Head.ShouldBeEquivalentTo(await journal.HeadAsync(world.Spec.Id.Value, Stop));
        seen.Select(view => view.Participants).ShouldBe([hundreds == 1 ? 50 : 100 * hundreds, 1], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_decision_cannot_rest_on_does_not_stop_the_view_and_is_told_to_who_decides()
    {
        await using var world = await (await new TrialWorld().BeginAsync()).SupplyAsync(TrialSamples.Heidelberg, 6);
        await world.EligibleAsync(1);
        await world.EligibleAsync(2);
        var states = new StreamCache(world.Journal);
        var (node, views) = (new InProcessTrialHost(world.Journal, world.Vault, states), new TrialViews(world.Journal, states: states));
        await TrialWorld.DoneAsync(world.RandomizeAsync(1, host: node));
        var allocated = (await world.Journal.ReadAllAsync(world.Spec.Id.Value, 0, 100, Stop)).Single(entry => entry.Type == nameof(SlotAllocated));
        await views.StudyAsync(world.Spec.Id, Stop);

        // The same place of the list once more.
        await AppendAsync(world, "damage", [new NewEvent(allocated.Stream, allocated.Type, allocated.SchemaVersion, allocated.Body)], [allocated.Stream], version: 1);

        (await views.StudyAsync(world.Spec.Id, Stop))!.Head.ShouldBeEquivalentTo(await world.Journal.HeadAsync(world.Spec.Id.Value, Stop));
        await Should.ThrowAsync<UnexpectedEventException>(() => world.RandomizeAsync(2, host: node));
    }

    private static StudySpec Named(string study) => TrialSamples.Spec() with { Id = StudyId.FromTrusted(study) };

    private static ValueTask Add(List<(string Study, long Position, int Participants)> seen, StudyView view)
    {
        seen.Add((view.Id.Value, view.Head.Position, view.Participants.Count));
        return ValueTask.CompletedTask;
    }

    private static Task ScreenAndConsentAsync(TrialWorld world, int first, int count = 100)
    {
        var participants = Enumerable.Range(first, count).Select(TrialSamples.Participant).ToArray();
        NewEvent[] events =
        [
            .. participants.SelectMany(id => new ParticipantEvent[]
            {
                new ParticipantScreened(id, TrialSamples.Heidelberg, "BPD", ImmutableSortedDictionary<string, string>.Empty),
                new ConsentRecorded("1.0"),
            }.Select(EventCodec.Write).Select(stored => new NewEvent(Participant.StreamOf(id), stored.Type, stored.SchemaVersion, stored.Body))),
        ];
        return AppendAsync(world, string.Create(CultureInfo.InvariantCulture, $"many-{first}"), events, [.. participants.Select(Participant.StreamOf)]);
    }

    private static async Task AppendAsync(TrialWorld world, string command, NewEvent[] events, string[] streams, long version = 0) =>
        (await world.Journal.AppendAsync(
            new AppendRequest(world.Spec.Id.Value, command, new byte[32], "ada", TrialWorld.Start, [.. streams.Select(stream => new StreamVersion(stream, version))], events, [], new byte[1]),
            Stop)).ShouldBeOfType<AppendOutcome.Written>();

    /// <summary>Remembers what it was asked.</summary>
    private sealed class AskedJournal(IJournal journal) : DelegatingJournal(journal, owns: false)
    {
        public List<string> Questions { get; } = [];

        public bool SeveralFail { get; init; }

        /// <summary>When what was read is answered.</summary>
        public Task Answer { get; set; } = Task.CompletedTask;

        public override ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
            base.FindCommandAsync(study, Ask($"command {commandId}", commandId), cancellationToken);

        public override ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
            base.ReadStreamAsync(study, Ask($"stream {stream}", stream), afterVersion, cancellationToken);

        public override ValueTask<IReadOnlyList<JournalEntry>> ReadStreamsAsync(string study, IReadOnlyCollection<StreamVersion> after, CancellationToken cancellationToken = default) =>
            base.ReadStreamsAsync(study, Ask($"streams {string.Join(' ', after.Select(stream => stream.Stream))}", after), cancellationToken);

        public override async ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAllAsync(study, Ask($"after {afterPosition}", afterPosition), take, cancellationToken);
            await Answer;
            return read;
        }

        public override ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(IReadOnlyCollection<JournalHead> after, int take, CancellationToken cancellationToken = default) =>
            SeveralFail ? throw new JournalUnavailableException("Not this time.") : base.ReadAllAsync(Ask("several", after), take, cancellationToken);

        public override ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => base.HeadAsync(Ask("head", study), cancellationToken);

        private T Ask<T>(string question, T about)
        {
            Questions.Add(question);
            return about;
        }
    }
}
