namespace OxyTrial.Reports.Consort;

/// <summary>The top of the flow (CONSORT 2025, item 22a): from the assessment of eligibility to randomization.</summary>
public sealed record EnrollmentCounts
{
    /// <summary>States the counts; assessed = in screening + excluded + randomized.</summary>
    /// <param name="assessed">Assessed for eligibility.</param>
    /// <param name="notMeetingCriteria">Excluded for not meeting criteria, by criterion.</param>
    /// <param name="declined">Excluded because they declined.</param>
    /// <param name="otherReasons">Excluded for other reasons.</param>
    /// <param name="randomized">Randomized, those in error included.</param>
    /// <param name="inScreening">Assessed, but neither excluded nor randomized yet; 0 after the end of recruitment.</param>
    /// <exception cref="CountsDoNotAddUpException">A count is negative or the sum does not hold.</exception>
    public EnrollmentCounts(
        int assessed, ReasonCounts notMeetingCriteria, int declined, ReasonCounts otherReasons, int randomized, int inScreening = 0)
    {
        ArgumentNullException.ThrowIfNull(notMeetingCriteria);
        ArgumentNullException.ThrowIfNull(otherReasons);
        CountsDoNotAddUpException.RequireNoneNegative(assessed, declined, randomized, inScreening);
        Assessed = assessed;
        NotMeetingCriteria = notMeetingCriteria;
        Declined = declined;
        OtherReasons = otherReasons;
        Randomized = randomized;
        InScreening = inScreening;
        CountsDoNotAddUpException.RequireEqual(
            "Assessed for eligibility", assessed, "in screening, excluded and randomized", inScreening + Excluded + randomized);
    }

    public int Assessed { get; }

    public ReasonCounts NotMeetingCriteria { get; }

    public int Declined { get; }

    public ReasonCounts OtherReasons { get; }

    public int Randomized { get; }

    public int InScreening { get; }

    /// <summary>All who were excluded.</summary>
    public int Excluded => NotMeetingCriteria.Total + Declined + OtherReasons.Total;
}
