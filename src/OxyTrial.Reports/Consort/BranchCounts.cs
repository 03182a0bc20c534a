namespace OxyTrial.Reports.Consort;

/// <summary>One branch below randomization: all randomized participants before unblinding, those of one arm after it.</summary>
public sealed record BranchCounts
{
    /// <summary>
    /// States the counts. Allocated = received + did not receive + awaiting treatment, and allocated = analyzed + not analyzed +
    /// still in follow-up; those lost and discontinued are among the allocated.
    /// </summary>
    /// <param name="allocated">Allocated to the intervention.</param>
    /// <param name="received">Received the allocated intervention.</param>
    /// <param name="didNotReceive">Did not receive it, by reason.</param>
    /// <param name="lostToFollowUp">Lost to follow-up, by reason.</param>
    /// <param name="discontinued">Discontinued the intervention, by reason.</param>
    /// <param name="analyzed">Included in the primary analysis; 0 before lock.</param>
    /// <param name="notAnalyzed">Excluded from it, by reason.</param>
    /// <param name="awaitingTreatment">Allocated, first dose still to come.</param>
    /// <param name="inFollowUp">Neither analyzed nor excluded from analysis yet: everybody before lock.</param>
    /// <exception cref="CountsDoNotAddUpException">A count is negative or a sum does not hold.</exception>
    public BranchCounts(
        int allocated,
        int received,
        ReasonCounts didNotReceive,
        ReasonCounts lostToFollowUp,
        ReasonCounts discontinued,
        int analyzed,
        ReasonCounts notAnalyzed,
        int awaitingTreatment = 0,
        int inFollowUp = 0)
    {
        ArgumentNullException.ThrowIfNull(didNotReceive);
        ArgumentNullException.ThrowIfNull(lostToFollowUp);
        ArgumentNullException.ThrowIfNull(discontinued);
        ArgumentNullException.ThrowIfNull(notAnalyzed);
        CountsDoNotAddUpException.RequireNoneNegative(allocated, received, analyzed, awaitingTreatment, inFollowUp);
        CountsDoNotAddUpException.RequireEqual("Allocated", allocated,
            "received, not received and awaiting treatment", received + didNotReceive.Total + awaitingTreatment);
        CountsDoNotAddUpException.RequireEqual("Allocated", allocated,
            "analyzed, not analyzed and in follow-up", analyzed + notAnalyzed.Total + inFollowUp);
        CountsDoNotAddUpException.RequireAtMost("Lost to follow-up", lostToFollowUp.Total, "allocated", allocated);
        CountsDoNotAddUpException.RequireAtMost("Discontinued", discontinued.Total, "allocated", allocated);
        Allocated = allocated;
        Received = received;
        DidNotReceive = didNotReceive;
        LostToFollowUp = lostToFollowUp;
        Discontinued = discontinued;
        Analyzed = analyzed;
        NotAnalyzed = notAnalyzed;
        AwaitingTreatment = awaitingTreatment;
        InFollowUp = inFollowUp;
    }

    public int Allocated { get; }

    public int Received { get; }

    public ReasonCounts DidNotReceive { get; }

    public ReasonCounts LostToFollowUp { get; }

    public ReasonCounts Discontinued { get; }

    public int Analyzed { get; }

    public ReasonCounts NotAnalyzed { get; }

    public int AwaitingTreatment { get; }

    public int InFollowUp { get; }
}
