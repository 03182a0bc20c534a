namespace OxyTrial.Journal;

/// <summary>What became of an append. Closed: the five nested cases are all there are.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>Calls the function of the case at hand.</summary>
    public TResult Match<TResult>(
        Func<Written, TResult> written,
        Func<AlreadyDone, TResult> alreadyDone,
        Func<CommandIdReused, TResult> commandIdReused,
        Func<Conflict, TResult> conflict,
        Func<ClaimTaken, TResult> claimTaken)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(alreadyDone);
        ArgumentNullException.ThrowIfNull(commandIdReused);
        ArgumentNullException.ThrowIfNull(conflict);
        ArgumentNullException.ThrowIfNull(claimTaken);
        return Choose(written, alreadyDone, commandIdReused, conflict, claimTaken);
    }

    private protected abstract TResult Choose<TResult>(
        Func<Written, TResult> written,
        Func<AlreadyDone, TResult> alreadyDone,
        Func<CommandIdReused, TResult> commandIdReused,
        Func<Conflict, TResult> conflict,
        Func<ClaimTaken, TResult> claimTaken);

    /// <summary>The events are durable.</summary>
    /// <param name="FirstPosition">Position of the first one.</param>
    /// <param name="Entries">All of them as stored, in order.</param>
    public sealed record Written(long FirstPosition, IReadOnlyList<JournalEntry> Entries) : AppendOutcome
    {
        private protected override TResult Choose<TResult>(Func<Written, TResult> written, Func<AlreadyDone, TResult> alreadyDone,
            Func<CommandIdReused, TResult> commandIdReused, Func<Conflict, TResult> conflict, Func<ClaimTaken, TResult> claimTaken) => written(this);
    }

    /// <summary>The same command was stored before; nothing was written now. Its stored result is the answer.</summary>
    /// <param name="Command">The command as stored.</param>
    public sealed record AlreadyDone(StoredCommand Command) : AppendOutcome
    {
        private protected override TResult Choose<TResult>(Func<Written, TResult> written, Func<AlreadyDone, TResult> alreadyDone,
            Func<CommandIdReused, TResult> commandIdReused, Func<Conflict, TResult> conflict, Func<ClaimTaken, TResult> claimTaken) => alreadyDone(this);
    }

    /// <summary>The command id was stored with another request; nothing was written. The other's answer is not told.</summary>
    public sealed record CommandIdReused : AppendOutcome
    {
        private protected override TResult Choose<TResult>(Func<Written, TResult> written, Func<AlreadyDone, TResult> alreadyDone,
            Func<CommandIdReused, TResult> commandIdReused, Func<Conflict, TResult> conflict, Func<ClaimTaken, TResult> claimTaken) => commandIdReused(this);
    }

    /// <summary>A stream has moved on; nothing was written. Read it again and decide again.</summary>
    /// <param name="Actual">The true version of each stream whose expected version was wrong, in the order of the request.</param>
    public sealed record Conflict(IReadOnlyList<StreamVersion> Actual) : AppendOutcome
    {
        private protected override TResult Choose<TResult>(Func<Written, TResult> written, Func<AlreadyDone, TResult> alreadyDone,
            Func<CommandIdReused, TResult> commandIdReused, Func<Conflict, TResult> conflict, Func<ClaimTaken, TResult> claimTaken) => conflict(this);
    }

    /// <summary>Another command holds a claim; nothing was written.</summary>
    /// <param name="Claim">The first of the request's claims that is taken.</param>
    public sealed record ClaimTaken(Claim Claim) : AppendOutcome
    {
        private protected override TResult Choose<TResult>(Func<Written, TResult> written, Func<AlreadyDone, TResult> alreadyDone,
            Func<CommandIdReused, TResult> commandIdReused, Func<Conflict, TResult> conflict, Func<ClaimTaken, TResult> claimTaken) => claimTaken(this);
    }
}
