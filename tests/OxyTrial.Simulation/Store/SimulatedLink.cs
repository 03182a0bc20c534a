using System.Globalization;
using OxyTrial.Journal;
using OxyTrial.Simulation.Faults;
using OxyTrial.Simulation.Scheduling;

namespace OxyTrial.Simulation.Store;

/// <summary>
/// One connection to the store: an activation's, or its vault's. Whatever goes over it may be lost, late, doubled or overtaken. Once its node
/// has crashed nothing comes back over it any more.
/// </summary>
internal sealed class SimulatedLink(Scheduler scheduler, Chance chance, FaultPlan faults, Trace trace, SimulatedStore store, string name, FaultPoint staleness, Action crash) : IJournal
{
    private readonly List<InFlight> inFlight = [];
    private readonly HashSet<string> stale = new(StringComparer.Ordinal);
    private long sent;
    private long newestArrived;
    private long staleUntil = -1;

    /// <summary>Whether the node still runs.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>The node has crashed: counts what was under way.</summary>
    public void Cut()
    {
        IsAlive = false;
        foreach (var append in inFlight)
        {
            faults.Hit(CrashAt(append.Stage), append.CommandId);
        }
    }

    /// <summary>Whether anything that came over this connection since then was older than what the store had when it was asked.</summary>
    public bool WasStaleSince(long time) => stale.Count > 0 || staleUntil >= time;

    /// <inheritdoc/>
    public Task<AppendOutcome> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        scheduler.EnsureHere();
        AppendRules.Ensure(request);
        trace.Note(name, "appends", request.CommandId);
        var answered = new TaskCompletionSource<AppendOutcome>();
        void Lost(string how) => answered.TrySetException(new AppendOutcomeUnknownException(request.Study, request.CommandId, new IOException(how)));
        if (faults.Strikes(FaultPoint.LostBeforeArrival, request.CommandId))
        {
            Later(Pace.Network(chance), () => Lost("connection lost"));
            return answered.Task;
        }

        if (faults.Strikes(FaultPoint.StoreUnavailable, request.CommandId))
        {
            Later(Pace.Network(chance), () => answered.TrySetException(new JournalUnavailableException("the store cannot be opened")));
            return answered.Task;
        }

        if (faults.Strikes(FaultPoint.DelayedPastTimeout, request.CommandId))
        {
            Deliver(request, answered, Pace.Delay(chance));
            Later(Pace.ClientTimeout(chance), () => Lost("timed out"));
        }
        else
        {
            Deliver(request, answered, Pace.Network(chance));
        }

        if (faults.Strikes(FaultPoint.Duplicated, request.CommandId))
        {
            Deliver(request, answered, chance.Happens(500) ? Pace.Network(chance) : Pace.Delay(chance));
        }

        return answered.Task;
    }

    /// <inheritdoc/>
    public async ValueTask<StoredCommand?> FindCommandAsync(string study, string commandId, CancellationToken cancellationToken = default)
    {
        var before = store.Tables.Head.Position;
        await ArriveAsync(commandId);
        var found = store.Tables.Command(commandId);
        if (store.LooksUpInReplica && found?.FirstPosition > before - chance.Below(4))
        {
            found = null;
        }

        await ReturnAsync(commandId);
        return found;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadStreamAsync(string study, string stream, long afterVersion = 0, CancellationToken cancellationToken = default)
    {
        await ArriveAsync(stream);
        var newest = store.Tables.Head.Position;
        var entries = store.Tables.Stream(stream, afterVersion, newest);
        if (entries.Count > 0 && faults.Threatens(staleness))
        {
            var older = store.Tables.Stream(stream, afterVersion, newest - chance.Between(1, 12));
            entries = older.Count < entries.Count && faults.Strikes(staleness, stream) ? Stale(stream, older) : Fresh(stream, entries);
        }
        else if (stale.Count > 0)
        {
            Fresh(stream, entries);
        }

        await ReturnAsync(stream);
        return entries;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalEntry>> ReadAllAsync(string study, long afterPosition, int take, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<JournalHead> HeadAsync(string study, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> StudiesAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalHead>> HeadsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<long> WaitForNewsAsync(long after, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Deliver(AppendRequest request, TaskCompletionSource<AppendOutcome> answered, long delay)
    {
        var append = new InFlight(++sent, request.CommandId);
        inFlight.Add(append);
        scheduler.After(delay, () =>
        {
            MayCrash(append);
            if (append.Number < newestArrived)
            {
                faults.Hit(FaultPoint.Reordered, request.CommandId);
            }

            newestArrived = Math.Max(newestArrived, append.Number);
            store.Receive(request, stage => Reach(append, stage), outcome => Return(append, outcome, answered));
        });
    }

    private void Reach(InFlight append, AppendStage stage)
    {
        append.Stage = stage;
        MayCrash(append);
    }

    // Right at a stage of an append, which no crash at a time of its own would often meet.
    private void MayCrash(InFlight append)
    {
        if (IsAlive && faults.Draws(CrashAt(append.Stage)))
        {
            crash();
        }
    }

    private static FaultPoint CrashAt(AppendStage stage) => stage switch
    {
        AppendStage.Sent => FaultPoint.CrashBeforeArrival,
        AppendStage.Open => FaultPoint.CrashInAppend,
        _ => FaultPoint.CrashAfterCommit,
    };

    private void Return(InFlight append, AppendOutcome? outcome, TaskCompletionSource<AppendOutcome> answered)
    {
        var lost = outcome is null || faults.Strikes(outcome is AppendOutcome.Written ? FaultPoint.LostAfterCommit : FaultPoint.LostAnswer, append.CommandId);
        var delay = !lost && faults.Strikes(FaultPoint.DelayedAnswer, append.CommandId) ? Pace.Delay(chance) : Pace.Network(chance);
        Later(delay, () =>
        {
            inFlight.Remove(append);
            if (lost)
            {
                answered.TrySetException(new AppendOutcomeUnknownException("", append.CommandId, new IOException("connection lost")));
            }
            else
            {
                answered.TrySetResult(outcome!);
            }
        });
    }

    private async Task ArriveAsync(string about)
    {
        scheduler.EnsureHere();
        await AliveAfter(Pace.Network(chance));
        if (faults.Strikes(FaultPoint.LostRead, about))
        {
            throw new ConnectionLostException();
        }
    }

    private Task ReturnAsync(string about) => AliveAfter(faults.Strikes(FaultPoint.DelayedRead, about) ? Pace.Delay(chance) : Pace.Network(chance));

    // Never completes when the node crashes meanwhile.
    private Task AliveAfter(long delay)
    {
        var due = new TaskCompletionSource();
        Later(delay, due.SetResult);
        return due.Task;
    }

    private void Later(long delay, Action work) => scheduler.After(delay, () =>
    {
        if (IsAlive)
        {
            work();
        }
    });

    private List<JournalEntry> Stale(string stream, List<JournalEntry> older)
    {
        stale.Add(stream);
        return older;
    }

    private List<JournalEntry> Fresh(string stream, List<JournalEntry> entries)
    {
        if (stale.Remove(stream))
        {
            staleUntil = scheduler.Now;
        }

        return entries;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{name} ({sent} appends)");

    private sealed class InFlight(long number, string commandId)
    {
        public long Number => number;

        public string CommandId => commandId;

        public AppendStage Stage { get; set; }
    }
}

/// <summary>A read, or a node, could not be reached.</summary>
internal sealed class ConnectionLostException() : IOException("connection lost");
