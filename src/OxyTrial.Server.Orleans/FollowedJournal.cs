using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;

namespace OxyTrial.Server.Orleans;

/// <summary>A journal file as a web node has it: a silo on the same machine writes it, this node reads it and looks for news twice a second.</summary>
internal sealed class FollowedJournal(SqliteJournalReader reader, TimeProvider time) : IJournal
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Never: whatever is written goes through the grains.</summary>
    public Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("A web node of a cluster reads the journal file; its silo writes it.");

    public async Task<long> WaitForNewsAsync(long after, CancellationToken cancellationToken = default)
    {
        if (after > 0)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        return after + 1;
    }

    public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        reader.FindCommandAsync(study, commandId, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        reader.ReadStreamAsync(study, stream, afterVersion, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        reader.ReadAllAsync(study, afterPosition, take, cancellationToken);

    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => reader.HeadAsync(study, cancellationToken);

    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => reader.StudiesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) => reader.HeadsAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        return ValueTask.CompletedTask;
    }
}
