using System.Threading.Channels;

namespace OxyTrial.Journal.PostgreSql;

/// <summary>
/// Group commit for one study: one loop takes the appends that are waiting, has them decided and stored in one transaction, and answers all
/// of them once it is durable. While it waits for the database the next group gathers.
/// </summary>
internal sealed class StudyWriter : IAsyncDisposable
{
    private const int MaximumGroup = 128;
    private const int MaximumWaiting = 4096;
    private const int MaximumGroupBytes = 8 << 20;

    private readonly string _study;
    private readonly GroupTransaction _transaction;
    private readonly Action<JournalHead> _moved;
    private readonly Action<int>? _committed;
    private readonly Task _loop;
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });

    public StudyWriter(string study, GroupTransaction transaction, Action<JournalHead> moved, Action<int>? committed)
    {
        (_study, _transaction, _moved, _committed) = (study, transaction, moved, committed);
        _loop = Task.Run(RunAsync);
    }

    public async Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(request, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(waiting, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(typeof(PostgreSqlJournal).FullName);
        }

        return await waiting.Answer.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (NextGroup() is { Count: > 0 } group)
            {
                await WriteAsync(group).ConfigureAwait(false);
            }
        }
    }

    private List<Waiting> NextGroup()
    {
        var group = new List<Waiting>();
        var bytes = 0L;
        while (group.Count < MaximumGroup && bytes < MaximumGroupBytes && _queue.Reader.TryRead(out var next))
        {
            if (!next.IsWithdrawn())
            {
                group.Add(next);
                bytes += next.Request.Events.Sum(added => (long)added.Body.Length);
            }
        }

        return group;
    }

#pragma warning disable CA1031 // Whatever went wrong, every caller of the group must hear of it and the loop must live on.
    private async Task WriteAsync(List<Waiting> group)
    {
        try
        {
            var (outcomes, head) = await _transaction.RunAsync(group.ConvertAll(waiting => waiting.Request)).ConfigureAwait(false);
            if (outcomes.Any(outcome => outcome is AppendOutcome.Written))
            {
                _moved(head);
            }

            _committed?.Invoke(group.Count);
            for (var i = 0; i < group.Count; i++)
            {
                group[i].Answer.TrySetResult(outcomes[i]);
            }
        }
        catch (CommitUnansweredException unanswered)
        {
            group.ForEach(waiting => waiting.Answer.TrySetException(
                new AppendOutcomeUnknownException(_study, waiting.Request.CommandId, unanswered.InnerException!)));
        }
        catch (Exception cause)
        {
            group.ForEach(waiting => waiting.Answer.TrySetException(cause));
        }
    }
#pragma warning restore CA1031

    private sealed record Waiting(AppendRequest Request, CancellationToken Cancellation)
    {
        public TaskCompletionSource<AppendOutcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsWithdrawn() => Cancellation.IsCancellationRequested && Answer.TrySetCanceled(Cancellation);
    }
}
