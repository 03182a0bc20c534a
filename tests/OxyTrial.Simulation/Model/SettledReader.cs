using OxyTrial.Journal;
using OxyTrial.Simulation.Store;

namespace OxyTrial.Simulation.Model;

/// <summary>Streams of a journal at rest.</summary>
internal sealed class SettledReader(StoreTables tables) : IJournalReader
{
    public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<JournalEntry>>(tables.Stream(stream, afterVersion, long.MaxValue));

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
