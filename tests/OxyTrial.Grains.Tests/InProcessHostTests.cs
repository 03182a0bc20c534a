using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Trial.Refusals;
using Shouldly;

namespace OxyTrial.Grains.Tests;

/// <summary>The in-process host over the journal in memory.</summary>
public sealed class InMemoryHostTests : HostConformance
{
    private protected override IJournal OpenJournal() => new InMemoryJournal();
}

/// <summary>The in-process host over a real SQLite file.</summary>
public sealed class SqliteHostTests : HostConformance
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oxytrial-host-");

    private protected override IJournal OpenJournal() => SqliteJournal.Open(Path.Combine(folder.FullName, "journal.db"));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

internal static class Outcomes
{
    public static void ShouldBeRefused(this CommandOutcome outcome, RefusalCode code) =>
        outcome.Match(reply => $"completed: {reply}", refusal => refusal.Code.Name).ShouldBe(code.Name);
}
