namespace OxyTrial.Reports.Consort;

/// <summary>How many participants, and for which reason.</summary>
public sealed record ReasonCount(string Reason, int Count);

/// <summary>Participants who left the flow at one place, by reason; the total is the sum, so that it cannot disagree.</summary>
public sealed record ReasonCounts
{
    /// <summary>Nobody.</summary>
    public static readonly ReasonCounts None = new([]);

    /// <exception cref="CountsDoNotAddUpException">A count is negative.</exception>
    public ReasonCounts(IReadOnlyList<ReasonCount> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        CountsDoNotAddUpException.RequireNoneNegative([.. reasons.Select(reason => reason.Count)]);
        Reasons = reasons;
    }

    /// <summary>The reasons in the order to be printed.</summary>
    public IReadOnlyList<ReasonCount> Reasons { get; }

    /// <summary>All of them.</summary>
    public int Total => Reasons.Sum(reason => reason.Count);
}
