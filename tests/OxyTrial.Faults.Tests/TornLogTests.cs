using System.Globalization;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;

namespace OxyTrial.Faults.Tests;

/// <summary>The end of the write-ahead log, as a machine that lost its power may leave it: any byte of the last frame other than written, or missing.</summary>
public sealed class TornLogTests : IDisposable
{
    private const int Appends = 6;
    private const int FrameHeader = 24;

    // Cutting at every byte would show no more than at every eighth: a frame is whole or it is not.
    private const int CutEvery = 8;
    private static readonly string MemoryFolder = "/dev/shm";
    private readonly DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(
        Directory.Exists(MemoryFolder) ? MemoryFolder : Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"oxytrial-torn-{Environment.ProcessId}")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_with_any_byte_of_its_last_frame_changed_opens_with_whole_appends_or_says_that_it_is_damaged()
    {
        var (database, log, frame) = await CrashedAsync();
        var found = await EachAsync(Enumerable.Range(log.Length - frame, frame), at =>
        {
            byte[] torn = [.. log];
            torn[at] ^= (byte)(1 << (at % 8));
            return torn;
        }, database);

        Report("changed", found);
        found.Count.ShouldBe(frame);
        found.ShouldAllBe(one => one == Appends || one == Appends - 1 || one == Told);
        found.ShouldContain(Appends - 1);
    }

    [Fact]
    public async Task A_log_cut_anywhere_in_its_last_frame_opens_with_whole_appends()
    {
        var (database, log, frame) = await CrashedAsync();
        var found = await EachAsync(Enumerable.Range(0, frame / CutEvery).Select(cut => log.Length - 1 - (cut * CutEvery)), at => log[..at], database);

        Report("cut", found);
        found.Count.ShouldBe(frame / CutEvery);
        found.ShouldAllBe(one => one == Appends - 1);
    }

    [Fact]
    public async Task A_log_that_is_whole_opens_with_everything()
    {
        var (database, log, _) = await CrashedAsync();
        (await OpenAsync("whole", database, log)).ShouldBe(Appends);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private const int Told = -1;

    // Every append is answered as done; then the machine stops: the files as they are, the log not yet in the database.
    private async Task<(byte[] Database, byte[] Log, int Frame)> CrashedAsync()
    {
        var path = PathOf("running");
        await using var journal = SqliteJournal.Open(path);
        for (var number = 1; number <= Appends; number++)
        {
            (await journal.AppendAsync(Append(number), Stop)).ShouldBeOfType<AppendOutcome.Written>();
        }

        var (database, log) = (await ReadAsync(path), await ReadAsync($"{path}-wal"));
        var page = (database[16] << 8) + database[17];
        return (database, log, FrameHeader + page);
    }

    private async Task<List<int>> EachAsync(IEnumerable<int> places, Func<int, byte[]> tear, byte[] database)
    {
        var found = new List<int>();
        await Parallel.ForEachAsync(places, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Stop }, async (at, _) =>
        {
            var one = await OpenAsync(string.Create(CultureInfo.InvariantCulture, $"torn-{at}"), database, tear(at));
            lock (found)
            {
                found.Add(one);
            }
        });
        return found;
    }

    // How many appends are there, each whole and the chain intact, and another can follow; or that it is told to be damaged.
    private async Task<int> OpenAsync(string name, byte[] database, byte[] log)
    {
        var path = PathOf(name);
        await File.WriteAllBytesAsync(path, database, Stop);
        await File.WriteAllBytesAsync($"{path}-wal", log, Stop);
        try
        {
            await using (var journal = SqliteJournal.Open(path))
            {
                var there = 0;
                while (there < Appends && await journal.FindCommandAsync(Study, Append(there + 1).CommandId, Stop) is not null)
                {
                    there++;
                }

                (await journal.HeadAsync(Study, Stop)).Position.ShouldBe(2 * there);
                (await journal.AppendAsync(Append(there + 1), Stop)).ShouldBeOfType<AppendOutcome.Written>().FirstPosition.ShouldBe((2 * there) + 1);
                using var snapshot = SqliteJournalSnapshot.Open(path);
                var check = await JournalCheck.RunAsync(snapshot, Stop);
                check.IsIntact.ShouldBeTrue(string.Join('\n', check.Lines));
                return there;
            }
        }
        catch (Exception told) when (told is JournalDamagedException or JournalUnavailableException)
        {
            return Told;
        }
        finally
        {
            foreach (var file in folder.EnumerateFiles($"{name}*"))
            {
                file.Delete();
            }
        }
    }

    private static void Report(string how, List<int> found) => TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{found.Count} times {how}: {found.Count(one => one == Appends)} with everything, {found.Count(one => one == Appends - 1)} without the last append, {found.Count(one => one == Told)} told to be damaged"));

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }

    private const string Study = "torn";

    private static AppendRequest Append(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"randomize-{number}");
        return new AppendRequest(
            Study, id, new byte[JournalHash.Size], "coordinator", new DateTimeOffset(2026, 3, 1, 9, number, 0, TimeSpan.Zero),
            [new StreamVersion("block", number - 1), new StreamVersion($"participant/{id}", 0)],
            [new NewEvent("block", "noted", 1, "{}"u8.ToArray()), new NewEvent($"participant/{id}", "noted", 1, "{}"u8.ToArray())],
            [new Claim("slot", id)], "answer"u8.ToArray());
    }
}
