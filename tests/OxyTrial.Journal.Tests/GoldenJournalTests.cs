using System.Text;
using Shouldly;
using static OxyTrial.Journal.Tests.Requests;

namespace OxyTrial.Journal.Tests;

/// <summary>
/// A journal written by the first release. It never changes: a release that can not read it, or would hash the same events
/// differently, has changed the format and needs a new format version beside this one.
/// </summary>
public sealed class GoldenJournalTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "golden", "journal-format-1.ndjson");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_golden_journal_stays_readable_and_keeps_its_fingerprint()
    {
        await using var input = File.OpenRead(Golden);

        var check = await JournalFile.CheckAsync(input, Stop);

        check.ToString().ShouldBe("study OXY-1: 8 events, chain intact, fingerprint 8:ee9b-0c51-df0d-0e08");
    }

    [Fact]
    public async Task The_same_appends_still_give_the_same_bytes()
    {
        var journal = new InMemoryJournal();
        await SmallTrial.FillAsync(journal);
        using var output = new MemoryStream();

        await JournalFile.WriteAsync(journal, Study, output, Stop);

        Encoding.UTF8.GetString(output.ToArray()).ShouldBe(await File.ReadAllTextAsync(Golden, Stop));
    }
}
