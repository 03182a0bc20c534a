using System.Collections.Immutable;
using System.Globalization;
using OxyTrial.Grains;
using OxyTrial.Journal;
using OxyTrial.Reports.Dosing;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Views;

namespace OxyTrial.Web.Documents;

/// <summary>A dosing sheet, or why there is none.</summary>
public abstract record DosingSheetAnswer
{
    private DosingSheetAnswer()
    {
    }

    /// <summary>It can be printed.</summary>
    public sealed record Ready(DosingSheetInput Input) : DosingSheetAnswer;

    /// <summary>The participant, the visit or a kit for it is not there.</summary>
    public sealed record Absent : DosingSheetAnswer;

    /// <summary>The spec leaves open what a sheet must state; nothing is made up in its place.</summary>
    /// <param name="Fields">Paths of the open fields.</param>
    public sealed record Unstated(ImmutableArray<string> Fields) : DosingSheetAnswer;
}

/// <summary>Turns a participant's visit into a dosing sheet. It reads pooled and per-participant facts only: no arm is within reach.</summary>
public static class DosingSheetOf
{
    /// <summary>Name and version of the report.</summary>
    public const string ReportName = "Dosing sheet";

    /// <summary>Version of the sheet's definition.</summary>
    public const string ReportVersion = "1.0";

    private const int OpenedMonthsOnSheet = SprayBottle.MonthsAfterOpening;

    /// <summary>The sheet of a visit that has a kit.</summary>
    /// <param name="view">Study.</param>
    /// <param name="line">Participant.</param>
    /// <param name="visitKey">Visit.</param>
    /// <param name="journal">Tells when the bottle was opened.</param>
    /// <param name="utc">Now; the visit's date is the site's day.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<DosingSheetAnswer> ForAsync(
        StudyView view, ParticipantLine line, string visitKey, IJournalReader journal, DateTimeOffset utc, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(journal);
        var visit = view.Spec.Visits.FirstOrDefault(candidate => candidate.Key == visitKey);
        if (visit is null || line.Enrollment is not { } enrollment || MedicationFor(view.Spec, enrollment, visit) is not { } medication)
        {
            return new DosingSheetAnswer.Absent();
        }

        if (Unstated(view.Spec, visit) is { IsEmpty: false } open)
        {
            return new DosingSheetAnswer.Unstated(open);
        }

        var site = line.State.Baseline.Site;
        var given = await DispensedAsync(view, line.Id, medication.Kit, journal, cancellation);
        var before = given.Where(dose => dose.Visit != visit.Key).ToArray();
        return new DosingSheetAnswer.Ready(new DosingSheetInput
        {
            Trial = StampOf.NameOf(view.Spec),
            Site = $"{site} {view.Spec.Sites.First(known => known.Id == site).Name}",
            Participant = line.Id.Value,
            Visit = visit.Label,
            VisitDate = SiteCalendar.Today(view.Study, site, utc),
            KitNumber = medication.Kit.Value,
            BlindedLot = medication.Lot,
            Bottle = Bottle(view, site, medication, before.Length, before.Length == 0 ? null : SiteCalendar.Today(view.Study, site, before[0].Utc)),
            Dose = Dose(view.Spec.Dose),
            StartWindow = new StartWindow(visit.TaskEarliestMinutes!.Value, visit.TaskLatestMinutes!.Value),
            EligibilityChecks = [.. view.Spec.Eligibility.Where(check => check.Recheck).Select(check => check.Text)],
            EmergencyUnblinding = new EmergencyContact(view.Spec.EmergencyContact.Name, view.Spec.EmergencyContact.Telephone),
        });
    }

    /// <summary>The medication of a visit: its own kit, or for a visit that goes on the nearest earlier one that was given.</summary>
    private static VisitMedication? MedicationFor(StudySpec spec, Enrollment enrollment, VisitSpec visit) =>
        enrollment.Visits.GetValueOrDefault(visit.Key) ?? (visit.Kit == VisitKit.Continue
            ? spec.Visits.TakeWhile(earlier => earlier.Key != visit.Key).Reverse()
                .Select(earlier => enrollment.Visits.GetValueOrDefault(earlier.Key)).FirstOrDefault(medication => medication is { Dispensed: true })
            : null);

    private static ImmutableArray<string> Unstated(StudySpec spec, VisitSpec visit)
    {
        var open = ImmutableArray.CreateBuilder<string>();
        void Require(bool stated, string path)
        {
            if (!stated)
            {
                open.Add(path);
            }
        }

        Require(spec.Dose.TotalIu is > 0, "dose.total-iu");
        Require(spec.Dose.IuPerPuff is > 0, "dose.iu-per-puff");
        Require(spec.Kits.BottleIu is not null, "kits.bottle-iu");
        Require(spec.Kits.PrimingPuffs is not null, "kits.priming-puffs");
        Require(spec.Kits.OpenedMonths == OpenedMonthsOnSheet, "kits.opened-months");
        Require(visit.TaskEarliestMinutes is not null, $"visits.{visit.Key}.task-earliest-minutes");
        Require(visit.TaskLatestMinutes is not null, $"visits.{visit.Key}.task-latest-minutes");
        return open.ToImmutable();
    }

    private static SprayBottle Bottle(StudyView view, SiteId site, VisitMedication medication, int dosesTaken, DateOnly? openedOn) => new(
        view.Spec.Kits.BottleIu!.Value,
        view.Spec.Kits.PrimingPuffs!.Value,
        dosesTaken,
        view.SiteOf(site).Stock.Lots[medication.Lot].Expiry,
        openedOn,
        view.Spec.Kits.Storage,
        view.Spec.Kits.Storage);

    private static NasalDose Dose(DoseSpec dose)
    {
        // Counts without a sentence are a rule too; the sheet's remark then says them.
        var rule = dose is { NostrilRule: null, PuffsLeft: null, PuffsRight: null }
            ? null
            : new NostrilRule(dose.NostrilRule ?? $"{Puffs(dose.PuffsLeft)} left, {Puffs(dose.PuffsRight)} right.", dose.PuffsLeft, dose.PuffsRight);
        return new NasalDose(dose.TotalIu!.Value, dose.IuPerPuff!.Value, rule);
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
