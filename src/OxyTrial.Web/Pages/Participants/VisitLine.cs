using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Web.Pages.Participants;

/// <summary>What may be done next for a visit's medication.</summary>
public enum VisitNeed
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A kit is to be assigned.</summary>
    Kit,

    /// <summary>The kit is to be handed out.</summary>
    Dispensing,
}

/// <summary>A visit of one randomized participant.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="Kit">Its kit, or the one it goes on with; null when there is none yet.</param>
/// <param name="Status">In words.</param>
/// <param name="Need">What may be done next.</param>
public sealed record VisitLine(VisitSpec Visit, KitNumber? Kit, string Status, VisitNeed Need)
{
    /// <summary>Every visit, in the spec's order.</summary>
    public static IReadOnlyList<VisitLine> Of(StudySpec spec, SiteStock stock, Enrollment enrollment)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(stock);
        ArgumentNullException.ThrowIfNull(enrollment);
        var lines = new List<VisitLine>();
        KitNumber? earlier = null;
        foreach (var visit in spec.Visits)
        {
            var medication = enrollment.Visits.GetValueOrDefault(visit.Key);
            lines.Add(Of(visit, medication, medication is null ? null : stock.Kits.GetValueOrDefault(medication.Kit), earlier));
            earlier = medication is { Dispensed: true } ? medication.Kit : earlier;
        }

        return lines;
    }

    private static VisitLine Of(VisitSpec visit, VisitMedication? medication, KitRecord? kit, KitNumber? earlier) => (visit.Kit, medication, kit?.Status) switch
    {
        (VisitKit.None, _, _) => new(visit, null, "no medication", VisitNeed.Nothing),
        (VisitKit.New, { } lost, KitStatus.Damaged) => new(visit, lost.Kit, "damaged", VisitNeed.Kit),
        (_, { Dispensed: true } given, _) => new(visit, given.Kit, "dispensed", VisitNeed.Nothing),
        (_, { } reserved, _) => new(visit, reserved.Kit, "assigned", VisitNeed.Dispensing),
        (VisitKit.Continue, null, _) when earlier is not null => new(visit, earlier, "goes on with the kit", VisitNeed.Dispensing),
        (VisitKit.Continue, null, _) => new(visit, null, "goes on with the earlier kit", VisitNeed.Nothing),
        _ => new(visit, null, "no kit yet", VisitNeed.Kit),
    };
}
