using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Journal;
using OxyTrial.Samples;
using OxyTrial.Trial;
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

    private static Task ScreenAndConsentAsync(TrialWorld world, int first)
    {
        var participants = Enumerable.Range(first, 100).Select(TrialSamples.Participant).ToArray();
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

    private static async Task AppendAsync(TrialWorld world, string command, NewEvent[] events, string[] streams) =>
        (await world.Journal.AppendAsync(
            new AppendRequest(world.Spec.Id.Value, command, new byte[32], "ada", TrialWorld.Start, [.. streams.Select(stream => new StreamVersion(stream, 0))], events, [], new byte[1]),
            Stop)).ShouldBeOfType<AppendOutcome.Written>();
}
