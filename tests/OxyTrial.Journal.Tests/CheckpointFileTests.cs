using System.Text;
using Shouldly;

namespace OxyTrial.Journal.Tests;

/// <summary>Checkpoints held outside the journal.</summary>
public sealed class CheckpointFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("oxytrial-checkpoints-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private CheckpointFile File => new(Path.Combine(folder.FullName, CheckpointFile.Name));

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_added_is_read_in_its_order_by_another_too()
    {
        KnownCheckpoint[] added = [Checkpoint(118, 'a'), Checkpoint(131, 'b') with { Digits = new string('b', 16) }, Checkpoint(131, 'c') with { Study = "another study", Epoch = 2 }];
        File.Add(added[0]);
        File.Add(added[1], added[2]);
        var list = await File.ReadAsync(Stop);
        list.Checkpoints.ShouldBe(added);
        list.UnreadableLines.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_is_not_there_has_none() => (await File.ReadAsync(Stop)).Checkpoints.ShouldBeEmpty();

    [Fact]
    public async Task A_line_that_a_power_cut_left_unfinished_costs_no_other()
    {
        File.Add(Checkpoint(118, 'a'));
        var whole = File.Length;
        await System.IO.File.AppendAllTextAsync(File.Path, "2030-01-15T12:00:00.0000000Z 1 125:abc", Stop);
        (await File.ReadAsync(0, Stop)).End.ShouldBe(whole, "what may still be written is read the next time");
        File.Add(Checkpoint(131, 'b'));
        var list = await File.ReadAsync(Stop);
        list.Checkpoints.Select(one => one.Position).ShouldBe([118, 131]);
        list.UnreadableLines.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_added_since_is_read_alone()
    {
        File.Add(Checkpoint(118, 'a'));
        var (_, end) = await File.ReadAsync(0, Stop);
        File.Add(Checkpoint(131, 'b'));
        (await File.ReadAsync(end, Stop)).List.Checkpoints.Single().Position.ShouldBe(131);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2030-01-15T12:00:00.0000000Z 1 0:aaaaaaaaaaaaaaaa OXY")]
    [InlineData("2030-01-15T12:00:00.0000000Z 0 5:aaaaaaaaaaaaaaaa OXY")]
    [InlineData("2030-01-15T12:00:00.0000000Z 1 5:aaaaaaaaaaaaaaa OXY")]
    [InlineData("2030-01-15T12:00:00.0000000Z 1 5:AAAAAAAAAAAAAAAA OXY")]
    [InlineData("2030-01-15T12:00:00.0000000Z 1 -5:aaaaaaaaaaaaaaaa OXY")]
    [InlineData("2030-01-15 12:00 1 5:aaaaaaaaaaaaaaaa OXY")]
    [InlineData("2030-01-15T12:00:00.0000000Z 1 5:aaaaaaaaaaaaaaaa ")]
    public void No_other_line_is_a_checkpoint(string line) => KnownCheckpoint.Parse(line).ShouldBeNull();

    [Fact]
    public void A_fingerprint_on_paper_is_a_checkpoint_of_the_same_hash()
    {
        var head = new JournalHead("OXY", 131, Convert.FromHexString(new string('7', 64)), 1, Now);
        var (whole, printed) = (KnownCheckpoint.Of(head, Now), KnownCheckpoint.Of("OXY", 1, head.Fingerprint, Now));
        printed.Printed.ShouldBe(whole.Printed);
        printed.IsOf(head.Hash).ShouldBeTrue();
        whole.IsOf(head.Hash).ShouldBeTrue();
        whole.IsOf(Encoding.ASCII.GetBytes("another hash of 32 bytes, surely")).ShouldBeFalse();
    }

    private static KnownCheckpoint Checkpoint(long position, char digit) => new("OXY-1", 1, position, new string(digit, 64), Now);
}
