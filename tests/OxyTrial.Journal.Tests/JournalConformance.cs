using System.Text;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

/// <summary>What every store has to keep, whatever it is made of.</summary>
public abstract class JournalConformance : IAsyncDisposable
{
    protected abstract IJournal Journal { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract Task<JournalCheckReport> CheckAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task An_append_gives_its_events_positions_versions_and_the_bytes_handed_in()
    {
        var request = Write("enroll", ("participant-1", 0), ("site-A", 0));
        var written = (await Journal.AppendAsync(request, Stop)).ShouldBeOfType<AppendOutcome.Written>();

        written.FirstPosition.ShouldBe(1);
        written.Entries.Select(e => (e.Position, e.Stream, e.Version)).ShouldBe([(1L, "participant-1", 1L), (2L, "site-A", 1L)]);
        var read = await Journal.ReadAllAsync(Study, 0, 10, Stop);
        read.ShouldBeEquivalentTo(written.Entries.ToList());
        read[0].Body.ShouldBe(request.Events[0].Body.ToArray());
        read[0].Actor.ShouldBe("coordinator-7");
        read[0].Utc.ShouldBe(Start);
        (await CheckAsync()).Lines.ShouldContain(l => l.Contains("2 events, 1 commands, 0 claims, chain intact", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_command_is_answered_with_its_stored_result_even_though_versions_have_moved_on()
    {
        await Written(Randomize(1));
        await Written(Write("later", ("participant-1", 1)));

        var again = (await Journal.AppendAsync(Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.AlreadyDone>();

        Encoding.UTF8.GetString(again.Command.Result).ShouldBe("answer to randomize-1");
        again.Command.FirstPosition.ShouldBe(1);
        again.Command.Claims.Select(c => c.Kind).ShouldBe(["kit", "participant-allocation"]);
        (await Journal.FindCommandAsync(Study, "randomize-1", Stop)).ShouldBeEquivalentTo(again.Command);
        (await Journal.HeadAsync(Study, Stop)).Position.ShouldBe(2);
    }

    [Fact]
    public async Task A_command_id_with_another_request_is_refused_before_anything_else()
    {
        await Written(Randomize(1));

        var other = Randomize(1) with { RequestDigest = Digest("something else") };

        (await Journal.AppendAsync(other, Stop)).ShouldBeOfType<AppendOutcome.CommandIdReused>();
    }

    [Fact]
    public async Task The_same_command_a_hundred_times_at_once_is_written_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Journal.AppendAsync(Randomize(1), Stop))));

        outcomes.OfType<AppendOutcome.Written>().Count().ShouldBe(1);
        outcomes.OfType<AppendOutcome.AlreadyDone>().Count().ShouldBe(99);
        (await Journal.HeadAsync(Study, Stop)).Position.ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_appends_that_expect_the_same_version_one_wins()
    {
        var outcomes = await Task.WhenAll(
            Journal.AppendAsync(Write("a", ("block-1", 0)), Stop), Journal.AppendAsync(Write("b", ("block-1", 0)), Stop));

        outcomes.OfType<AppendOutcome.Written>().Count().ShouldBe(1);
        outcomes.OfType<AppendOutcome.Conflict>().Single().Actual.ShouldBe([new StreamVersion("block-1", 1)]);
    }

    [Fact]
    public async Task A_stream_that_was_only_read_must_not_have_moved_either()
    {
        await Written(Write("open", ("study", 0)));
        await Written(Write("close", ("study", 1)));
        var decidedOnOldStudy = Write("randomize", ("participant-1", 0));

        var outcome = await Journal.AppendAsync(
            decidedOnOldStudy with { ExpectedVersions = [.. decidedOnOldStudy.ExpectedVersions, new("study", 1), new("site-A", 0)] }, Stop);

        outcome.ShouldBeOfType<AppendOutcome.Conflict>().Actual.ShouldBe([new StreamVersion("study", 2)]);
        (await Journal.ReadStreamAsync(Study, "participant-1", 0, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claim_is_taken_once_and_the_refused_append_leaves_nothing_of_itself()
    {
        await Written(Randomize(1));
        var sameKit = Randomize(2) with
        {
            ExpectedVersions = [new("participant-2", 0), new("block-1", 0)],
            Events = [Event("participant-2"), Event("block-1")],
            Claims = [new("participant-allocation", "P-2"), new("kit", "482001")],
        };

        (await Journal.AppendAsync(sameKit, Stop)).ShouldBe(new AppendOutcome.ClaimTaken(new Claim("kit", "482001")));

        (await Journal.FindCommandAsync(Study, sameKit.CommandId, Stop)).ShouldBeNull();
        (await Journal.ReadStreamAsync(Study, "block-1", 0, Stop)).ShouldBeEmpty();
        await Written(sameKit with { Claims = [new("participant-allocation", "P-2"), new("kit", "482002")] });
    }

    [Fact]
    public async Task A_retry_with_fresh_versions_follows_a_conflict_under_the_same_command_id()
    {
        await Written(Write("first", ("block-1", 0)));
        (await Journal.AppendAsync(Write("second", ("block-1", 0)), Stop)).ShouldBeOfType<AppendOutcome.Conflict>();

        (await Written(Write("second", ("block-1", 1)))).Entries.Single().Version.ShouldBe(2);
    }

    [Fact]
    public async Task Thirty_two_callers_at_once_get_gapless_positions_and_conflicts_harm_nobody_else()
    {
        async Task<int> Caller(int caller)
        {
            var conflicts = 0;
            for (var turn = 0; turn < 8; turn++)
            {
                await Written(Randomize((caller * 100) + turn));
                conflicts += await Journal.AppendAsync(Write($"clash-{caller}-{turn}", ("hot", turn)), Stop) is AppendOutcome.Conflict ? 1 : 0;
            }

            return conflicts;
        }

        var lost = await Task.WhenAll(Enumerable.Range(0, 32).Select(c => Task.Run(() => Caller(c))));

        var events = await Journal.ReadAllAsync(Study, 0, 1000, Stop);
        events.Select(e => e.Position).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i));
        events.Count.ShouldBe(256 + 256 - lost.Sum());
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task Time_never_goes_backwards_within_a_study()
    {
        await Written(Randomize(1, minutes: 10));
        var earlier = await Written(Randomize(2, minutes: 3) with { Utc = Start.AddMinutes(3).ToOffset(TimeSpan.FromHours(2)) });
        var later = await Written(Randomize(3, minutes: 11));

        earlier.Entries.Single().Utc.ShouldBe(Start.AddMinutes(10));
        later.Entries.Single().Utc.ShouldBe(Start.AddMinutes(11));
        later.Entries.Single().Utc.Offset.ShouldBe(TimeSpan.Zero);
        (await Journal.HeadAsync(Study, Stop)).LastUtc.ShouldBe(Start.AddMinutes(11));
    }

    [Fact]
    public async Task Studies_have_positions_commands_claims_and_chains_of_their_own()
    {
        var here = await Written(Randomize(1));
        var there = await Written(Randomize(1) with { Study = "OXY-2" });

        there.FirstPosition.ShouldBe(1);
        there.Entries[0].Hash.ShouldNotBe(here.Entries[0].Hash);
        (await Journal.StudiesAsync(Stop)).ShouldBe(["OXY-1", "OXY-2"]);
        (await Journal.HeadsAsync(Stop)).ToArray().ShouldBeEquivalentTo(new[] { JournalHead.Of(here.Entries[^1]), JournalHead.Of(there.Entries[^1]) });
        (await Journal.HeadAsync("OXY-3", Stop)).ShouldBeEquivalentTo(JournalHead.Empty("OXY-3"));
        (await Journal.ReadAllAsync("OXY-3", 0, 5, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reading_goes_on_after_a_position_or_version_and_takes_no_more_than_asked()
    {
        for (var version = 0; version < 5; version++)
        {
            await Written(Write($"note-{version}", ("participant-1", version), ($"other-{version}", 0)));
        }

        (await Journal.ReadAllAsync(Study, 3, 4, Stop)).Select(e => e.Position).ShouldBe([4, 5, 6, 7]);
        (await Journal.ReadAllAsync(Study, 10, 4, Stop)).ShouldBeEmpty();
        (await Journal.ReadStreamAsync(Study, "participant-1", 3, Stop)).Select(e => e.Version).ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Several_streams_read_together_each_go_on_after_their_own_version_and_are_of_one_study()
    {
        for (var version = 0; version < 4; version++)
        {
            await Written(Write($"note-{version}", ("participant-1", version), ("site-1", version)));
        }

        await Written(Write("elsewhere", ("participant-1", 0)) with { Study = "OXY-2" });

        var read = await Journal.ReadStreamsAsync(Study, [new("participant-1", 1), new("none", 0), new("site-1", 4), new("\uff5e", 3)], Stop);
        read.Select(e => (e.Stream, e.Version)).ShouldBe([("participant-1", 2), ("participant-1", 3), ("participant-1", 4)]);
        (await Journal.ReadStreamsAsync(Study, [new("participant-1", 2), new("site-1", 3)], Stop)).GroupBy(e => e.Stream)
            .Select(e => (e.Key, string.Join(',', e.Select(one => one.Version)))).ShouldBe([("participant-1", "3,4"), ("site-1", "4")], ignoreOrder: true);
        (await Journal.ReadStreamsAsync(Study, [], Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_studies_read_together_each_go_on_after_their_own_head_and_none_takes_more_than_asked()
    {
        JournalHead[] heads = new JournalHead[3];
        for (var version = 0; version < 5; version++)
        {
            await Written(Write($"note-{version}", ("participant-1", version)));
            await Written(Write($"note-{version}", ("site-1", version), ($"other-{version}", 0)) with { Study = "OXY-2" });
            heads[0] = version == 0 ? await Journal.HeadAsync(Study, Stop) : heads[0];
            heads[1] = version == 3 ? await Journal.HeadAsync("OXY-2", Stop) : heads[1];
        }

        heads[2] = JournalHead.Empty("OXY-3");
        (await Journal.ReadAllAsync(heads, 3, Stop)).GroupBy(e => e.Study).Select(e => (e.Key, string.Join(',', e.Select(one => one.Position))))
            .ShouldBe([(Study, "2,3,4"), ("OXY-2", "9,10")], ignoreOrder: true);
        (await Journal.ReadAllAsync(heads[..1], 9, Stop)).ShouldBeEquivalentTo(await Journal.ReadAllAsync(Study, 1, 9, Stop));
        (await Journal.ReadAllAsync([], 9, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_written_twice_in_one_append_gets_two_versions()
    {
        var twice = Write("twice", ("block-1", 0)) with { Events = [Event("block-1"), Event("block-1")] };

        (await Written(twice)).Entries.Select(e => e.Version).ShouldBe([1, 2]);
        (await Journal.AppendAsync(Write("next", ("block-1", 1)), Stop))
            .ShouldBeOfType<AppendOutcome.Conflict>().Actual.ShouldBe([new StreamVersion("block-1", 2)]);
    }

    [Fact]
    public async Task A_reader_who_waits_for_news_is_told_of_an_append_to_whatever_study_and_of_one_already_there()
    {
        var first = await Journal.WaitForNewsAsync(0, Stop);
        await Written(Randomize(1));
        var second = await Journal.WaitForNewsAsync(first, Stop);
        await Written(Randomize(1) with { Study = "OXY-2" });

        second.ShouldBeGreaterThan(first);
        (await Journal.WaitForNewsAsync(second, Stop)).ShouldBeGreaterThan(second);
        (await Journal.WaitForNewsAsync(first, Stop)).ShouldBeGreaterThan(second, "the newest, not the next");
        using var giveUp = new CancellationTokenSource();
        var never = Journal.WaitForNewsAsync(long.MaxValue, giveUp.Token);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(never);
    }

    [Fact]
    public async Task A_new_epoch_is_carried_by_every_event_from_there_on()
    {
        await Written(Randomize(1));
        await Written(Randomize(2) with { BeginsEpoch = true });
        await Written(Randomize(3));

        (await Journal.ReadAllAsync(Study, 0, 9, Stop)).Select(e => e.Epoch).ShouldBe([1, 2, 2]);
        (await Journal.HeadAsync(Study, Stop)).Epoch.ShouldBe(2);
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_withdrawn_append_is_not_written()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => Journal.AppendAsync(Randomize(1), new CancellationToken(canceled: true)));

        (await Journal.HeadAsync(Study, Stop)).Position.ShouldBe(0);
    }

    [Fact]
    public async Task Requests_that_break_a_rule_are_exceptions_and_leave_nothing()
    {
        var sound = Randomize(1);
        AppendRequest[] broken =
        [
            sound with { Events = [] },
            sound with { ExpectedVersions = [new("another", 0)] },
            sound with { ExpectedVersions = [.. sound.ExpectedVersions, .. sound.ExpectedVersions] },
            sound with { ExpectedVersions = [new("participant-1", -1)] },
            sound with { RequestDigest = new byte[31] },
            sound with { Claims = [.. sound.Claims, sound.Claims[0]] },
            sound with { Actor = "" },
            sound with { Actor = "a\0b" },
            sound with { Actor = "\ud800" },
            sound with { Actor = "\ufffd" },
            sound with { Actor = new string('x', 401) },
            sound with { Events = [Event("participant-1", "not json")] },
            sound with { Events = [Event("participant-1", "{} {}")] },
            sound with { Events = [Event("participant-1") with { Body = new byte[] { 0x22, 0xFF, 0x22 } }] },
            sound with { Events = [Event("participant-1") with { SchemaVersion = 0 }] },
        ];
        foreach (var request in broken)
        {
            await Should.ThrowAsync<ArgumentException>(() => Journal.AppendAsync(request, Stop));
        }

        (await Journal.StudiesAsync(Stop)).ShouldBeEmpty();
        (await Journal.HeadsAsync(Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_beyond_the_basic_plane_keep_the_chain_intact()
    {
        await Written(Write("💊-1", ("participant-💊", 0)) with { Claims = [new("kit", "💊"), new("kit", "\uff5e"), new("a", "z")] });

        (await Journal.FindCommandAsync(Study, "💊-1", Stop))!.Claims.Select(c => c.Key).ShouldBe(["z", "\uff5e", "💊"]);
        (await CheckAsync()).IsIntact.ShouldBeTrue();
    }

    protected async Task<AppendOutcome.Written> Written(AppendRequest request) =>
        (await Journal.AppendAsync(request, Stop)).ShouldBeOfType<AppendOutcome.Written>();
}
