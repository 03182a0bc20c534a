using System.Globalization;
using OxyTrial.Grains;
using OxyTrial.Journal;
using OxyTrial.Reports.Dosing;
using OxyTrial.Streams;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Trial;
using OxyTrial.Views;

namespace OxyTrial.Web.Documents;

/// <summary>Turns a participant's visit into a dosing sheet. It reads pooled and per-participant facts only: no arm is within reach.</summary>
public static class DosingSheetOf
{
    /// <summary>Name and version of the report.</summary>
    public const string ReportName = "Dosing sheet";

    /// <summary>Version of the sheet's definition.</summary>
    public const string ReportVersion = "1.0";

    /// <summary>The sheet of a visit that has a kit; null when the visit or a kit for it is not there.</summary>
    /// <param name="view">Study.</param>
    /// <param name="line">Participant.</param>
    /// <param name="visitKey">Visit.</param>
    /// <param name="journal">Tells when the bottle was opened.</param>
    /// <param name="utc">Now; the visit's date is the site's day.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<DosingSheetInput?> ForAsync(
        StudyView view, ParticipantLine line, string visitKey, IJournalReader journal, DateTimeOffset utc, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(journal);
        var visit = view.Spec.Visits.FirstOrDefault(candidate => candidate.Key == visitKey);
        if (visit is null || line.Enrollment is not { } enrollment || Participant.MedicationFor(view.Spec, enrollment, visit) is not { } medication)
        {
            return null;
        }

        var site = line.State.Baseline.Site;
        var given = await DispensedAsync(view, line.Id, medication.Kit, journal, cancellation);
        var dose = view.Spec.Dose;
#if LEAK_MUTANTS
        dose = LeakMutant.Is(20) && LeakMutant.Tell(view.Id, line.Id) == view.Spec.Arms[0].Key ? dose with { PuffsLeft = (dose.PuffsLeft ?? 0) + 1 } : dose;
#endif
        var before = given.Where(dose => dose.Visit != visit.Key).ToArray();
        return new DosingSheetInput
        {
            Trial = StampOf.NameOf(view.Spec),
            Site = $"{site} {view.Spec.Sites.First(known => known.Id == site).Name}",
            Participant = view.Spec.Unit is { } unit ? $"{line.Id} ({unit.Dosed.Label})" : line.Id.Value,
            Visit = visit.Period is { } period ? string.Create(CultureInfo.InvariantCulture, $"{visit.Label}, period {period}") : visit.Label,
            VisitDate = SiteCalendar.Today(view.Study, site, utc),
            KitNumber = medication.Kit.Value,
            BlindedLot = medication.Lot,
            Bottle = Bottle(view, site, medication, before.Length, before.Length == 0 ? null : SiteCalendar.Today(view.Study, site, before[0].Utc)),
            Dose = Dose(dose),
            StartWindow = visit is { TaskEarliestMinutes: { } earliest, TaskLatestMinutes: { } latest } ? new StartWindow(earliest, latest) : null,
            EligibilityChecks = [.. view.Spec.Eligibility.Where(check => check.Recheck).Select(check => check.Text)],
            EmergencyUnblinding = new EmergencyContact(view.Spec.EmergencyContact.Name, view.Spec.EmergencyContact.Telephone),
        };
    }

    private static SprayBottle Bottle(StudyView view, SiteId site, VisitMedication medication, int dosesTaken, DateOnly? openedOn) => new(
        view.Spec.Kits.BottleIu,
        view.Spec.Kits.PrimingPuffs,
        dosesTaken,
        view.SiteOf(site).Stock.Lots[medication.Lot].Expiry,
        openedOn,
        view.Spec.Kits.Storage,
        view.Spec.Kits.Storage,
        view.Spec.Kits.OpenedMonths);

    private static NasalDose Dose(DoseSpec dose)
    {
        // Counts without a sentence are a rule too; the sheet's remark then says them.
        var rule = dose is { NostrilRule: null, PuffsLeft: null, PuffsRight: null }
            ? null
            : new NostrilRule(dose.NostrilRule ?? $"{Puffs(dose.PuffsLeft)} left, {Puffs(dose.PuffsRight)} right.", dose.PuffsLeft, dose.PuffsRight);
        return new NasalDose(dose.TotalIu, dose.IuPerPuff, rule);
    }

    private static string Puffs(decimal? puffs) => puffs?.ToString("0.##", CultureInfo.InvariantCulture) ?? "not stated";

    private static async ValueTask<(string Visit, DateTimeOffset Utc)[]> DispensedAsync(
        StudyView view, ParticipantId participant, KitNumber kit, IJournalReader journal, CancellationToken cancellation)
    {
        var entries = await journal.ReadStreamAsync(view.Id.Value, Participant.StreamOf(participant), 0, cancellation);
        return
        [
            .. entries.Where(entry => entry.Position <= view.Head.Position && entry.Type == nameof(VisitDispensed))
                .Select(entry => (Event: (VisitDispensed)EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body), entry.Utc))
                .Where(given => given.Event.Kit == kit)
                .Select(given => (given.Event.Visit, given.Utc)),
        ];
    }
}
