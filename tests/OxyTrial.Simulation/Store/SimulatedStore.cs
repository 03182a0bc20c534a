using System.Globalization;
using OxyTrial.Journal;
using OxyTrial.Simulation.Faults;
using OxyTrial.Simulation.Scheduling;

namespace OxyTrial.Simulation.Store;

/// <summary>
/// A database that all nodes share. An append is a transaction of several steps, others come between them: take the study's lock, look up the
/// command, compare versions and claims, insert, commit. What is to be written is decided by the real <see cref="AppendDecision"/>.
/// </summary>
internal sealed class SimulatedStore(Scheduler scheduler, Chance chance, FaultPlan faults, Trace trace, Weakness weakness, StoreTables tables)
{
    private const string Name = "store";
    private readonly List<Transaction> open = [];
    private HeadLock head = new();

    public StoreTables Tables => tables;

    /// <summary>What the unique keys had to refuse, although the decision under the lock had let it pass.</summary>
    public List<string> KeysViolated { get; } = [];

    /// <summary>Whether a command's lookup is as old as a replica's.</summary>
    public bool LooksUpInReplica => weakness.HasFlag(Weakness.StaleCommandLookup);

    /// <summary>An append arrives.</summary>
    /// <param name="request">What to append.</param>
    /// <param name="reached">Told of each stage.</param>
    /// <param name="answer">Takes the outcome; null = the connection is lost.</param>
    public void Receive(AppendRequest request, Action<AppendStage> reached, Action<AppendOutcome?> answer) =>
        scheduler.Begin(() => ServeAsync(new Transaction(request, answer), reached));

    /// <summary>Everything that is not committed is lost, and so are all connections.</summary>
    public void Restart()
    {
        if (open.Count > 0)
        {
            faults.Hit(FaultPoint.StoreRestarted, string.Join(' ', open.Select(one => one.Request.CommandId)));
        }

        head = new HeadLock();
        foreach (var transaction in open.ToArray())
        {
            transaction.IsRolledBack = true;
            transaction.Answer(null);
        }

        open.Clear();
    }

    private async Task ServeAsync(Transaction transaction, Action<AppendStage> reached)
    {
        reached(AppendStage.Open);
        open.Add(transaction);
        var held = head;
        if (!weakness.HasFlag(Weakness.NoLock) && !await LockedAsync(held, transaction))
        {
            Close(transaction, null);
            return;
        }

        await WriteAsync(transaction, reached);
        if (!weakness.HasFlag(Weakness.NoLock) && !transaction.IsRolledBack)
        {
            held.Release(chance);
        }
    }

    private async Task WriteAsync(Transaction transaction, Action<AppendStage> reached)
    {
        var seen = new Seen(transaction.Request, weakness, tables.Head);
        if (await StepAsync(transaction))
        {
            seen.LookUp(tables);
        }

        if (await StepAsync(transaction))
        {
            seen.ReadVersions(tables);
        }

        if (await StepAsync(transaction))
        {
            await DecideAsync(transaction, seen, reached);
        }
    }

    private async Task DecideAsync(Transaction transaction, Seen seen, Action<AppendStage> reached)
    {
        var request = transaction.Request;
        var decision = AppendDecision.Decide(request, seen);
        if (decision is not { Command: { } command, Head: { } next, Outcome: AppendOutcome.Written written })
        {
            CountConflict(request, decision.Outcome);
            Close(transaction, decision.Outcome);
            return;
        }

        if (request.Utc < seen.HeadOf.LastUtc)
        {
            faults.Hit(FaultPoint.ClockBehind, request.CommandId);
        }

        if (faults.Strikes(FaultPoint.LostBeforeCommit, request.CommandId))
        {
            Close(transaction, null);
            return;
        }

        if (weakness.HasFlag(Weakness.AcknowledgeBeforeCommit))
        {
            transaction.Answer(written);
        }

        // The commit itself takes its time: the log is flushed.
        if (await StepAsync(transaction, Pace.Commit))
        {
            Commit(transaction, command, next, written, reached);
        }
    }

    private void Commit(Transaction transaction, StoredCommand command, JournalHead next, AppendOutcome.Written written, Action<AppendStage> reached)
    {
        if (tables.Violated(command, written.Entries) is { } key)
        {
            KeysViolated.Add($"{key} by command {command.CommandId}");
            if (!weakness.HasFlag(Weakness.NoUniqueKey))
            {
                trace.Note(Name, "key refuses", key);
                Close(transaction, null);
                return;
            }
        }

        tables.Insert(command, written.Entries, next);
        trace.Note(Name, "commits", string.Create(CultureInfo.InvariantCulture, $"{command.CommandId} at {command.FirstPosition}: {string.Join(' ', written.Entries.Select(entry => $"{entry.Type}@{entry.Stream}"))}"));
        reached(AppendStage.Committed);
        Close(transaction, written);
    }

