using OxyTrial.Reports.Document;
using static OxyTrial.Reports.Dosing.DosingText;

namespace OxyTrial.Reports.Dosing;

/// <summary>
/// The sheet that goes with a participant's bottle at a dosing visit: what to give, when the task may start, what to check and who signs.
/// It shows the study's dose and never what the bottle holds.
/// </summary>
public static class DosingSheet
{
    /// <summary>Builds the sheet.</summary>
    public static ReportDocument Build(DosingSheetInput input, ReportStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ReportDocument("Dosing sheet",
            stamp,
            [
                Visit(input),
                .. DosingWarnings.For(input),
                Kit(input),
                Dose(input),
                Timing(input),
                Eligibility(input),
                After(input),
            ]);
    }

    private static ReportBlock.KeyValueList Visit(DosingSheetInput input) => new(
        [
            new("Trial", input.Trial),
            new("Site", input.Site),
            new("Participant", input.Participant, Emphasis: Emphasis.Key),
            new("Visit", input.Visit, Day(input.VisitDate), Emphasis.Key),
        ]);

    private static ReportBlock.Together Kit(DosingSheetInput input) => new(
        [
            new ReportBlock.Heading(2, "Kit"),
            new ReportBlock.Barcode("Kit number with check digit", input.KitNumber,
            [
                new("Lot (blinded)", input.BlindedLot),
                new("Expiry", Day(input.Bottle.Expiry)),
                .. Storage(input.Bottle),
                new("Opened on", input.Bottle.OpenedOn is { } opened ? Day(opened) : null),
                DiscardBy(input.Bottle),
            ]),
        ]);

    // A protocol with one instruction for both is not printed twice.
    private static KeyValue[] Storage(SprayBottle bottle) => bottle.StorageUnopened == bottle.StorageOpened
        ? [new("Storage", bottle.StorageUnopened)]
        : [new("Storage, unopened", bottle.StorageUnopened), new("Storage, opened", bottle.StorageOpened)];

    private static KeyValue DiscardBy(SprayBottle bottle) => new(
        "Discard by",
        bottle.DiscardBy is { } day ? Day(day) : null,
        $"the earlier of expiry and opening + {bottle.MonthsAfterOpening} {(bottle.MonthsAfterOpening == 1 ? "month" : "months")}");

    private static ReportBlock.Together Dose(DosingSheetInput input)
    {
        var dose = input.Dose;
        return new(
        [
            new ReportBlock.Heading(2, "Dose of study medication (oxytocin or placebo)"),
            new ReportBlock.KeyValueList(
            [
                new("Puffs in left nostril", Puffs(dose.PuffsLeft), Emphasis: Emphasis.Key),
                new("Puffs in right nostril", Puffs(dose.PuffsRight), Emphasis: Emphasis.Key),
                new("Total dose", Stated(dose.TotalInternationalUnits, "IU"), Emphasis: Emphasis.Key),
                new("Total as mass", dose.TotalMicrograms is { } mass ? $"{OneDecimal(mass)} µg" : NotStated, Emphasis: Emphasis.Key),
            ],
            Columns: 4),
            new ReportBlock.KeyValueList(
            [
                new("IU per puff", Stated(dose.InternationalUnitsPerPuff, "IU")),
                new("Priming, new bottle only", Stated(input.Bottle.PrimingPuffs, "puffs into the air")),
                new("Doses left, this one included", DosesLeft(input)),
                new("Posture", "seated, head upright"),
            ],
            Columns: 4),
        ]);
    }

    private static string? Puffs(decimal? puffs) => puffs is { } known ? Number(known) : null;

    private static string DosesLeft(DosingSheetInput input) =>
        input.Bottle.DosesLeft(input.Dose) is { } left ? $"{left} of {input.Bottle.DosesWhenPrimed(input.Dose)}" : NotStated;

    private static ReportBlock.Together Timing(DosingSheetInput input)
    {
        var window = input.StartWindow;
        return new(
        [
            new ReportBlock.Heading(2, "Times"),
            new ReportBlock.KeyValueList(
            [
                new("Spray time", input.SprayedAt is { } sprayed ? ClockTime(sprayed) : null,
                    input.SprayedAt is { } full ? Time(full) : "time of the last puff", Emphasis.Key),
                Start("Earliest start of task or session", input.SprayedAt, window?.EarliestMinutes),
                Start("Latest start of task or session", input.SprayedAt, window?.LatestMinutes),
            ],
            Columns: 3),
        ]);
    }

    private static KeyValue Start(string label, DateTimeOffset? sprayedAt, int? minutes) => new(
        label,
        minutes is null ? NotStated : sprayedAt is { } sprayed ? ClockTime(sprayed.AddMinutes(minutes.Value)) : null,
        minutes is null ? null : $"spray time + {minutes} min",
        Emphasis.Key);

    private static ReportBlock.Together Eligibility(DosingSheetInput input) => new(
        [
            new ReportBlock.Heading(2, "Eligibility re-check before the dose"),
            new ReportBlock.Checklist("Eligibility re-check", [.. input.EligibilityChecks.Select(text => new ChecklistItem(text))]),
        ]);

    private static ReportBlock.Together After(DosingSheetInput input) => new(
        [
            new ReportBlock.Heading(2, "Record"),
            new ReportBlock.KeyValueList(
            [
                new("Returned weight (g) or volume (ml)", null),
                new("Remarks", null),
            ]),
            new ReportBlock.Signatures(
            [
                new("Dose prepared and given by"),
                new("Checked by a second person"),
            ]),
            new ReportBlock.Notice(NoticeKind.Information, "Emergency unblinding, 24 hours",
                [$"Call {input.EmergencyUnblinding.Name}: {input.EmergencyUnblinding.Phone}"]),
        ]);
}
