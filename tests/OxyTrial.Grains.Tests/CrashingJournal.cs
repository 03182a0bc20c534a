using OxyTrial.Journal;

namespace OxyTrial.Grains.Tests;

/// <summary>A journal that loses its connection so many times, at an append after the commit: stored, but nobody is told.</summary>
internal sealed class CrashingJournal(IJournal inner) : DelegatingJournal(inner, owns: false)
{
    public int Crashes { get; set; }

    /// <summary>Whether it can not be reached any more after the first crash.</summary>
    public bool GoesAway { get; init; }

    /// <summary>What happens at the crashing append in place of the commit, which is then lost; null = it is committed.</summary>
    public Func<Task>? Instead { get; init; }

    public override async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        if (Instead is { } other && Crashes-- > 0)
        {
            await other();
            throw new AppendOutcomeUnknownException(request.Study, request.CommandId, new IOException("connection lost"));
        }

        EnsureThere();
        var outcome = await base.AppendAsync(request, cancellationToken);
        return Crashes-- > 0 ? throw new AppendOutcomeUnknownException(request.Study, request.CommandId, new IOException("connection lost")) : outcome;
    }

    public override ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default)
    {
        EnsureThere();
        return Instead is null && Crashes-- > 0 ? throw new AppendOutcomeUnknownException(study, commandId, new IOException("no connection")) : base.FindCommandAsync(study, commandId, cancellationToken);
    }

    private void EnsureThere()
    {
        if (GoesAway && Crashes < 1)
        {
            throw new JournalUnavailableException("no connection");
        }
    }
}
