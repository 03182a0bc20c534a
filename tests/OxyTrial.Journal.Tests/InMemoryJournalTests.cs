using Shouldly;

namespace OxyTrial.Journal.Tests;

public sealed class InMemoryJournalTests : JournalConformance
{
    private readonly InMemoryJournal _journal = new();

    protected override IJournal Journal => _journal;

    protected override Task<JournalCheckReport> CheckAsync() => JournalCheck.RunAsync(_journal);

    [Fact]
    public async Task A_copy_begins_with_everything_and_goes_its_own_way()
    {
        await _journal.AppendAsync(Requests.Randomize(1), TestContext.Current.CancellationToken);
        await using var copy = _journal.Copy();
        var begun = await HeadAsync(_journal);

        (await HeadAsync(copy)).Hash.ShouldBe(begun.Hash);
        (await copy.AppendAsync(Requests.Randomize(1), TestContext.Current.CancellationToken)).ShouldBeOfType<AppendOutcome.AlreadyDone>();
        (await copy.AppendAsync(Requests.Randomize(2), TestContext.Current.CancellationToken)).ShouldBeOfType<AppendOutcome.Written>();
        (await HeadAsync(_journal)).Hash.ShouldBe(begun.Hash);
        (await _journal.AppendAsync(Requests.Randomize(2), TestContext.Current.CancellationToken)).ShouldBeOfType<AppendOutcome.Written>();
        (await JournalCheck.RunAsync(copy, TestContext.Current.CancellationToken)).IsIntact.ShouldBeTrue();
    }

    public override ValueTask DisposeAsync() => _journal.DisposeAsync();

    private static async Task<JournalHead> HeadAsync(InMemoryJournal journal) =>
        await journal.HeadAsync(Requests.Randomize(1).Study, TestContext.Current.CancellationToken);
}
