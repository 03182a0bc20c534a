using OxyTrial.Journal;

namespace OxyTrial.Grains.Tests;

/// <summary>A journal that loses its connection so many times, at an append after the commit: stored, but nobody is told.</summary>
internal sealed class CrashingJournal(IJournal inner) : IJournal
{
    public int Crashes { get; set; }

    /// <summary>Whether the store cannot be opened again once it has crashed so often.</summary>
    public bool GoneAfterwards { get; init; }

    public async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        if (GoneAfterwards && Crashes <= 0)
        {
            throw new JournalUnavailableException("The journal can not be opened again.");
        }

        var outcome = await inner.AppendAsync(request, cancellationToken);
        return Crashes-- > 0 ? throw new AppendOutcomeUnknownException(request.Study, request.CommandId, new IOException("connection lost")) : outcome;
    }

    public Task<long> WaitForAsync(string study, long afterPosition, CancellationToken cancellationToken = default) => inner.WaitForAsync(study, afterPosition, cancellationToken);

    public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default) =>
        Crashes-- > 0 ? throw new AppendOutcomeUnknownException(study, commandId, new IOException("no connection")) : inner.FindCommandAsync(study, commandId, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        inner.ReadStreamAsync(study, stream, afterVersion, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        inner.ReadAllAsync(study, afterPosition, take, cancellationToken);

    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => inner.HeadAsync(study, cancellationToken);

    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => inner.StudiesAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
