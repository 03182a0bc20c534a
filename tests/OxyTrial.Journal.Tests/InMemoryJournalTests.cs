namespace OxyTrial.Journal.Tests;

public sealed class InMemoryJournalTests : JournalConformance
{
    private readonly InMemoryJournal _journal = new();

    protected override IJournal Journal => _journal;

    protected override Task<JournalCheckReport> CheckAsync() => JournalCheck.RunAsync(_journal);

    public override ValueTask DisposeAsync() => _journal.DisposeAsync();
}
