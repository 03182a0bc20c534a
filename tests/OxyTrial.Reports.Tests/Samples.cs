using OxyTrial.Reports.Consort;
using OxyTrial.Reports.Document;
using OxyTrial.Reports.Dosing;

namespace OxyTrial.Reports.Tests;

/// <summary>Plausible inputs that tests vary with <c>with</c>.</summary>
internal static class Samples
{
    public static readonly ReportStamp Stamp = new(
        "OXY-BOND (NCT00000000)", "Dosing sheet", "1.2", new DateTimeOffset(2026, 3, 2, 10, 15, 0, TimeSpan.FromHours(1)),
        "M. Keller, pharmacist", new ReportBasis.Journal(1482, "9f3a c01d 77be 20e4"));

    public static readonly SprayBottle Bottle = new(
        200m, 3, 2, new DateOnly(2026, 9, 30), new DateOnly(2026, 2, 16), "2–8 °C, in the carton", "15–25 °C, at most 1 month");

    public static readonly DosingSheetInput Dosing = new()
    {
        Trial = "OXY-BOND (NCT00000000)",
        Site = "03 Heidelberg, General Psychiatry",
        Participant = "03-0017",
        Visit = "Session 3",
        VisitDate = new DateOnly(2026, 3, 2),
        KitNumber = "K48213-7",
        BlindedLot = "BL-0042",
        Bottle = Bottle,
        Dose = new NasalDose(24m, 4m),
        StartWindow = new StartWindow(30, 45),
        EligibilityChecks =
        [
            "Pregnancy test negative or not applicable; not breastfeeding",
            "Contraception as the protocol asks",
            "No nasal obstruction or bleeding today",
            "No allergy to oxytocin, preservative or latex",
            "No seizure and no cardiac event since the last visit",
            "Fluid intake below the protocol's limit",
            "No prostaglandins or vasoconstrictors",
            "No psychosis, no substance use today",
            "Suicidality below the protocol's threshold",
        ],
        EmergencyUnblinding = new EmergencyContact("Dr. A. Weber, trial physician on call", "+49 6221 000 000"),
    };

    public static ConsortInput.Pooled Pooled() => new(Enrollment(), Branch(113), new ConductCounts(2, 3, 1));

    public static ConsortInput.ByArm ByArm() => new(
        Enrollment(), [new("Oxytocin", Branch(57)), new("Placebo", Branch(56))], new ConductCounts(2, 3, 1), Unblinding);

    public static readonly PlannedUnblinding Unblinding = new(
        new DateTimeOffset(2027, 1, 10, 8, 0, 0, TimeSpan.Zero), "S. Brandt", "T. Okafor", "4be1 92aa 0c7d 55f3");

    public static EnrollmentCounts Enrollment() => new(
        150, new ReasonCounts([new("Instrument not scorable", 4), new("Current psychosis", 9), new("Nasal disease", 6)]), 14,
        new ReasonCounts([new("Moved away", 2), new("Site closed for recruitment", 2)]), 113);

    public static BranchCounts Branch(int allocated) => new(
        allocated,
        allocated - 3,
        new ReasonCounts([new("Withdrew consent before dosing", 2), new("Kit damaged", 1)]),
        new ReasonCounts([new("Could not be reached", 2)]),
        new ReasonCounts([new("Adverse event", 1), new("Withdrew consent", 3)]),
        allocated - 4,
        new ReasonCounts([new("No outcome measured", 4)]));

    public static ReportDocument Sheet(DosingSheetInput? input = null) => DosingSheet.Build(input ?? Dosing, Stamp);
}
