using OxyTrial.Journal;

namespace OxyTrial.Grains.Orleans.Tests;

/// <summary>
/// One silo's way to the common journal. It can be made to hang at the next append, before or after the commit, and let go when
/// the silo is long dead.
/// </summary>
internal sealed class StallingJournal(IJournal inner) : DelegatingJournal(inner, owns: false)
{
    private readonly TaskCompletionSource stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AppendOutcome> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Point point = Point.None;

    private enum Point
    {
        None,
        BeforeCommit,
        AfterCommit,
    }

    /// <summary>Completes when an append hangs.</summary>
    public Task Stalled => stalled.Task;

    public void Stall(bool afterCommit) => point = afterCommit ? Point.AfterCommit : Point.BeforeCommit;

    /// <summary>Appends from now on go through; one that hangs goes on hanging.</summary>
    public void Resume() => point = Point.None;

    /// <summary>The append that hung goes on; what the journal told it.</summary>
    public Task<AppendOutcome> LetGoAsync()
    {
        letGo.SetResult();
        return ended.Task;
    }

    public override async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        var at = point;
        if (at == Point.None)
        {
            return await base.AppendAsync(request, cancellationToken);
        }

        if (at == Point.BeforeCommit)
        {
            await HangAsync().ConfigureAwait(false);
        }

        // The dead have nobody left to cancel for.
        var outcome = await base.AppendAsync(request, CancellationToken.None).ConfigureAwait(false);
        if (at == Point.AfterCommit)
        {
            await HangAsync().ConfigureAwait(false);
        }

        ended.TrySetResult(outcome);
        return outcome;
    }

    private async Task HangAsync()
    {
        stalled.TrySetResult();
        await letGo.Task.ConfigureAwait(false);
    }
}
