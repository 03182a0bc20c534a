using OxyTrial.Journal.PostgreSql;
using OxyTrial.Samples;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

public sealed class PostgreSqlJournalTests : JournalConformance, IAsyncLifetime
{
    private Database? _database;
    private PostgreSqlJournal? _journal;

    protected override IJournal Journal => _journal!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await Database.NewAsync();
        _journal = await _database.OpenAsync();
    }

    [Fact]
    public async Task A_command_is_remembered_and_the_chain_goes_on_after_reopening_the_database()
    {
        await Written(Randomize(1));
        await _journal!.DisposeAsync();
        _journal = await _database!.OpenAsync();

        (await Journal.AppendAsync(Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.AlreadyDone>();
        (await Journal.AppendAsync(Randomize(2) with { Claims = Randomize(1).Claims }, Stop)).ShouldBeOfType<AppendOutcome.ClaimTaken>();
        (await Written(Randomize(3))).FirstPosition.ShouldBe(2);
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task Closing_answers_what_was_handed_in_and_refuses_what_comes_after()
    {
        var handedIn = Enumerable.Range(0, 300).Select(i => Journal.AppendAsync(Randomize(i), Stop)).ToList();
        await _journal!.DisposeAsync();

        (await Task.WhenAll(handedIn)).OfType<AppendOutcome.Written>().Count().ShouldBe(300);
        await Should.ThrowAsync<ObjectDisposedException>(() => Journal.AppendAsync(Randomize(999), Stop));
        (await CheckAsync()).Lines.ShouldContain(l => l.Contains("300 events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_shows_the_moment_it_was_opened_while_the_journal_goes_on()
    {
        await Written(Randomize(1));
        await using var snapshot = await PostgreSqlJournalSnapshot.OpenAsync(_database!.Reader, Stop);
        await Written(Randomize(2));

        (await snapshot.HeadAsync(Study, Stop)).Position.ShouldBe(1);
        (await JournalCheck.RunAsync(snapshot, Stop)).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task Studies_are_in_ordinal_order_also_beyond_the_basic_plane()
    {
        string[] studies = ["\uff5e", "💊", "z", "A"];
        foreach (var study in studies)
        {
            await Written(Randomize(1) with { Study = study });
        }

        (await Journal.StudiesAsync(Stop)).ShouldBe(["A", "z", "💊", "\uff5e"]);
        (await Journal.HeadsAsync(Stop)).Select(head => head.Study).ShouldBe(["A", "z", "💊", "\uff5e"]);
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_study_that_had_refusals_only_is_no_study_yet()
    {
        (await Journal.AppendAsync(Randomize(1, version: 3), Stop)).ShouldBeOfType<AppendOutcome.Conflict>();

        (await Journal.StudiesAsync(Stop)).ShouldBeEmpty();
        (await Journal.HeadAsync(Study, Stop)).ShouldBeEquivalentTo(JournalHead.Empty(Study));
        (await CheckAsync()).Studies.ShouldBeEmpty();
        (await Written(Randomize(1))).FirstPosition.ShouldBe(1);
    }

    [Fact]
    public async Task An_append_larger_than_one_statement_is_whole()
    {
        var body = System.Text.Encoding.UTF8.GetBytes($"\"{new string('x', 1_000_000)}\"");
        var large = Write("large", ("block-1", 0)) with { Events = [.. Enumerable.Range(0, 10).Select(_ => new NewEvent("block-1", "noted", 1, body))] };
        var many = Write("many", ("block-2", 0)) with { Events = [.. Enumerable.Range(0, AppendRequest.MaximumEvents).Select(_ => Event("block-2"))] };

        (await Written(large)).Entries.Count.ShouldBe(10);
        (await Written(many)).Entries[^1].Version.ShouldBe(AppendRequest.MaximumEvents);
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task The_longest_names_fit_and_a_claim_too_long_for_the_index_is_refused_before_anything_is_sent()
    {
        var longest = new string('語', AppendRequest.MaximumNameLength);
        var request = Write(longest, (longest, 0)) with { Study = longest, Actor = longest, Claims = [new(new string('k', 200), longest)] };
        (await Written(request)).Entries.Single().Stream.ShouldBe(longest);

        var refused = await Should.ThrowAsync<ArgumentException>(() => Journal.AppendAsync(request with { CommandId = "2", Claims = [new(longest, longest)] }, Stop));

        refused.Message.ShouldContain("2600 bytes");
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_study_whose_head_is_not_its_newest_event_and_others_go_on()
    {
        await Written(Randomize(1));
        await _database!.TamperAsync("UPDATE journal.head SET position = 2");

        await Should.ThrowAsync<JournalDamagedException>(() => Journal.AppendAsync(Randomize(2), Stop));
        await Written(Randomize(2) with { Study = "OXY-2" });
        (await CheckAsync()).IsIntact.ShouldBeFalse();
    }

    [Fact]
    public async Task A_row_that_the_head_does_not_know_of_stops_the_append_at_the_unique_key()
    {
        await Written(Randomize(1));
        await _database!.TamperAsync("INSERT INTO journal.event SELECT study, 99, epoch, 'participant-2', version, type, schema_version, utc, actor, command_id, command_digest, body, hash FROM journal.event");

        var damaged = await Should.ThrowAsync<JournalDamagedException>(() => Journal.AppendAsync(Randomize(2, version: 1), Stop));

        damaged.Message.ShouldContain("head");
    }

    protected override Task<JournalCheckReport> CheckAsync() => _database!.CheckAsync();

    public override async ValueTask DisposeAsync()
    {
        if (_journal is { } journal)
        {
            await journal.DisposeAsync();
        }
    }
}