    private void CountConflict(AppendRequest request, AppendOutcome outcome)
    {
        if (outcome is AppendOutcome.Conflict)
        {
            faults.Hit(FaultPoint.Conflict, request.CommandId);
        }
    }

    private async Task<bool> LockedAsync(HeadLock lockOfHead, Transaction transaction)
    {
        if (lockOfHead.TryTake())
        {
            return true;
        }

        faults.Hit(FaultPoint.LockWaited, transaction.Request.CommandId);
        var turn = lockOfHead.Wait();
        if (faults.Threatens(FaultPoint.LockTimedOut))
        {
            scheduler.After(Pace.LockTimeout(chance), () => GiveUp(lockOfHead, turn, transaction));
        }

        return await turn.Task;
    }

    private void GiveUp(HeadLock lockOfHead, TaskCompletionSource<bool> turn, Transaction transaction)
    {
        if (!transaction.IsRolledBack && lockOfHead.StopWaiting(turn))
        {
            faults.Hit(FaultPoint.LockTimedOut, transaction.Request.CommandId);
            turn.SetResult(false);
        }
    }

    private Task<bool> StepAsync(Transaction transaction) => StepAsync(transaction, Pace.Statement);

    // False when the store has restarted meanwhile.
    private async Task<bool> StepAsync(Transaction transaction, Func<Chance, long> pace)
    {
        if (!transaction.IsOver)
        {
            await scheduler.WaitAsync(pace(chance));
        }

        if (!transaction.IsOver && faults.Draws(FaultPoint.StoreRestarted))
        {
            Restart();
        }

        return !transaction.IsOver;
    }

    private void Close(Transaction transaction, AppendOutcome? outcome)
    {
        open.Remove(transaction);
        transaction.IsOver = true;
        transaction.Answer(outcome);
    }

    private sealed class Transaction(AppendRequest request, Action<AppendOutcome?> answer)
    {
        private bool answered;

        public AppendRequest Request => request;

        public bool IsRolledBack { get; set; }

        public bool IsOver { get => field || IsRolledBack; set; }

        public void Answer(AppendOutcome? outcome)
        {
            if (!answered)
            {
                answered = true;
                answer(outcome);
            }
        }
    }

    /// <summary>The study's lock; who waits is served in an order left to chance.</summary>
    private sealed class HeadLock
    {
        private readonly List<TaskCompletionSource<bool>> waiting = [];
        private bool taken;

        public bool TryTake() => !taken && (taken = true);

        public TaskCompletionSource<bool> Wait()
        {
            var turn = new TaskCompletionSource<bool>();
            waiting.Add(turn);
            return turn;
        }

        public bool StopWaiting(TaskCompletionSource<bool> turn) => waiting.Remove(turn);

        public void Release(Chance chance)
        {
            if (waiting.Count == 0)
            {
                taken = false;
                return;
            }

            var next = chance.Of(waiting);
            waiting.Remove(next);
            next.SetResult(true);
        }
    }

    /// <summary>What the transaction has read, each at its own step: all from one moment as long as the lock holds.</summary>
    private sealed class Seen(AppendRequest request, Weakness weakness, JournalHead head) : IAppendState
    {
        private readonly Dictionary<string, long> versions = new(StringComparer.Ordinal);
        private readonly HashSet<Claim> claimed = [];
        private StoredCommand? command;

        public JournalHead HeadOf => head;

        public void LookUp(StoreTables tables) => command = weakness.HasFlag(Weakness.NoCommandLookup) ? null : tables.Command(request.CommandId);

        public void ReadVersions(StoreTables tables)
        {
            foreach (var (stream, expected) in request.ExpectedVersions)
            {
                var written = request.Events.Any(added => added.Stream == stream);
                versions[stream] = weakness.HasFlag(written ? Weakness.NoExpectedVersion : Weakness.NoReadDependency) ? expected : tables.VersionOf(stream);
            }

            claimed.UnionWith(request.Claims.Where(tables.IsClaimed));
        }

        public StoredCommand? FindCommand(string study, string commandId) => command;

        public JournalHead Head(string study) => head;

        public long VersionOf(string study, string stream) => versions[stream];

        public bool IsClaimed(string study, Claim claim) => claimed.Contains(claim);
    }
}

/// <summary>How far an append has come.</summary>
internal enum AppendStage
{
    /// <summary>On its way.</summary>
    Sent,

    /// <summary>Being written.</summary>
    Open,

    /// <summary>Committed.</summary>
    Committed,
}
