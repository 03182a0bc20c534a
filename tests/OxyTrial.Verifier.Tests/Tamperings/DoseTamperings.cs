using System.Globalization;
using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>Doses: given, in which order, and when.</summary>
internal static class DoseTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("A dose given twice", Check.Doses, forgery => forgery.InsertAfter(forgery.First("VisitDispensed"), forgery.First("VisitDispensed").Copy("forged"))),
        new("A kit damaged, and then given", Check.Doses, forgery =>
        {
            var dose = forgery.First("VisitDispensed", e => e["visit"] == "V1");
            var damaged = forgery.Last("KitDamaged").Copy("forged");
            damaged.Stream = forgery.CommandOf(dose).Single(e => e.Type == "KitDispensed").Stream;
            damaged["kit"] = dose["kit"];
            forgery.InsertAfter(forgery.First("ParticipantRandomized", e => e.Stream == dose.Stream), damaged);
        }),
        new("A kit returned, and then given again", Check.Doses, forgery =>
        {
            var dose = forgery.First("VisitDispensed", e => e["visit"] == "V2");
            var returned = forgery.First("KitReturned").Copy("forged");
            returned.Stream = forgery.Last("KitDispensed", e => e["kit"] == dose["kit"]).Stream;
            returned["kit"] = dose["kit"];
            forgery.InsertAfter(forgery.First("VisitDispensed", e => e.Stream == dose.Stream), returned);
        }),
        new("Another participant's kit given", Check.Doses, forgery =>
        {
            var dose = forgery.Last("VisitDispensed", e => e["visit"] == "V3");
            var (before, other) = (dose["kit"], forgery.First("VisitDispensed", e => e.Stream != dose.Stream)["kit"]);
            foreach (var half in forgery.CommandOf(dose).Where(e => e["kit"] == before))
            {
                half["kit"] = other;
            }
        }),
        new("The kit of another visit given", Check.Doses, forgery =>
        {
            var dose = forgery.Last("VisitDispensed", e => e["visit"] == "V3");
            dose["kit"] = forgery.First("ParticipantRandomized", e => e.Stream == dose.Stream)["kit"];
        }),
        new("A dose at a visit that gives none", Check.Doses, forgery => forgery.Last("VisitDispensed")["visit"] = "V4"),
        new("A dose at a visit that the study has not", Check.Doses, forgery => forgery.Last("VisitDispensed")["visit"] = "V9"),
        new("Stock and participant name different kits of a dose", Check.Doses, forgery => forgery.Last("KitDispensed")["kit"] = forgery.First("KitDispensed")["kit"]),
        new("A handing out taken out of stock's account", Check.Order, forgery => forgery.Remove(forgery.First("KitDispensed"))),
        new("A dose continued with a kit that was never handed out", Check.Doses, forgery => forgery.Remove(forgery.CommandOf(forgery.First("VisitDispensed", e => e["visit"] == "V1" && forgery.All("VisitDispensed").Any(later => later.Stream == e.Stream && later["visit"] == "V2"))))),
        new("A dose written down for another day", Check.Doses, forgery => forgery.Last("PeriodDosed")["day"] = "2031-01-01") { Trial = PlayedTrials.CrossOver },
        new("A dose written down for another period", Check.Doses, forgery => forgery.Last("PeriodDosed").Body["period"] = 3 - forgery.Last("PeriodDosed").Body["period"]!.GetValue<int>()) { Trial = PlayedTrials.CrossOver },
        new("A dose without its day", Check.Order, forgery => forgery.Remove(forgery.Last("PeriodDosed"))) { Trial = PlayedTrials.CrossOver },
        new("The second period before the first", Check.Doses, forgery =>
        {
            // Only the doses are exchanged: the second visit's kit is assigned before either.
            var (first, second, kit) = Periods(forgery);
            forgery.MoveAfter(forgery.First("ParticipantRandomized", e => e.Stream == first.Stream), forgery.CommandOf(kit));
            forgery.MoveAfter(kit, forgery.CommandOf(second));
            Redate(forgery, second);
        }) { Trial = PlayedTrials.CrossOver },
        new("The second period within the washout", Check.Doses, forgery =>
        {
            var (first, second, kit) = Periods(forgery);
            var early = forgery.Events[forgery.Events.IndexOf(first) + 2];
            forgery.MoveAfter(forgery.First("ParticipantRandomized", e => e.Stream == first.Stream), forgery.CommandOf(kit));
            forgery.MoveAfter(early, forgery.CommandOf(second));
            Redate(forgery, second);
        }) { Trial = PlayedTrials.CrossOver },
        new("The first period's kit given again in the second", Check.Doses, forgery =>
        {
            var (first, second, _) = Periods(forgery);
            second["kit"] = first["kit"];
        }) { Trial = PlayedTrials.CrossOver },
    ];

    // A participant's first dose, second dose, and the assignment of the second kit, for which the next kit assigned anywhere is this one.
    private static (ForgedEvent First, ForgedEvent Second, ForgedEvent Kit) Periods(Forgery forgery)
    {
        foreach (var kit in forgery.All("VisitKitAssigned").Where(e => e["visit"] == "V2"))
        {
            var doses = forgery.All("VisitDispensed").Where(e => e.Stream == kit.Stream).ToArray();
            var randomized = forgery.Events.IndexOf(forgery.First("ParticipantRandomized", e => e.Stream == kit.Stream));
            var site = forgery.CommandOf(kit).Single(e => e.Type == "KitAssigned").Stream;
            var between = forgery.Events.Skip(randomized + 1).Take(forgery.Events.IndexOf(kit) - randomized - 1);
            if (doses.Length == 2 && between.Count(e => e.Stream == site && e.Type is "KitAssigned" or "KitsReceived" or "KitDamaged") <= 1)
            {
                return (doses[0], doses[1], kit);
            }
        }

        throw new InvalidOperationException("Nobody's second kit is the next one assigned.");
    }

    private static void Redate(Forgery forgery, ForgedEvent dose) =>
        forgery.CommandOf(dose).Single(e => e.Type == "PeriodDosed")["day"] = TimeZoneInfo.ConvertTime(dose.Utc, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
