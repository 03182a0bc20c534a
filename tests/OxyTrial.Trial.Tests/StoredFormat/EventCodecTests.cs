using System.Text;
using System.Text.Json;
using OxyTrial.Samples;
using OxyTrial.Trial.StoredFormat;
using Shouldly;

namespace OxyTrial.Trial.Tests.StoredFormat;

public sealed class EventCodecTests
{
    private static readonly string GoldenFolder = Repository.PathOf("tests", "OxyTrial.Trial.Tests", "StoredFormat", "golden");

    public static TheoryData<string> TypeNames => [.. EventCodec.TypeNames];

    [Fact]
    public void Every_event_type_has_a_sample()
    {
        EventSamples.All.Select(sample => sample.GetType().Name).Order(StringComparer.Ordinal).ShouldBe(EventCodec.TypeNames);
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void An_event_read_back_is_written_as_the_same_bytes(string type)
    {
        var stored = EventCodec.Write(Sample(type));
        var read = EventCodec.Read(stored.Type, stored.SchemaVersion, stored.Body);
        read.GetType().Name.ShouldBe(type);
        Text(EventCodec.Write(read).Body).ShouldBe(Text(stored.Body));
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Names_and_fields_of_an_event_are_its_golden_file(string type)
    {
        var golden = Path.Combine(GoldenFolder, $"{type}.1.json");
        var stored = EventCodec.Write(Sample(type));
        if (Environment.GetEnvironmentVariable("OXYTRIAL_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(golden, Text(stored.Body) + "\n");
        }

        File.Exists(golden).ShouldBeTrue($"{golden} is missing: a new event type is committed with its golden file");
        Text(stored.Body).ShouldBe(File.ReadAllText(golden).TrimEnd('\n'), $"'{type}' is a stored format: it is never changed, a new shape gets a new schema version");
        stored.SchemaVersion.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void A_golden_file_of_any_event_reads_back(string type)
    {
        var body = File.ReadAllBytes(Path.Combine(GoldenFolder, $"{type}.1.json"));
        Text(EventCodec.Write(EventCodec.Read(type, 1, body)).Body).ShouldBe(Text(body).TrimEnd('\n'));
    }

    [Fact]
    public void A_golden_file_stays_even_when_its_event_type_is_gone()
    {
        Directory.GetFiles(GoldenFolder).Select(file => Path.GetFileName(file).Replace(".1.json", string.Empty, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ShouldBe(EventCodec.TypeNames);
    }

    [Fact]
    public void An_unknown_event_type_stops_replay() =>
        Should.Throw<UnexpectedEventException>(() => EventCodec.Read("KitTeleported", 1, "{}"u8)).Message.ShouldContain("KitTeleported");

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_event_of_another_schema_version_stops_replay(int version) =>
        Should.Throw<UnexpectedEventException>(() => EventCodec.Read(nameof(StudyActivated), version, "{}"u8));

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void A_body_without_one_of_its_fields_stops_replay(string type)
    {
        var body = EventCodec.Write(Sample(type)).Body;
        using var document = JsonDocument.Parse(body);
        foreach (var field in document.RootElement.EnumerateObject())
        {
            var less = JsonSerializer.SerializeToUtf8Bytes(document.RootElement.EnumerateObject().Where(other => other.Name != field.Name).ToDictionary(other => other.Name, other => other.Value));
            Should.Throw<UnexpectedEventException>(() => EventCodec.Read(type, 1, less), field.Name);
        }
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void A_body_with_a_field_more_stops_replay(string type)
    {
        var body = Text(EventCodec.Write(Sample(type)).Body);
        var more = body == "{}" ? """{"arm":"A"}""" : body.Insert(1, "\"arm\":\"A\",");
        Should.Throw<UnexpectedEventException>(() => EventCodec.Read(type, 1, Encoding.UTF8.GetBytes(more)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"commitment":null}""")]
    [InlineData("""{"commitment":7}""")]
    [InlineData("""{"commitment":"a","commitment":"b"}""")]
    public void A_damaged_body_stops_replay(string body) =>
        Should.Throw<UnexpectedEventException>(() => EventCodec.Read(nameof(StudySealed), 1, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"kit":"12345","reason":"x"}""")]
    [InlineData("""{"kit":7,"reason":"x"}""")]
    [InlineData("""{"kit":null,"reason":"x"}""")]
    public void A_kit_number_that_is_none_stops_replay(string body) =>
        Should.Throw<UnexpectedEventException>(() => EventCodec.Read(nameof(KitDamaged), 1, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Events_fold_only_onto_streams_of_their_kind()
    {
        foreach (var kind in new[] { StreamKind.OfStudy, StreamKind.OfSite, StreamKind.OfParticipant, StreamKind.OfBlock })
        {
            foreach (var foreign in EventSamples.All.Where(sample => !BelongsTo(kind, sample)))
            {
                Should.Throw<UnexpectedEventException>(() => kind.Evolve(kind.Initial, foreign), foreign.GetType().Name);
            }
        }
    }

    [Fact]
    public void A_stream_is_folded_by_the_kind_its_name_begins_with()
    {
        StreamKind.Of("study").ShouldBe(StreamKind.OfStudy);
        StreamKind.Of("site/HD").ShouldBe(StreamKind.OfSite);
        StreamKind.Of("participant/P-001").ShouldBe(StreamKind.OfParticipant);
        StreamKind.Of("block/cohort=BPD").ShouldBe(StreamKind.OfBlock);
        Should.Throw<UnexpectedEventException>(() => StreamKind.Of("kit/1"));
        Should.Throw<UnexpectedEventException>(() => StreamKind.Of(null!));
    }

    private static bool BelongsTo(StreamKind kind, TrialEvent happened) => happened switch
    {
        StudyEvent => kind == StreamKind.OfStudy,
        SiteEvent => kind == StreamKind.OfSite,
        ParticipantEvent => kind == StreamKind.OfParticipant,
        _ => kind == StreamKind.OfBlock,
    };

    private static TrialEvent Sample(string type) => EventSamples.All.Single(sample => sample.GetType().Name == type);

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}
