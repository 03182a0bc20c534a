using OxyTrial.Journal.Sqlite;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

public sealed class SqliteJournalTests : JournalConformance
{
    private readonly TemporaryFolder _folder = new();
    private SqliteJournal _journal;

    public SqliteJournalTests() => _journal = SqliteJournal.Open(Path);

    protected override IJournal Journal => _journal;

    private string Path => _folder.PathOf("trial.journal");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_remembered_and_the_chain_goes_on_after_reopening_the_file()
    {
        await Written(Randomize(1));
        await ReopenAsync();

        (await Journal.AppendAsync(Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.AlreadyDone>();
        (await Journal.AppendAsync(Randomize(2) with { Claims = Randomize(1).Claims }, Stop)).ShouldBeOfType<AppendOutcome.ClaimTaken>();
        (await Written(Randomize(3))).FirstPosition.ShouldBe(2);
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void A_second_journal_on_the_same_file_is_kept_out()
    {
        var refused = Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Path));

        refused.Message.ShouldContain("another process has it open");
    }

    [Fact]
    public void A_symbolic_link_is_no_way_round_the_lock()
    {
        File.CreateSymbolicLink(_folder.PathOf("alias"), Path);

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(_folder.PathOf("alias")));
    }

    [Fact]
    public async Task Closing_answers_what_was_handed_in_and_refuses_what_comes_after()
    {
        var handedIn = Enumerable.Range(0, 300).Select(i => Journal.AppendAsync(Randomize(i), Stop)).ToList();
        await _journal.DisposeAsync();

        (await Task.WhenAll(handedIn)).OfType<AppendOutcome.Written>().Count().ShouldBe(300);
        await Should.ThrowAsync<ObjectDisposedException>(() => Journal.AppendAsync(Randomize(999), Stop));
        (await CheckAsync()).Lines.ShouldContain(l => l.Contains("300 events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Closing_empties_the_write_ahead_log()
    {
        await Written(Randomize(1));
        await _journal.DisposeAsync();

        File.Exists(Path + "-wal").ShouldBeFalse();
    }

    [Fact]
    public async Task A_snapshot_shows_the_moment_it_was_opened_while_the_journal_goes_on()
    {
        await Written(Randomize(1));
        using var snapshot = SqliteJournalSnapshot.Open(Path);
        await Written(Randomize(2));

        (await snapshot.HeadAsync(Study, Stop)).Position.ShouldBe(1);
        (await JournalCheck.RunAsync(snapshot, Stop)).IsIntact.ShouldBeTrue();
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2", "schema version 2")]
    [InlineData("PRAGMA application_id = 7", "not an OxyTrial journal")]
    public async Task A_file_of_another_kind_or_version_is_refused_in_plain_words(string change, string words)
    {
        await _journal.DisposeAsync();
        Tampering.Execute(Path, change);

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Path)).Message.ShouldContain(words);
        Should.Throw<JournalUnavailableException>(() => SqliteJournalSnapshot.Open(Path)).Message.ShouldContain(words);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var notes = _folder.PathOf("notes.txt");
        File.WriteAllText(notes, new string('n', 5000));

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(notes));
        Should.Throw<JournalUnavailableException>(() => SqliteJournalSnapshot.Open(notes));
        Should.Throw<JournalUnavailableException>(() => SqliteJournalSnapshot.Open(_folder.PathOf("missing")));
        File.ReadAllText(notes).ShouldBe(new string('n', 5000));
        File.Exists(_folder.PathOf("missing")).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_study_whose_head_is_not_its_newest_event_and_others_go_on()
    {
        await Written(Randomize(1));
        await _journal.DisposeAsync();
        Tampering.Execute(Path, "UPDATE head SET position = 2");
        _journal = SqliteJournal.Open(Path);

        await Should.ThrowAsync<JournalDamagedException>(() => Journal.AppendAsync(Randomize(2), Stop));
        await Written(Randomize(2) with { Study = "OXY-2" });
    }

    [Theory]
    [InlineData("UPDATE event SET actor = 'x'")]
    [InlineData("DELETE FROM event")]
    [InlineData("DELETE FROM command")]
    [InlineData("UPDATE claim SET key = 'x'")]
    [InlineData("DELETE FROM head")]
    public async Task The_tables_themselves_refuse_a_change(string change)
    {
        await Written(Randomize(1));
        await _journal.DisposeAsync();

        Should.Throw<Microsoft.Data.Sqlite.SqliteException>(() => Tampering.Execute(Path, change)).Message.ShouldContain("append-only");
    }

    protected override async Task<JournalCheckReport> CheckAsync()
    {
        using var snapshot = SqliteJournalSnapshot.Open(Path);
        return await JournalCheck.RunAsync(snapshot, Stop);
    }

    public override async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ReopenAsync()
    {
        await _journal.DisposeAsync();
        _journal = SqliteJournal.Open(Path);
    }
}
