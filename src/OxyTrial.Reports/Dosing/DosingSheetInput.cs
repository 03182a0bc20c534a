namespace OxyTrial.Reports.Dosing;

/// <summary>
/// All a dosing sheet is made of. Nothing in it can differ between treatments, so that two sheets cannot either: it has no field for
/// the treatment, the list it came from or the place in that list.
/// </summary>
public sealed record DosingSheetInput
{
    /// <summary>The trial's name or registration number.</summary>
    public required string Trial { get; init; }

    /// <summary>The site's name or number.</summary>
    public required string Site { get; init; }

    /// <summary>The participant's number.</summary>
    public required string Participant { get; init; }

    /// <summary>The visit's name.</summary>
    public required string Visit { get; init; }

    /// <summary>The visit's date at the site.</summary>
    public required DateOnly VisitDate { get; init; }

    /// <summary>The kit number with its check digit, as on the label; printed for people and as a QR code of exactly this text.</summary>
    public required string KitNumber { get; init; }

    /// <summary>The blinded lot.</summary>
    public required string BlindedLot { get; init; }

    /// <summary>The bottle in the kit.</summary>
    public required SprayBottle Bottle { get; init; }

    /// <summary>The protocol's dose at this visit.</summary>
    public required NasalDose Dose { get; init; }

    /// <summary>When the task or session may start after the spray; <c>null</c> when no source states it.</summary>
    public required StartWindow? StartWindow { get; init; }

    /// <summary>When the spray was given, with the site's offset from UTC; <c>null</c> leaves a blank to fill in.</summary>
    public DateTimeOffset? SprayedAt { get; init; }

    /// <summary>What is checked again before the dose, one statement each, worded so that a tick means "go on".</summary>
    public required IReadOnlyList<string> EligibilityChecks { get; init; }

    /// <summary>Whom to call for emergency unblinding.</summary>
    public required EmergencyContact EmergencyUnblinding { get; init; }
}

/// <summary>Whom to call, at any hour.</summary>
public sealed record EmergencyContact(string Name, string Phone);

/// <summary>The first and last minute after the spray at which the task or session may start; 30–45 in most studies.</summary>
public sealed record StartWindow
{
    /// <exception cref="ArgumentOutOfRangeException">The earliest minute is negative or after the latest.</exception>
    public StartWindow(int earliestMinutes, int latestMinutes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(earliestMinutes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earliestMinutes, latestMinutes);
        EarliestMinutes = earliestMinutes;
        LatestMinutes = latestMinutes;
    }

    /// <summary>Minutes after the spray.</summary>
    public int EarliestMinutes { get; }

    /// <summary>Minutes after the spray.</summary>
    public int LatestMinutes { get; }
}
