using System.Threading.Channels;

namespace OxyTrial.Journal.Sqlite;

/// <summary>Moments around a commit at which a test may make the writer fail.</summary>
internal enum CommitMoment
{
    Before,
    AfterButUnacknowledged,
}

/// <summary>
/// Group commit: one loop takes the appends that are waiting, decides them one after the other in one transaction, and
/// answers all of them once it is durable. While it waits for the disk the next group gathers.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    private const int MaximumGroup = 128;
    private const int MaximumWaiting = 4096;

    private readonly string _path;
    private readonly PositionBoard _board;
    private readonly Action<CommitMoment>? _fault;
    private readonly Action<int>? _committed;
    private readonly Task _loop;
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });

    private readonly HashSet<string> _unsure = new(StringComparer.Ordinal);
    private WriterSession? _session;

    public Writer(string path, PositionBoard board, Action<CommitMoment>? fault, Action<int>? committed)
    {
        (_path, _board, _fault, _committed) = (path, board, fault, committed);
        _session = new WriterSession(path);
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
            throw new ObjectDisposedException(typeof(SqliteJournal).FullName);
        }

        return await waiting.Answer.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        _session?.Dispose();
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>(MaximumGroup);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < MaximumGroup && _queue.Reader.TryRead(out var next))
            {
                if (!next.IsWithdrawn())
                {
                    group.Add(next);
                }
            }

            Write(group);
        }
    }

#pragma warning disable CA1031 // Whatever went wrong, every caller of the group must hear of it and the loop must live on.
    private void Write(List<Waiting> group)
    {
        if (Reopen() is { } closed)
        {
            group.ForEach(waiting => waiting.Answer.TrySetException(closed));
            return;
        }

        try
        {
            Commit(_session!, group).ForEach(answer => answer());
        }
        catch (Exception cause)
        {
            _session!.Dispose();
            _session = null;
            _unsure.UnionWith(group.Select(waiting => waiting.Request.Study));
            Reopen();
            group.ForEach(waiting => waiting.Answer.TrySetException(
                new AppendOutcomeUnknownException(waiting.Request.Study, waiting.Request.CommandId, cause)));
        }
    }

    // After a fault the file alone knows what was committed; who waits for positions is told what it says.
    private JournalUnavailableException? Reopen()
    {
        try
        {
            _session ??= new WriterSession(_path);
            foreach (var study in _unsure)
            {
                _board.Publish(study, _session.Head(study).Position);
            }

            _unsure.Clear();
            return null;
        }
        catch (Exception cause)
        {
            _session?.Dispose();
            _session = null;
            return new JournalUnavailableException($"The journal {_path} can not be opened again: {cause.Message}", cause);
        }
    }
#pragma warning restore CA1031

    private List<Action> Commit(WriterSession session, List<Waiting> group)
    {
        using var transaction = session.Begin();
        var answers = group.ConvertAll(waiting => Decide(session, waiting));
        var moved = session.MoveHeads();
        _fault?.Invoke(CommitMoment.Before);
        transaction.Commit();
        _fault?.Invoke(CommitMoment.AfterButUnacknowledged);
        foreach (var head in moved)
        {
            _board.Publish(head.Study, head.Position);
        }

        _committed?.Invoke(group.Count);
        return answers;
    }

    // Also an append that writes nothing is answered after the commit: it may rest on others of its group.
    private static Action Decide(WriterSession session, Waiting waiting)
    {
        try
        {
            var outcome = session.Append(waiting.Request);
            return () => waiting.Answer.TrySetResult(outcome);
        }
        catch (JournalDamagedException damaged)
        {
            // Found before anything of this append was inserted; other studies go on.
            return () => waiting.Answer.TrySetException(damaged);
        }
    }

    private sealed record Waiting(AppendRequest Request, CancellationToken Cancellation)
    {
        public TaskCompletionSource<AppendOutcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsWithdrawn() => Cancellation.IsCancellationRequested && Answer.TrySetCanceled(Cancellation);
    }
}
