namespace OxyTrial.Reports.Consort;

/// <summary>
/// The counts of a participant flow. Either pooled, which is all anybody may see before unblinding, or by arm, which asks for the record
/// of the planned unblinding: per-arm counts are a leak even under codes, so they cannot be made by leaving something out.
/// </summary>
public abstract record ConsortInput
{
    private ConsortInput(EnrollmentCounts enrollment, ConductCounts conduct)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        ArgumentNullException.ThrowIfNull(conduct);
        CountsDoNotAddUpException.RequireAtMost("Randomized in error", conduct.RandomizedInError, "randomized", enrollment.Randomized);
        CountsDoNotAddUpException.RequireAtMost("Mis-stratified", conduct.MisStratified, "randomized", enrollment.Randomized);
        CountsDoNotAddUpException.RequireAtMost("Emergency unblindings", conduct.EmergencyUnblindings, "randomized", enrollment.Randomized);
        Enrollment = enrollment;
        Conduct = conduct;
    }

    /// <summary>From assessment to randomization.</summary>
    public EnrollmentCounts Enrollment { get; }

    /// <summary>Errors and code breaks, pooled in either case.</summary>
    public ConductCounts Conduct { get; }

    /// <summary>All participants in one column.</summary>
    public sealed record Pooled : ConsortInput
    {
        /// <exception cref="CountsDoNotAddUpException">The branch does not hold exactly those randomized.</exception>
        public Pooled(EnrollmentCounts enrollment, BranchCounts everyone, ConductCounts conduct)
            : base(enrollment, conduct)
        {
            ArgumentNullException.ThrowIfNull(everyone);
            CountsDoNotAddUpException.RequireEqual("Randomized", enrollment.Randomized, "allocated", everyone.Allocated);
            Everyone = everyone;
        }

        /// <summary>All randomized participants.</summary>
        public BranchCounts Everyone { get; }
    }

    /// <summary>One column an arm, after the planned unblinding.</summary>
    public sealed record ByArm : ConsortInput
    {
        /// <exception cref="CountsDoNotAddUpException">The arms together do not hold exactly those randomized.</exception>
        /// <exception cref="ArgumentException">There are fewer than two arms, or the same person is named twice in the unblinding.</exception>
        public ByArm(EnrollmentCounts enrollment, IReadOnlyList<ArmBranch> arms, ConductCounts conduct, PlannedUnblinding unblinding)
            : base(enrollment, conduct)
        {
            ArgumentNullException.ThrowIfNull(arms);
            ArgumentNullException.ThrowIfNull(unblinding);
            ArgumentOutOfRangeException.ThrowIfLessThan(arms.Count, 2);
            CountsDoNotAddUpException.RequireEqual(
                "Randomized", enrollment.Randomized, "allocated to the arms together", arms.Sum(arm => arm.Counts.Allocated));
            Arms = arms;
            Unblinding = unblinding;
        }

        /// <summary>The arms in the order to be printed.</summary>
        public IReadOnlyList<ArmBranch> Arms { get; }

        /// <summary>What permits this report.</summary>
        public PlannedUnblinding Unblinding { get; }
    }
}

/// <summary>Errors and code breaks that a reader of the flow must know (Yelland 2018; ICH E6(R3) 4.1).</summary>
public sealed record ConductCounts
{
    /// <exception cref="CountsDoNotAddUpException">A count is negative.</exception>
    public ConductCounts(int randomizedInError, int misStratified, int emergencyUnblindings)
    {
        CountsDoNotAddUpException.RequireNoneNegative(randomizedInError, misStratified, emergencyUnblindings);
        RandomizedInError = randomizedInError;
        MisStratified = misStratified;
        EmergencyUnblindings = emergencyUnblindings;
    }

    /// <summary>Participants randomized though they should not have been; they keep their allocation.</summary>
    public int RandomizedInError { get; }

    /// <summary>Participants randomized in a stratum that was not theirs.</summary>
    public int MisStratified { get; }

    /// <summary>Participants whose treatment was disclosed in an emergency.</summary>
    public int EmergencyUnblindings { get; }
}

/// <summary>An arm's name and its branch.</summary>
public sealed record ArmBranch(string Arm, BranchCounts Counts);

/// <summary>The record of a planned unblinding: when, by which two persons, and of which locked data set.</summary>
public sealed record PlannedUnblinding
{
    /// <exception cref="ArgumentException">A name or the fingerprint is blank, or both names are the same.</exception>
    public PlannedUnblinding(DateTimeOffset at, string firstPerson, string secondPerson, string lockFingerprint)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(firstPerson);
        ArgumentException.ThrowIfNullOrWhiteSpace(secondPerson);
        ArgumentException.ThrowIfNullOrWhiteSpace(lockFingerprint);
        if (string.Equals(firstPerson, secondPerson, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"Both persons of the unblinding are {firstPerson}.", nameof(secondPerson));
        }

        At = at;
        FirstPerson = firstPerson;
        SecondPerson = secondPerson;
        LockFingerprint = lockFingerprint;
    }

    public DateTimeOffset At { get; }

    public string FirstPerson { get; }

    public string SecondPerson { get; }

    /// <summary>The locked data set's hash.</summary>
    public string LockFingerprint { get; }
}
