using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using OxyTrial.Faults.Tests.Stage;
using OxyTrial.Trial;

namespace OxyTrial.Faults.Tests;

/// <summary>kill -9 of the server while several people randomize.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 8;
    private const int ParticipantsAKill = 12;
    private const int People = 4;
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(5);
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("oxytrial-killed-");
    private readonly ConcurrentDictionary<string, string> acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> waiting = new();
    private int unknown;
    private int doneUnheard;

    [Fact]
    public async Task A_server_killed_again_and_again_loses_no_acknowledged_allocation_and_doubles_none()
    {
        await using var trial = await InterruptedTrial.BeginAsync(data.FullName, (Kills + 1) * ParticipantsAKill);
        var starts = new List<TimeSpan>();
        for (var kill = 0; kill < Kills; kill++)
        {
            Enqueue(kill);
            await RandomizeUntilKilledAsync(trial, after: RandomNumberGenerator.GetInt32(1, ParticipantsAKill));
            await CountDoneUnheardAsync(trial);
            starts.Add(await trial.StartAsync());
        }

        Enqueue(Kills);
        while (!waiting.IsEmpty)
        {
            await Task.WhenAll(Enumerable.Range(0, People).Select(_ => PersonAsync(trial, () => { })));
        }

        foreach (var (participant, kit) in acknowledged)
        {
            var (status, text) = await trial.RandomizeAsync(participant);
            status.ShouldBe(200, text);
            InterruptedTrial.KitIn(text).ShouldBe(kit);
        }

        await trial.StopAsync();
        var (lost, doubled) = Compare(await trial.CheckedEventsAsync());
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Kills} kills, {acknowledged.Count} acknowledged, {unknown} unknown at first, of them {doneUnheard} had been done; {lost} lost, {doubled} doubled; ready again after {Median(starts).TotalSeconds:0.0} s, at most {starts.Max().TotalSeconds:0.0} s"));
        lost.ShouldBe(0);
        doubled.ShouldBe(0);
        acknowledged.Count.ShouldBe((Kills + 1) * ParticipantsAKill);
        unknown.ShouldBeGreaterThan(0, "a kill that met nobody shows nothing");

        // The fastest, because what else runs on the machine only adds to it.
        starts.Min().ShouldBeLessThan(LongestStart);
    }

    public void Dispose() => data.Delete(recursive: true);

    private void Enqueue(int kill)
    {
        for (var number = 1; number <= ParticipantsAKill; number++)
        {
            waiting.Enqueue(InterruptedTrial.Participant((kill * ParticipantsAKill) + number));
        }
    }

    private async Task RandomizeUntilKilledAsync(InterruptedTrial trial, int after)
    {
        var (answers, killing) = (0, Task.CompletedTask);
        var turn = new Lock();
        await Task.WhenAll(Enumerable.Range(0, People).Select(_ => Task.Run(() => PersonAsync(trial, () =>
        {
            lock (turn)
            {
                if (++answers == after)
                {
                    killing = trial.KillAsync();
                }
            }
        }))));
        await killing;
    }

    // As the killed server left it, before anybody opens it for writing.
    private async Task CountDoneUnheardAsync(InterruptedTrial trial)
    {
        var done = (await trial.CheckedEventsAsync()).OfType<SlotAllocated>().Select(slot => slot.Participant.Value).ToHashSet(StringComparer.Ordinal);
        doneUnheard += waiting.Count(done.Contains);
    }

    // One after the other, until the server is gone. Whoever gets no answer is asked for again, under the same command id.
    private async Task PersonAsync(InterruptedTrial trial, Action answered)
    {
        while (waiting.TryDequeue(out var participant))
        {
            try
            {
                var (status, text) = await trial.RandomizeAsync(participant);
                status.ShouldBe(200, text);
                var kit = InterruptedTrial.KitIn(text);
                acknowledged.GetOrAdd(participant, kit).ShouldBe(kit);
                answered();
            }
            catch (Exception cause) when (cause is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref unknown);
                waiting.Enqueue(participant);
                return;
            }
        }
    }

    private (int Lost, int Doubled) Compare(IReadOnlyList<TrialEvent> events)
    {
        var kits = events.OfType<KitAssigned>().ToLookup(assigned => assigned.Participant.Value, assigned => assigned.Kit.Value);
        var slots = events.OfType<SlotAllocated>().ToArray();
        foreach (var list in slots.GroupBy(slot => slot.Slot.Scope))
        {
            list.Select(slot => slot.Slot.Sequence).ShouldBe(Enumerable.Range(1, list.Count()));
        }

        return (
            acknowledged.Count(one => !kits[one.Key].Contains(one.Value)),
            kits.Count(one => one.Count() > 1) + slots.GroupBy(slot => slot.Participant).Count(one => one.Count() > 1)
                + events.OfType<KitAssigned>().GroupBy(assigned => assigned.Kit).Count(one => one.Count() > 1));
    }

    private static TimeSpan Median(List<TimeSpan> all) => all.Order().ElementAt(all.Count / 2);
}
