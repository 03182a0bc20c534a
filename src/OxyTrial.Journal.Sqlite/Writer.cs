using System.Diagnostics;
using System.Threading.Channels;

namespace OxyTrial.Journal.Sqlite;

/// <summary>Moments around a commit at which a test may make the writer fail.</summary>
internal enum CommitMoment
{
    Before,
    AfterButUnacknowledged,
}

/// <summary>
/// Group commit: whoever finds nobody writing takes the appends that are waiting, decides them one after the other in one
/// transaction, and answers all of them once it is durable. While it waits for the disk the next group gathers. A caller that comes alone
/// so writes on its own thread and wakes no other; no caller writes more than one group, the rest is the thread pool's.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    private const int MaximumGroup = 128;
    private const int MaximumWaiting = 4096;

    // Less than a flush takes.
    private static readonly TimeSpan LongestGathering = TimeSpan.FromMicroseconds(100);

    private readonly string _path;
    private readonly NewsBoard _board;
    private readonly Action<CommitMoment>? _fault;
    private readonly Action<int>? _committed;
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(MaximumWaiting);

    // Held by the one that writes; everything below belongs to its holder.
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly List<Waiting> _group = new(MaximumGroup);
        private WriterSession? _session;
    private bool _unsure;

    public Writer(string path, NewsBoard board, Action<CommitMoment>? fault, Action<int>? committed)
    {
        (_path, _board, _fault, _committed) = (path, board, fault, committed);
        _session = new WriterSession(path);
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

        WriteNext();
        return await waiting.Answer.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        // Never let go again: who comes later finds somebody writing.
        await _queue.Reader.Completion.ConfigureAwait(false);
        await _writing.WaitAsync().ConfigureAwait(false);
        _session?.Dispose();
    }

    // Every append calls this after it has queued, and every writer after it has let go, so none is left waiting.
    private void WriteNext()
    {
        if (!_writing.Wait(0))
        {
            return;
        }

        try
        {
            TakeGroup();
            if (_group.Count > 0)
            {
                Write(_group);
            }
        }
        finally
        {
            _writing.Release();
        }

        if (_queue.Reader.TryPeek(out _))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.WriteNext(), this, preferLocal: false);
        }
    }

    private void TakeGroup()
    {
        AwaitTheOthers(_group.Count);
        _group.Clear();
        while (_group.Count < MaximumGroup && _queue.Reader.TryRead(out var next))
        {
            if (!next.IsWithdrawn())
            {
                _group.Add(next);
            }
        }
    }

    // Those answered together tend to come again together: to let the first of them go alone would be a flush for one and
    // a flush for the rest. After one that came alone nobody is waited for.
    private void AwaitTheOthers(int answered)
    {
        var since = Stopwatch.GetTimestamp();
        while (answered > 1 && _queue.Reader.Count < answered && Stopwatch.GetElapsedTime(since) < LongestGathering)
        {
            Thread.Yield();
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
            _unsure = true;
            Reopen();
            group.ForEach(waiting => waiting.Answer.TrySetException(
                new AppendOutcomeUnknownException(waiting.Request.Study, waiting.Request.CommandId, cause)));
        }
    }

    // After a fault the file alone knows what was committed; who waits for news looks there.
    private JournalUnavailableException? Reopen()
    {
        try
        {
            _session ??= new WriterSession(_path);
            if (_unsure)
            {
                _board.Publish();
            }

            _unsure = false;
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
        session.Begin();
        var answers = group.ConvertAll(waiting => Decide(session, waiting));
        var moved = session.MoveHeads();
        _fault?.Invoke(CommitMoment.Before);
        session.Commit();
        _fault?.Invoke(CommitMoment.AfterButUnacknowledged);
        if (moved.Count > 0)
        {
            _board.Publish();
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
