namespace OxyTrial.Simulation.Faults;

/// <summary>Where a simulated trial is disturbed. Every one of them must be hit in a run, or the run has shown nothing about it.</summary>
internal enum FaultPoint
{
    /// <summary>The connection is lost before the append reaches the store.</summary>
    LostBeforeArrival,

    /// <summary>The append is in flight longer than its sender waits; it is carried out afterwards.</summary>
    DelayedPastTimeout,

    /// <summary>The append is delivered twice.</summary>
    Duplicated,

    /// <summary>A later append of the same node arrives first.</summary>
    Reordered,

    /// <summary>The store cannot be opened, and says so: nothing of this append is done. An earlier attempt of the command may be.</summary>
    StoreUnavailable,

    /// <summary>The store gives up waiting for the study's lock.</summary>
    LockTimedOut,

    /// <summary>The connection is lost after the rows are inserted and before the commit: rolled back.</summary>
    LostBeforeCommit,

    /// <summary>The store restarts with appends open: rolled back.</summary>
    StoreRestarted,

    /// <summary>The connection is lost between commit and answer.</summary>
    LostAfterCommit,

    /// <summary>The connection is lost with an answer that wrote nothing.</summary>
    LostAnswer,

    /// <summary>The answer of an append comes late.</summary>
    DelayedAnswer,

    /// <summary>The connection is lost in a read.</summary>
    LostRead,

    /// <summary>The answer of a read comes late, and is old news then.</summary>
    DelayedRead,

    /// <summary>A stream is read as it was a while ago.</summary>
    StaleRead,

    /// <summary>The vault reads a stream as it was a while ago.</summary>
    StaleReadOfTheVault,

    /// <summary>The node crashes with an append on its way.</summary>
    CrashBeforeArrival,

    /// <summary>The node crashes with an append being written.</summary>
    CrashInAppend,

    /// <summary>The node crashes with a committed append unanswered.</summary>
    CrashAfterCommit,

    /// <summary>The node starts again with nothing in its caches.</summary>
    NodeRestarted,

    /// <summary>A node is asked while it is down.</summary>
    NodeDown,

    /// <summary>Two activations work for one grain at once.</summary>
    TwoActivations,

    /// <summary>One command is sent to two activations at once.</summary>
    DoubleClick,

    /// <summary>A command id is used for another command.</summary>
    CommandIdReused,

    /// <summary>A command bears a time before that of the newest event.</summary>
    ClockBehind,

    /// <summary>An append waits for another's lock.</summary>
    LockWaited,

    /// <summary>An append is refused because something it read has moved on.</summary>
    Conflict,
}
