using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Journal;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;
using Shouldly;

namespace OxyTrial.Grains.Tests;

public sealed class StreamsAtHeadTests
{
    private static readonly StudyId Study = StudyId.FromTrusted("at-head");
    private static readonly ParticipantId First = ParticipantId.FromTrusted("P-1");
    private static readonly ParticipantId Second = ParticipantId.FromTrusted("P-2");

    private readonly Counting journal = new();
    private int commands;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_known_state_takes_in_what_was_written_since_and_so_does_one_that_was_loaded_in_between()
    {
        var streams = new StreamsAtHead(Study, journal);
        await ScreenAsync(First);
        await streams.CatchUpAsync(Stop);
        (await StateAsync(streams, First)).ShouldBeOfType<ParticipantState.Screened>();
        await ScreenAsync(Second);
        await ConsentAsync(Second);
        (await StateAsync(streams, Second)).ShouldBeOfType<ParticipantState.Consented>();
        await ConsentAsync(First);

        await streams.CatchUpAsync(Stop);

        (await StateAsync(streams, First)).ShouldBeOfType<ParticipantState.Consented>();
        (await StateAsync(streams, Second)).ShouldBeOfType<ParticipantState.Consented>();
        (await streams.LoadAsync(Study, StreamKind.OfParticipant, Participant.StreamOf(Second), Stop)).Version.ShouldBe(2);
    }

    [Fact]
    public async Task All_known_states_are_brought_forward_by_one_reading()
    {
        var streams = new StreamsAtHead(Study, journal);
        await ScreenAsync(First);
        await ScreenAsync(Second);
        await streams.CatchUpAsync(Stop);
        await StateAsync(streams, First);
        await StateAsync(streams, Second);
        await ConsentAsync(First);
        await ConsentAsync(Second);
        journal.Readings = 0;

        await streams.CatchUpAsync(Stop);

        (await StateAsync(streams, First)).ShouldBeOfType<ParticipantState.Consented>();
        (await StateAsync(streams, Second)).ShouldBeOfType<ParticipantState.Consented>();
        journal.Readings.ShouldBe(1);
    }

    [Fact]
    public async Task More_events_than_one_reading_takes_are_all_taken_in()
    {
        var streams = new StreamsAtHead(Study, journal);
        await ScreenAsync(First);
        await streams.CatchUpAsync(Stop);
        await StateAsync(streams, First);
        for (var number = 10; number < 2300; number++)
        {
            await ScreenAsync(ParticipantId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"P-{number}")));
        }

        await ConsentAsync(First);
        await streams.CatchUpAsync(Stop);

        (await StateAsync(streams, First)).ShouldBeOfType<ParticipantState.Consented>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_journal_that_lost_the_newest_event_known_is_read_anew_whether_it_is_shorter_or_went_on_otherwise(int others)
    {
        var streams = new StreamsAtHead(Study, journal);
        await ScreenAsync(First);
        await ConsentAsync(First);
        await streams.CatchUpAsync(Stop);
        (await StateAsync(streams, First)).ShouldBeOfType<ParticipantState.Consented>();

        journal.BeginAnew();
        for (var number = 0; number < others; number++)
        {
            await ScreenAsync(ParticipantId.FromTrusted(string.Create(CultureInfo.InvariantCulture, $"Q-{number}")));
        }

        await streams.CatchUpAsync(Stop);

        (await StateAsync(streams, First)).ShouldBeOfType<ParticipantState.NotScreened>();
    }

    [Fact]
    public async Task Another_study_is_refused() =>
        await Should.ThrowAsync<ArgumentException>(async () => await new StreamsAtHead(Study, journal)
            .LoadAsync(StudyId.FromTrusted("another"), StreamKind.OfParticipant, Participant.StreamOf(First), Stop));

    private static async Task<object> StateAsync(StreamsAtHead streams, ParticipantId participant) =>
        (await streams.LoadAsync(Study, StreamKind.OfParticipant, Participant.StreamOf(participant), Stop)).State;

    private Task ScreenAsync(ParticipantId participant) =>
        AppendAsync(participant, 0, new ParticipantScreened(participant, SiteId.FromTrusted("HD"), "BPD", ImmutableSortedDictionary<string, string>.Empty));

    private Task ConsentAsync(ParticipantId participant) => AppendAsync(participant, 1, new ConsentRecorded("1.0"));

    private async Task AppendAsync(ParticipantId participant, long version, ParticipantEvent happened)
    {
        var (stream, stored) = (Participant.StreamOf(participant), EventCodec.Write(happened));
        (await journal.Inner.AppendAsync(
            new AppendRequest(
                Study.Value, string.Create(CultureInfo.InvariantCulture, $"{++commands}"), new byte[32], "somebody", DateTimeOffset.UnixEpoch,
                [new StreamVersion(stream, version)], [new NewEvent(stream, stored.Type, stored.SchemaVersion, stored.Body)], [], new byte[1]),
            Stop)).ShouldBeOfType<AppendOutcome.Written>();
    }

    /// <summary>Counts readings, and can be replaced as by a restore.</summary>
    private sealed class Counting : IJournalReader
    {
        public InMemoryJournal Inner { get; private set; } = new();

        public int Readings { get; set; }

        public void BeginAnew() => Inner = new InMemoryJournal();

        public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) => Read().FindCommandAsync(study, commandId, cancellationToken);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
            Read().ReadStreamAsync(study, stream, afterVersion, cancellationToken);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
            Read().ReadAllAsync(study, afterPosition, take, cancellationToken);

        public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => Read().HeadAsync(study, cancellationToken);

        public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => Read().StudiesAsync(cancellationToken);

        private InMemoryJournal Read()
        {
            Readings++;
            return Inner;
        }
    }
}
