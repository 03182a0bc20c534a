using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

public sealed class PostgreSqlJournalTests : JournalConformance, IAsyncLifetime
{
    private PostgreSqlJournal? _journal;
    private string _database = "";

    protected override IJournal Journal => _journal!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await Databases.NewAsync();
        _journal = await PostgreSqlJournal.OpenAsync(_database, TimeProvider.System, Stop);
    }

    [Fact]
    public async Task A_command_is_remembered_and_the_chain_goes_on_after_reopening_the_database()
    {
        await Written(Randomize(1));
        await _journal!.DisposeAsync();
        _journal = await PostgreSqlJournal.OpenAsync(_database, TimeProvider.System, Stop);

        (await Journal.AppendAsync(Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.AlreadyDone>();
        (await Journal.AppendAsync(Randomize(2) with { Claims = Randomize(1).Claims }, Stop)).ShouldBeOfType<AppendOutcome.ClaimTaken>();
        (await Written(Randomize(3))).FirstPosition.ShouldBe(2);
        (await Journal.WaitForAsync(Study, 1, Stop)).ShouldBe(2);
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    protected override async Task<JournalCheckReport> CheckAsync()
    {
        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(_database, Stop);
        return await JournalCheck.RunAsync(snapshot, Stop);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_journal is { } journal)
        {
            await journal.DisposeAsync();
        }
    }
}
