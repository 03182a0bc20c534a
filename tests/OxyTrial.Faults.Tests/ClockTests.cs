using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Trial;

namespace OxyTrial.Faults.Tests;

/// <summary>The machine's clock jumps a year ahead, or back.</summary>
public sealed class ClockTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oxytrial-clock-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clock_that_jumps_a_year_ahead_and_two_back_loses_no_allocation_and_turns_back_no_time_in_the_journal()
    {
        await using var journal = SqliteJournal.Open(Path.Combine(folder.FullName, "journal.db"));
        await using var world = new TrialWorld(journal);
        await world.BeginAsync();
        await world.SupplyAsync(TrialSamples.Heidelberg, 12);
        int[] daysOff = [0, 365, -365, 0, 365, -730];
        var kits = new List<CommandReply>();
        for (var number = 1; number <= daysOff.Length; number++)
        {
            await world.EligibleAsync(number);
            var at = new CommandContext($"randomize-{number}", "ada", TrialWorld.Start.AddDays(daysOff[number - 1]));
            var host = number % 2 == 0 ? world.NewHost() : world.Host;
            var randomize = new RandomizeParticipant(TrialSamples.Participant(number), TrialSamples.Heidelberg);
            kits.Add(TrialWorld.Done(await host.ExecuteAsync(world.Spec.Id, randomize, at, Stop)));

            // The retry comes from a clock that is right again.
            TrialWorld.Done(await world.Host.ExecuteAsync(world.Spec.Id, randomize, at with { Utc = TrialWorld.Start }, Stop)).ShouldBe(kits[^1]);
        }

        var entries = await world.EntriesAsync();
        entries.Select(entry => entry.Utc).ShouldBe(entries.Select(entry => entry.Utc).Order());
        entries[^1].Utc.ShouldBe(TrialWorld.Start.AddDays(365), "the year ahead stays, as the newest time there is");
        entries.Count(entry => entry.Type == nameof(ParticipantRandomized)).ShouldBe(daysOff.Length);
        kits.ShouldBeUnique();
        using var snapshot = SqliteJournalSnapshot.Open(Path.Combine(folder.FullName, "journal.db"));
        (await JournalCheck.RunAsync(snapshot, Stop)).IsIntact.ShouldBeTrue();
    }

    public void Dispose() => folder.Delete(recursive: true);
}
