using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;
using Shouldly;

namespace OxyTrial.Trial.Tests;

public sealed class RandomTrialTests
{
    [Fact]
    public void Whatever_is_asked_in_whatever_order_nothing_throws_and_every_invariant_holds()
    {
        var (steps, randomized, dispensed) = (0, 0, 0);
        Prop.ForAll(Numbers, numbers =>
        {
            var trial = new RandomTrial();
            foreach (var number in numbers)
            {
                trial.Step(number);
            }

            EachKitHasOneHolder(trial);
            EachParticipantHasOneSlotAndSlotsAreGapless(trial);
            LimitsHold(trial);
            StockAddsUp(trial);
            ReplayGivesTheSameStates(trial);
            steps += trial.Accepted;
            randomized += trial.StatesOf<ParticipantState.Enrolled>().Count();
            dispensed += trial.StatesOf<ParticipantState.Enrolled>().Count(state => state.Enrollment.Visits.Values.Any(visit => visit.Dispensed));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(1, 1));

        // A walk that gets nowhere would prove nothing.
        randomized.ShouldBeGreaterThan(150);
        dispensed.ShouldBeGreaterThan(30);
        steps.ShouldBeGreaterThan(2_000);
    }

    private static Arbitrary<uint[]> Numbers => Arb.From(
        Gen.Choose(60, 240).SelectMany(count => Gen.Choose(0, int.MaxValue).Select(number => (uint)number).ArrayOf(count)),
        numbers => numbers.Length < 2 ? [] : [numbers[..(numbers.Length / 2)], numbers[(numbers.Length / 2)..], numbers[..^1], numbers[1..]]);

    private static void EachKitHasOneHolder(RandomTrial trial)
    {
        var assigned = trial.Journal.Values.SelectMany(stored => stored).Where(stored => stored.Type == nameof(KitAssigned))
            .Select(stored => ((KitAssigned)EventCodec.Read(stored.Type, 1, stored.Body)).Kit);
        assigned.ShouldBeUnique();
        var held = trial.StatesOf<ParticipantState.Enrolled>().SelectMany(state => state.Enrollment.Visits.Where(visit => visit.Key is "V1" or "V4").Select(visit => visit.Value.Kit));
        held.ShouldBeUnique();
    }

    private static void EachParticipantHasOneSlotAndSlotsAreGapless(RandomTrial trial)
    {
        var slots = trial.Journal.Where(stream => stream.Key.StartsWith("block/", StringComparison.Ordinal))
            .Select(stream => stream.Value.Select(stored => (SlotAllocated)EventCodec.Read(stored.Type, 1, stored.Body)).ToArray()).ToArray();
        foreach (var list in slots)
        {
            list.Select(allocated => allocated.Slot.Sequence).ShouldBe(Enumerable.Range(1, list.Length));
        }

        slots.SelectMany(list => list.Select(allocated => allocated.Participant)).ShouldBeUnique();
        slots.Sum(list => list.Length).ShouldBe(trial.StatesOf<ParticipantState.Enrolled>().Count());
    }

    private static void LimitsHold(RandomTrial trial)
    {
        var enrolled = trial.StatesOf<ParticipantState.Enrolled>().ToArray();
        enrolled.Length.ShouldBeLessThanOrEqualTo(6);
        enrolled.Count(state => state.Baseline.Cohort == "BPD").ShouldBeLessThanOrEqualTo(4);
        enrolled.Count(state => state.Baseline.Site.Value == "HD").ShouldBeLessThanOrEqualTo(3);
    }

    private static void StockAddsUp(RandomTrial trial)
    {
        foreach (var site in trial.StatesOf<SiteState>())
        {
            foreach (var lot in site.Stock.Lots.Values)
            {
                var kits = site.Stock.Kits.Where(kit => kit.Value.Lot == lot.Name).ToArray();
                (lot.Available.Count + lot.UsedOrLost).ShouldBe(kits.Length);
                lot.Available.ShouldBe(kits.Where(kit => kit.Value.Status == KitStatus.Available).Select(kit => kit.Key), ignoreOrder: true);
            }

            site.Stock.Randomized.ShouldBe(trial.StatesOf<ParticipantState.Enrolled>().Count(state => Site.StreamOf(state.Baseline.Site) == trial.States.Single(stream => ReferenceEquals(stream.Value, site)).Key));
        }
    }

    private static void ReplayGivesTheSameStates(RandomTrial trial)
    {
        var replayed = trial.Replay();
        replayed.Keys.ShouldBe(trial.States.Keys, ignoreOrder: true);
        foreach (var (stream, state) in trial.States)
        {
            Text(replayed[stream]).ShouldBe(Text(state));
        }
    }

    private static readonly JsonSerializerOptions Options = new(EventCodec.JsonOptions) { Converters = { new KitKeys<KitRecord>() } };

    private static string Text(object state) => $"{state.GetType().Name} {JsonSerializer.Serialize(state, state.GetType(), Options)}";

    private sealed class KitKeys<T> : System.Text.Json.Serialization.JsonConverter<System.Collections.Immutable.ImmutableDictionary<KitNumber, T>>
    {
        public override System.Collections.Immutable.ImmutableDictionary<KitNumber, T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, System.Collections.Immutable.ImmutableDictionary<KitNumber, T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.OrderBy(pair => pair.Key).Select(pair => (object)new { Kit = pair.Key, Record = pair.Value }), options);
    }
}
