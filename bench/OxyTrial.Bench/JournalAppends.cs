using System.Globalization;
using System.Text;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;

namespace OxyTrial.Bench;

/// <summary>Appends of one event with one claim to a SQLite journal, by one caller or by 32.</summary>
internal sealed class JournalAppends(string folder) : IAsyncDisposable
{
    /// <summary>The event's body: 300 bytes of JSON.</summary>
    public static readonly byte[] Body = Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', 300)}\"}}");
    private readonly SqliteJournal journal = SqliteJournal.Open(Path.Combine(folder, "appends.db"));
    private int number;

    /// <summary>An append of one event with one claim, each named by the id.</summary>
    public static AppendRequest Request(string study, string id) =>
        new(study, id, new byte[32], "bench", DateTimeOffset.UnixEpoch, [new StreamVersion(id, 0)], [new NewEvent(id, "Benched", 1, Body)], [new Claim("kit", id)], new byte[64]);

    public Task AppendAsync(int appends, int callers) => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
    {
        for (var i = 0; i < appends / callers; i++)
        {
            var id = Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture);
            if (await journal.AppendAsync(Request("bench", id)) is not AppendOutcome.Written)
            {
                throw new InvalidOperationException("A benchmark append was not written.");
            }
        }
    })));

    public ValueTask DisposeAsync() => journal.DisposeAsync();
}
