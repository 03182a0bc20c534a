using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;

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
