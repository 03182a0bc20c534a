using System.Text;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

public sealed class JournalFileTests
{
    private const int LongestLine = 8 << 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_gives_back_every_event_as_stored()
    {
        var journal = new InMemoryJournal();
        await SmallTrial.FillAsync(journal);

        var intact = (await CheckAsync(await FileAsync(journal))).ShouldBeOfType<JournalFileCheck.Intact>();

        intact.Entries.ToList().ShouldBeEquivalentTo((await journal.ReadAllAsync(Study, 0, 99, Stop)).ToList());
        intact.Head.ShouldBeEquivalentTo(await journal.HeadAsync(Study, Stop));
        intact.ToString().ShouldBe($"study OXY-1: 8 events, chain intact, fingerprint {intact.Head.Fingerprint}");
    }

    [Fact]
    public async Task A_file_of_many_pages_gives_back_every_event()
    {
        var journal = new InMemoryJournal();
        for (var i = 0; i < 1100; i++)
        {
            await journal.AppendAsync(Randomize(i) with { Events = [Event($"participant-{i}", $"\"{new string('x', i * 7)}\"")] }, Stop);
        }

        (await CheckAsync(await FileAsync(journal))).ShouldBeOfType<JournalFileCheck.Intact>().Entries.Count.ShouldBe(1100);
    }

    [Fact]
    public async Task A_study_without_events_has_a_file_without_events()
    {
        var file = await FileAsync(new InMemoryJournal());

        (await CheckAsync(file)).ShouldBeOfType<JournalFileCheck.Intact>().Head.Position.ShouldBe(0);
    }

    [Fact]
    public async Task Every_single_byte_flipped_in_a_file_is_found()
    {
        var journal = new InMemoryJournal();
        await SmallTrial.FillAsync(journal);
        var file = await FileAsync(journal);
        for (var at = 0; at < file.Length; at++)
        {
            // A neighboring character, the other case of a letter, and a byte that is not ASCII.
            foreach (byte bit in (byte[])[0x01, 0x20, 0x80])
            {
                file[at] ^= bit;
                (await CheckAsync(file)).ShouldBeOfType<JournalFileCheck.Differs>($"byte {at}, bit {bit}");
                file[at] ^= bit;
            }
        }
    }

    [Fact]
    public async Task A_file_cut_off_anywhere_is_found()
    {
        var journal = new InMemoryJournal();
        await SmallTrial.FillAsync(journal);
        var file = await FileAsync(journal);
        for (var length = 0; length < file.Length; length++)
        {
            (await CheckAsync(file[..length])).ShouldBeOfType<JournalFileCheck.Differs>($"length {length}");
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(" ")]
    [InlineData("{}\n")]
    public async Task Bytes_behind_the_trailer_are_found(string more)
    {
        var file = await FileAsync(new InMemoryJournal());

        (await CheckAsync([.. file, .. Encoding.UTF8.GetBytes(more)])).ShouldBeOfType<JournalFileCheck.Differs>().Difference.Field.ShouldBe("end");
    }

    [Theory]
    [InlineData("\"position\":1,", "\"position\": 1,")]
    [InlineData("\"position\":1,", "\"position\":1.0,")]
    [InlineData("na\u00efve", "na\\u00efve")]
    [InlineData("\"actor\"", "\"more\":1,\"actor\"")]
    [InlineData("\"epoch\":1,", "\"epoch\":1,\"epoch\":1,")]
    [InlineData("\"hash\":\"f2a7", "\"hash\":\"F2A7")]
    [InlineData("\n", "\r\n")]
    public async Task Another_spelling_of_the_same_content_is_refused(string canonical, string other)
    {
        var journal = new InMemoryJournal();
        await SmallTrial.FillAsync(journal);
        var file = Encoding.UTF8.GetString(await FileAsync(journal));

        file.ShouldContain(canonical);
        (await CheckAsync(Encoding.UTF8.GetBytes(file.Replace(canonical, other, StringComparison.Ordinal)))).ShouldBeOfType<JournalFileCheck.Differs>();
    }

    [Fact]
    public async Task A_line_left_out_or_moved_is_located_by_its_number()
    {
        var journal = new InMemoryJournal();
        await SmallTrial.FillAsync(journal);
        var lines = Encoding.UTF8.GetString(await FileAsync(journal)).Split('\n');

        var missing = await CheckAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines.Where((_, i) => i != 3))));
        missing.ToString().ShouldBe("DAMAGED line 4, study OXY-1, position 4, position: follows position 2, so 3 is missing");
        (lines[2], lines[3]) = (lines[3], lines[2]);
        (await CheckAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)))).ShouldBeOfType<JournalFileCheck.Differs>().Line.ShouldBe(3);
    }

    [Fact]
    public async Task A_line_that_never_ends_is_refused_at_its_line()
    {
        var file = await FileAsync(new InMemoryJournal());
        var endless = new byte[LongestLine * 2];
        endless.AsSpan().Fill((byte)'x');
        file.AsSpan(0, Array.IndexOf(file, (byte)10) + 1).CopyTo(endless);

        (await CheckAsync(endless)).ShouldBeOfType<JournalFileCheck.Differs>().Line.ShouldBe(2);
    }

    private static async Task<byte[]> FileAsync(InMemoryJournal journal)
    {
        using var output = new MemoryStream();
        await JournalFile.WriteAsync(journal, Study, output, Stop);
        return output.ToArray();
    }

    private static async Task<JournalFileCheck> CheckAsync(byte[] file)
    {
        using var input = new MemoryStream(file);
        return await JournalFile.CheckAsync(input, Stop);
    }
}
