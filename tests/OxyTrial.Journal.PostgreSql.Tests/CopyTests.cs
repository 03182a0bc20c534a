using OxyTrial.Journal.PostgreSql;
using OxyTrial.Stores;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

/// <summary>A study taken from store to store, and through a file.</summary>
public sealed class CopyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("copy-tests-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task From_SQLite_to_PostgreSQL_to_a_file_to_SQLite_every_byte_is_the_same()
    {
        var database = await Database.NewAsync();
        JournalAddress first = Sqlite("first.db"), between = JournalAddress.Parse(database.Writer), last = Sqlite("last.db");
        await FillAsync(first);

        await CopyAsync(first, between);
        var file = await ArchiveAsync(between);
        await ImportAsync(file, last);

        file.ShouldBe(await ArchiveAsync(first));
        (await ArchiveAsync(last)).ShouldBe(file);
        (await EventsAsync(last)).ShouldBe(await EventsAsync(first));
        foreach (var store in (JournalAddress[])[first, between, last])
        {
            (await store.CheckAsync(Stop)).IsIntact.ShouldBeTrue();
        }

        // It answers a retry, and goes on where the first one stopped.
        await using var journal = await last.OpenAsync(TimeProvider.System, null, Stop);
        (await journal.AppendAsync(Randomize(1), Stop)).ShouldBeOfType<AppendOutcome.AlreadyDone>();
        (await journal.AppendAsync(Randomize(99) with { Claims = Randomize(1).Claims }, Stop)).ShouldBeOfType<AppendOutcome.ClaimTaken>();
        (await journal.AppendAsync(Randomize(100), Stop)).ShouldBeOfType<AppendOutcome.Written>().Entries.Single().Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_half_done_copy_is_continued_and_a_done_one_repeated_without_harm()
    {
        var database = await Database.NewAsync();
        JournalAddress source = Sqlite("source.db"), target = JournalAddress.Parse(database.Writer);
        await FillAsync(source);
        await using (var half = await target.OpenAsync(TimeProvider.System, null, Stop))
        {
            await half.AppendAsync(Randomize(0), Stop);
            await half.AppendAsync(Randomize(1, minutes: 1), Stop);
        }

        var head = await CopyAsync(source, target);

        (await CopyAsync(source, target)).ShouldBeEquivalentTo(head);
        (await ArchiveAsync(target)).ShouldBe(await ArchiveAsync(source));
    }

    [Fact]
    public async Task A_target_with_other_events_of_the_study_is_refused_and_left_as_it_is()
    {
        var database = await Database.NewAsync();
        JournalAddress source = Sqlite("source.db"), target = JournalAddress.Parse(database.Writer);
        await FillAsync(source);
        await using (var other = await target.OpenAsync(TimeProvider.System, null, Stop))
        {
            await other.AppendAsync(Randomize(7), Stop);
        }

        var before = await ArchiveAsync(target);
        (await Should.ThrowAsync<JournalCopyException>(() => CopyAsync(source, target))).Message.ShouldContain("other events");
        (await Should.ThrowAsync<JournalCopyException>(() => CopyAsync(target, source))).Message.ShouldContain("the source 1");

        (await ArchiveAsync(target)).ShouldBe(before);
    }

    [Fact]
    public async Task A_study_that_the_source_does_not_have_is_refused()
    {
        var database = await Database.NewAsync();
        await using var journal = await database.OpenAsync();

        await Should.ThrowAsync<JournalCopyException>(() => JournalCopy.RunAsync(new InMemoryJournal(), "nowhere", journal, null, Stop));
    }

    [Theory]
    [InlineData("UPDATE journal.command SET result = 'x' WHERE command_id = 'randomize-3'")]
    [InlineData("UPDATE journal.event SET body = '{}' WHERE position = 5")]
    [InlineData("DELETE FROM journal.claim WHERE command_id = 'randomize-3'")]
    [InlineData("DELETE FROM journal.event WHERE position = 5")]
    [InlineData("UPDATE journal.head SET position = 6")]
    public async Task A_damaged_source_is_copied_up_to_the_damage_at_most(string damage)
    {
        var database = await Database.NewAsync();
        JournalAddress source = JournalAddress.Parse(database.Writer), target = Sqlite("target.db");
        await FillAsync(source);
        await database.TamperAsync(damage);

        await Should.ThrowAsync<Exception>(() => CopyAsync(source, target));
        (await target.CheckAsync(Stop)).IsIntact.ShouldBeTrue();
        (await source.CheckAsync(Stop)).IsIntact.ShouldBeFalse();
    }

    internal static async Task FillAsync(JournalAddress address)
    {
        await using var journal = await address.OpenAsync(TimeProvider.System, null, Stop);
        for (var i = 0; i < 4; i++)
        {
            (await journal.AppendAsync(Randomize(i, minutes: i), Stop)).ShouldBeOfType<AppendOutcome.Written>();
        }

        (await journal.AppendAsync(Write("two-streams", ("block-💊", 0), ("participant-1", 1)), Stop)).ShouldBeOfType<AppendOutcome.Written>();
        (await journal.AppendAsync(Write("new-epoch", ("study", 0), ("block-💊", 1)) with { BeginsEpoch = true, Result = new byte[] { 0, 255, 1 } }, Stop)).ShouldBeOfType<AppendOutcome.Written>();
    }

    private static async Task<JournalHead> CopyAsync(JournalAddress from, JournalAddress to)
    {
        await using var source = await from.OpenSnapshotAsync(Stop);
        await using var target = await to.OpenAsync(TimeProvider.System, null, Stop);
        return await JournalCopy.RunAsync(source, Study, target, null, Stop);
    }

    private static async Task ImportAsync(byte[] file, JournalAddress to)
    {
        await using var target = await to.OpenAsync(TimeProvider.System, null, Stop);
        var archive = (await JournalArchive.CheckAsync(new MemoryStream(file), Stop)).ShouldBeOfType<JournalFileCheck.Intact>();
        await JournalCopy.RunAsync(archive, target, null, Stop);
    }

    private static async Task<byte[]> ArchiveAsync(JournalAddress of)
    {
        await using var snapshot = await of.OpenSnapshotAsync(Stop);
        using var file = new MemoryStream();
        await JournalArchive.WriteAsync(snapshot, Study, file, Stop);
        return file.ToArray();
    }

    private static async Task<byte[]> EventsAsync(JournalAddress of)
    {
        await using var snapshot = await of.OpenSnapshotAsync(Stop);
        using var file = new MemoryStream();
        await JournalFile.WriteAsync(snapshot, Study, file, Stop);
        return file.ToArray();
    }

    private JournalAddress Sqlite(string name) => JournalAddress.Parse(Path.Combine(_folder.FullName, name));
}
