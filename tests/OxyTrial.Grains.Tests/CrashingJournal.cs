using OxyTrial.Journal;

namespace OxyTrial.Grains.Tests;

/// <summary>A journal that loses its connection so many times, at an append after the commit: stored, but nobody is told.</summary>
internal sealed class CrashingJournal(IJournal inner) : IJournal
{
    public int Crashes { get; set; }

    /// <summary>Whether it can not be reached any more after the first crash.</summary>
    public bool GoesAway { get; init; }

    /// <summary>What happens at the crashing append in place of the commit, which is then lost; null = it is committed.</summary>
    public Func<Task>? Instead { get; init; }

    public async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        if (Instead is { } other && Crashes-- > 0)
        {
            await other();
            throw new AppendOutcomeUnknownException(request.Study, request.CommandId, new IOException("connection lost"));
        }

        EnsureThere();
        var outcome = await inner.AppendAsync(request, cancellationToken);
        return Crashes-- > 0 ? throw new AppendOutcomeUnknownException(request.Study, request.CommandId, new IOException("connection lost")) : outcome;
    }

    public Task<long> WaitForAsync(string study, long afterPosition, CancellationToken cancellationToken = default) => inner.WaitForAsync(study, afterPosition, cancellationToken);

    public ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default)
    {
        EnsureThere();
        return Instead is null && Crashes-- > 0 ? throw new AppendOutcomeUnknownException(study, commandId, new IOException("no connection")) : inner.FindCommandAsync(study, commandId, cancellationToken);
    }

    public ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default) =>
        inner.ReadStreamAsync(study, stream, afterVersion, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default) =>
        inner.ReadAllAsync(study, afterPosition, take, cancellationToken);

    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => inner.HeadAsync(study, cancellationToken);

    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => inner.StudiesAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void EnsureThere()
    {
        if (GoesAway && Crashes < 1)
        {
            throw new JournalUnavailableException("no connection");
        }
    }
}
