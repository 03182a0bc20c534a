namespace OxyTrial.Reports.Dosing;

/// <summary>A bottle of nasal spray: what it holds, how long it keeps and how it is stored. Nothing here differs between bottles of a study.</summary>
/// <param name="ContentInternationalUnits">The labelled content in IU; a 5 ml bottle at 40 IU/ml has 200; null = not stated.</param>
/// <param name="PrimingPuffs">Puffs sprayed into the air before the first use; usually 3; null = not stated.</param>
/// <param name="DosesTaken">Doses already taken from this bottle before this visit.</param>
/// <param name="Expiry">The last day of use of the unopened bottle.</param>
/// <param name="OpenedOn">The day it was opened; <c>null</c> when this visit may be the first.</param>
/// <param name="StorageUnopened">Storage before opening, for example "2–8 °C".</param>
/// <param name="StorageOpened">Storage after opening, for example "15–25 °C, at most 1 month".</param>
/// <param name="MonthsAfterOpening">How many calendar months an opened bottle keeps; 1 by the usual product text.</param>
public sealed record SprayBottle(
    decimal? ContentInternationalUnits,
    int? PrimingPuffs,
    int DosesTaken,
    DateOnly Expiry,
    DateOnly? OpenedOn,
    string StorageUnopened,
    string StorageOpened,
    int MonthsAfterOpening = 1)
{
    /// <summary>
    /// The last day of use: the earlier of expiry and that many calendar months after opening (31 January keeps to the last day of February);
    /// <c>null</c> while the bottle is unopened.
    /// </summary>
    public DateOnly? DiscardBy => OpenedOn is not { } opened
        ? null
        : opened.AddMonths(MonthsAfterOpening) is var last && last < Expiry ? last : Expiry;

    /// <summary>Full doses in a primed bottle: 200 IU less 3 puffs of 4 IU are 7 doses of 24 IU, or 4 of 40 IU; null when content, priming or dose is not stated.</summary>
    public int? DosesWhenPrimed(NasalDose dose)
    {
        ArgumentNullException.ThrowIfNull(dose);
        var usable = ContentInternationalUnits - (PrimingPuffs * dose.InternationalUnitsPerPuff);
        return usable / dose.DeliveredInternationalUnits is { } doses ? (int)decimal.Floor(decimal.Max(doses, 0)) : null;
    }

    /// <summary>Full doses left before this visit's dose; never negative; null when not known.</summary>
    public int? DosesLeft(NasalDose dose) => DosesWhenPrimed(dose) is { } doses ? Math.Max(doses - DosesTaken, 0) : null;
}
