using System.Text;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

public sealed class JournalArchiveTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_archive_gives_back_every_event_and_command_as_stored()
    {
        var journal = await FilledAsync();

        var intact = (await CheckAsync(await ArchiveAsync(journal))).ShouldBeOfType<JournalFileCheck.Intact>();

        intact.Entries.ToList().ShouldBeEquivalentTo((await journal.ReadAllAsync(Study, 0, 99, Stop)).ToList());
        foreach (var command in intact.Commands)
        {
            var stored = (await journal.FindCommandAsync(Study, command.CommandId, Stop))!;
            command.Claims.ShouldBe(stored.Claims);
            (command with { Claims = stored.Claims }).ShouldBeEquivalentTo(stored);
        }

        (await JournalArchive.IsArchiveAsync(new MemoryStream(await ArchiveAsync(journal)), Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_journal_made_from_an_archive_has_the_same_archive_and_answers_retries()
    {
        var file = await ArchiveAsync(await FilledAsync());
        var second = new InMemoryJournal();

        await JournalCopy.RunAsync((JournalFileCheck.Intact)await CheckAsync(file), second, null, Stop);

        (await ArchiveAsync(second)).ShouldBe(file);
        (await JournalCheck.RunAsync(second, Stop)).IsIntact.ShouldBeTrue();
        (await second.AppendAsync(SmallTrial.Appends[1], Stop)).ShouldBeOfType<AppendOutcome.AlreadyDone>();
        (await second.AppendAsync(Randomize(9) with { Claims = Randomize(2).Claims }, Stop)).ShouldBeOfType<AppendOutcome.ClaimTaken>();
    }

    [Fact]
    public async Task Every_single_byte_flipped_in_an_archive_is_found()
    {
        var file = await ArchiveAsync(await FilledAsync());
        for (var at = 0; at < file.Length; at++)
        {
            foreach (byte bit in (byte[])[0x01, 0x20, 0x80])
            {
                file[at] ^= bit;
                (await CheckAsync(file)).ShouldBeOfType<JournalFileCheck.Differs>($"byte {at}, bit {bit}");
                file[at] ^= bit;
            }
        }
    }

    [Fact]
    public async Task An_archive_cut_off_anywhere_or_without_any_of_its_lines_is_found()
    {
        var file = await ArchiveAsync(await FilledAsync());
        for (var length = 0; length < file.Length; length++)
        {
            (await CheckAsync(file[..length])).ShouldBeOfType<JournalFileCheck.Differs>($"length {length}");
        }

        var lines = Encoding.UTF8.GetString(file).Split('\n')[..^1];
        for (var left = 0; left < lines.Length; left++)
        {
            var without = string.Concat(lines.Where((_, index) => index != left).Select(line => line + "\n"));
            (await CheckAsync(Encoding.UTF8.GetBytes(without))).ShouldBeOfType<JournalFileCheck.Differs>($"line {left + 1}");
        }
    }

    [Fact]
    public async Task A_file_of_events_only_is_no_archive_and_can_not_be_brought_into_a_journal()
    {
        var journal = await FilledAsync();
        using var events = new MemoryStream();
        await JournalFile.WriteAsync(journal, Study, events, Stop);

        (await CheckAsync(events.ToArray())).ShouldBeOfType<JournalFileCheck.Differs>();
        var intact = (JournalFileCheck.Intact)await JournalFile.CheckAsync(new MemoryStream(events.ToArray()), Stop);
        await Should.ThrowAsync<JournalCopyException>(() => JournalCopy.RunAsync(intact, new InMemoryJournal(), null, Stop));
    }

    [Fact]
    public async Task An_archive_that_no_journal_would_have_written_is_refused_before_anything_is_written()
    {
        // Sound by its own hashes, but two events of one command with different actors.
        var (command, entries) = await OneCommandAsync();
        var other = entries[1] with { Actor = "somebody-else" };
        var forged = other with { Hash = JournalHash.OfEntry(other, entries[0].Hash) };
        var archive = new JournalFileCheck.Intact(JournalHead.Of(forged), [entries[0], forged]) { Commands = [command] };
        var target = new InMemoryJournal();

        await Should.ThrowAsync<JournalDamagedException>(() => JournalCopy.RunAsync(archive, target, null, Stop));

        (await target.StudiesAsync(Stop)).ShouldBeEmpty();
    }

    private static async Task<(StoredCommand Command, IReadOnlyList<JournalEntry> Entries)> OneCommandAsync()
    {
        var journal = new InMemoryJournal();
        await journal.AppendAsync(Write("two", ("participant-1", 0), ("site-A", 0)), Stop);
        return ((await journal.FindCommandAsync(Study, "two", Stop))!, await journal.ReadAllAsync(Study, 0, 9, Stop));
    }

    private static async Task<InMemoryJournal> FilledAsync()
    {
        var journal = new InMemoryJournal();
        await SmallTrial.FillAsync(journal);
        return journal;
    }

    private static async Task<byte[]> ArchiveAsync(InMemoryJournal journal)
    {
        using var file = new MemoryStream();
        await JournalArchive.WriteAsync(journal, Study, file, Stop);
        return file.ToArray();
    }

    private static Task<JournalFileCheck> CheckAsync(byte[] file) => JournalArchive.CheckAsync(new MemoryStream(file), Stop);
}
