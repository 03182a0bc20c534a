namespace OxyTrial.Journal;

/// <summary>What a journal file turned out to be. Closed: it is intact, or it differs.</summary>
public abstract record JournalFileCheck
{
    private JournalFileCheck()
    {
    }

    /// <summary>Calls the function of the case at hand.</summary>
    public TResult Match<TResult>(Func<Intact, TResult> intact, Func<Differs, TResult> differs)
    {
        ArgumentNullException.ThrowIfNull(intact);
        ArgumentNullException.ThrowIfNull(differs);
        return Choose(intact, differs);
    }

    private protected abstract TResult Choose<TResult>(Func<Intact, TResult> intact, Func<Differs, TResult> differs);

    /// <summary>Every byte of the file is accounted for.</summary>
    /// <param name="Head">The study, and where its chain ends. Compare its fingerprint with one that was printed.</param>
    /// <param name="Entries">All events in order of position.</param>
    public sealed record Intact(JournalHead Head, IReadOnlyList<JournalEntry> Entries) : JournalFileCheck
    {
        /// <summary>All commands in order of their first position; none in a file that holds events only.</summary>
        public IReadOnlyList<StoredCommand> Commands { get; init; } = [];

        private protected override TResult Choose<TResult>(Func<Intact, TResult> intact, Func<Differs, TResult> differs) => intact(this);

        /// <inheritdoc />
        public override string ToString() =>
            $"study {Head.Study}: {Head.Position} events, chain intact, fingerprint {Head.Fingerprint}";
    }

    /// <summary>The first difference.</summary>
    /// <param name="Line">Line of the file, from 1.</param>
    /// <param name="Difference">What is wrong there.</param>
    public sealed record Differs(long Line, JournalDifference Difference) : JournalFileCheck
    {
        private protected override TResult Choose<TResult>(Func<Intact, TResult> intact, Func<Differs, TResult> differs) => differs(this);

        /// <inheritdoc />
        public override string ToString() => $"DAMAGED line {Line}, {Difference}";
    }
}
