using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

public sealed class FingerprintTests : IAsyncDisposable
{
    private readonly InMemoryJournal _journal = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_fingerprint_is_the_position_and_the_first_sixteen_digits_of_the_hash()
    {
        var hash = Convert.FromHexString("9F3A77C012DE44AB" + new string('0', 48));

        var printed = Fingerprint.Of(1042, hash).ToString();

        printed.ShouldBe("1042:9f3a-77c0-12de-44ab");
        Fingerprint.TryParse(printed, out var read).ShouldBeTrue();
        read.ShouldBe(Fingerprint.Of(1042, hash));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1042")]
    [InlineData("01042:9f3a-77c0-12de-44ab")]
    [InlineData("1042:9F3A-77c0-12de-44ab")]
    [InlineData("1042:9f3a-77c0-12de-44ab\n")]
    [InlineData("9999999999999999999:9f3a-77c0-12de-44ab")]
    public void Another_spelling_is_not_a_fingerprint(string? text) => Fingerprint.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public async Task A_printed_fingerprint_is_confirmed_by_the_journal_it_came_from_however_far_that_went_on()
    {
        var printed = await PrintedAfterAsync(Randomize(1));
        await _journal.AppendAsync(Randomize(2), Stop);

        (await printed.CompareAsync(_journal, Study, Stop)).ShouldBe(FingerprintComparison.Confirmed);
        (await Fingerprint.Of(JournalHead.Empty(Study)).CompareAsync(_journal, Study, Stop)).ShouldBe(FingerprintComparison.Confirmed);
    }

    [Fact]
    public async Task A_journal_restored_without_its_last_events_is_shorter_than_what_was_printed()
    {
        await _journal.AppendAsync(Randomize(1), Stop);
        var printed = await PrintedAfterAsync(Randomize(2));
        var restored = new InMemoryJournal();
        await restored.AppendAsync(Randomize(1), Stop);

        (await printed.CompareAsync(restored, Study, Stop)).ShouldBe(FingerprintComparison.JournalIsShorter);
    }

    [Fact]
    public async Task A_journal_rewritten_with_sound_hashes_differs_from_what_was_printed()
    {
        var printed = await PrintedAfterAsync(Randomize(1));
        var rewritten = new InMemoryJournal();
        await rewritten.AppendAsync(Randomize(1) with { Actor = "somebody-else" }, Stop);

        (await JournalCheck.RunAsync(rewritten, Stop)).IsIntact.ShouldBeTrue();
        (await printed.CompareAsync(rewritten, Study, Stop)).ShouldBe(FingerprintComparison.Differs);
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private async Task<Fingerprint> PrintedAfterAsync(AppendRequest append)
    {
        await _journal.AppendAsync(append, Stop);
        return (await _journal.HeadAsync(Study, Stop)).Fingerprint;
    }
}
