using System.Globalization;

namespace OxyTrial.Journal;

/// <summary>What the check found in one study. Closed: it is intact, or it differs.</summary>
public abstract record StudyCheck
{
    private StudyCheck(string study) => Study = study;

    /// <summary>The study.</summary>
    public string Study { get; }

    /// <summary>Calls the function of the case at hand.</summary>
    public TResult Match<TResult>(Func<Intact, TResult> intact, Func<Differs, TResult> differs)
    {
        ArgumentNullException.ThrowIfNull(intact);
        ArgumentNullException.ThrowIfNull(differs);
        return Choose(intact, differs);
    }

    private protected abstract TResult Choose<TResult>(Func<Intact, TResult> intact, Func<Differs, TResult> differs);

    /// <summary>Every event, command and claim agrees with the chain.</summary>
    public sealed record Intact(JournalHead Head, RowCounts Rows) : StudyCheck(Head.Study)
    {
        private protected override TResult Choose<TResult>(Func<Intact, TResult> intact, Func<Differs, TResult> differs) => intact(this);

        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"study {Study}: {Rows.Events} events, {Rows.Commands} commands, {Rows.Claims} claims, chain intact, fingerprint {Head.Fingerprint}");
    }

    /// <summary>The first difference; what lies behind it was not looked at.</summary>
    public sealed record Differs(string Named, JournalDifference Difference) : StudyCheck(Named)
    {
        private protected override TResult Choose<TResult>(Func<Intact, TResult> intact, Func<Differs, TResult> differs) => differs(this);

        /// <inheritdoc />
        public override string ToString() => $"DAMAGED {Difference}";
    }
}

/// <summary>The result of a check of a whole journal.</summary>
/// <param name="Store">The checks of the store itself.</param>
/// <param name="Studies">One result per study named anywhere.</param>
public sealed record JournalCheckReport(IReadOnlyList<StoreCheck> Store, IReadOnlyList<StudyCheck> Studies)
{
    /// <summary>Whether nothing at all differs.</summary>
    public bool IsIntact => Store.All(s => s.Passed) && Studies.All(s => s is StudyCheck.Intact);

    /// <summary>One line per finding, for a terminal or a log.</summary>
    public IEnumerable<string> Lines =>
        [.. Store.Select(s => $"{(s.Passed ? "" : "DAMAGED ")}{s.Name}: {s.Detail}"), .. Studies.Select(s => s.ToString())];
}
