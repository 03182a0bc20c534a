namespace OxyTrial.Journal;

/// <summary>
/// Tells waiting readers that there is something new: the in-process half of <see cref="IJournal.WaitForNewsAsync"/>, for stores to use. Safe
/// for use by many threads.
/// </summary>
public sealed class NewsBoard
{
    private readonly Lock _lock = new();

    // Not 0: who has heard nothing yet has everything to look at.
    private long _number = 1;
    private TaskCompletionSource? _next;

    /// <summary>There is something new.</summary>
    public void Publish()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _number++;
            (waiting, _next) = (_next, null);
        }

        waiting?.SetResult();
    }

    /// <summary>Completes with the number of the newest, at once if it is above <paramref name="after"/>.</summary>
    public async Task<long> WaitForAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_number > after)
                {
                    return _number;
                }

                _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
