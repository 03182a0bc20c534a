using System.Text.Json;
using OxyTrial.Verifier.Spec;

namespace OxyTrial.Verifier.Walking;

/// <content>Which kit was chosen, and doses.</content>
internal sealed partial class TrialWalk
{
    private Difference? VisitKit(JsonElement body)
    {
        if (At(name, PersonState.Randomized) is { } outOfOrder)
        {
            return outOfOrder;
        }

        var (person, visit) = (PersonNamed(name), spec.Visit(body.Text("visit")));
        return Must(Check.KitChoices, visit?.Kit == "new", $"visit {body.Text("visit")} takes no new kit")
            ?? Must(Check.KitChoices, MayReplace(person, visit!.Key), $"participant {name} has a kit for visit {visit.Key} already")
            ?? Chosen(body, person, visit);
    }

    // None yet, damaged, or reserved and by now expired.
    private bool MayReplace(Person person, string visit)
    {
        if (!person.Medication.TryGetValue(visit, out var held))
        {
            return true;
        }

        var site = SiteNamed(person.Site);
        return site.Kits[held.Kit] == KitState.Damaged || (!held.Given && !SiteBook.Usable(spec, site.LotOf(held.Kit).Expiry, DaysAt(person.Site)[0]));
    }

    // The kit must be of the lot that is open, and the one that the secret order gives among the lot's kits in stock.
    private Difference? Chosen(JsonElement body, Person person, VisitFacts visit)
    {
        var (lotName, kit, site, content) = (body.Text("lot"), body.Text("kit"), SiteNamed(person.Site), spec.Contents.ContentOf(person.Arm, visit.Period));
        if (Must(Check.KitChoices, site.Lots.TryGetValue(lotName, out var lot), $"kit {kit} is of lot {lotName}, which was never received at site {person.Site}") is { } stranger)
        {
            return stranger;
        }

        if (receipt is not null)
        {
            return OnReceipt(kit, lotName, visit.Key, person) ?? Now(() => Held(person, visit, kit));
        }

        var open = DaysAt(person.Site).Select(day => site.OpenLot(spec, Derived.Catalogue, day)).ToArray();
        var follows = Derived.Choice.Choose(site.Available(lot!), content);
        return Must(Check.KitChoices, open.Contains(lotName), $"kit {kit} is of lot {lotName} where lot {open[0] ?? "none"} is open")
            ?? Must(Check.KitChoices, follows == kit, $"kit {kit} was given where {follows ?? "no kit"} is derived")
            ?? Now(() => Held(person, visit, kit))
            ?? Counted(Check.KitChoices);
    }

    private void Held(Person person, VisitFacts visit, string kit)
    {
        person.Medication[visit.Key] = (kit, Given: false);
        owed.Enqueue(new Owed("KitAssigned", $"site/{person.Site}") { Texts = TextsOf(kit, visit.Key) });
    }

    private Difference? Dispensed(JsonElement body)
    {
        if (At(name, PersonState.Randomized) is { } outOfOrder)
        {
            return outOfOrder;
        }

        var (person, visit, kit) = (PersonNamed(name), spec.Visit(body.Text("visit")), body.Text("kit"));
        var site = SiteNamed(person.Site);
        return Must(Check.Doses, visit?.Kit is "new" or "continue", $"visit {body.Text("visit")} gives no kit")
            ?? Must(Check.Doses, !person.Medication.GetValueOrDefault(visit!.Key).Given, $"visit {visit.Key} was dosed before")
            ?? Must(Check.Doses, person.KitOf(spec, visit) == kit, $"participant {name} was given kit {kit} at {visit.Key}, for which it was never assigned to them")
            ?? Must(Check.Doses, site.Kits[kit] is KitState.Assigned or KitState.Dispensed, $"kit {kit} is given but is {site.Kits[kit]}")
            ?? Must(Check.Doses, UsableAt(person.Site, site.LotOf(kit).Expiry), $"kit {kit} has expired")
            ?? Now(() => Given(person, visit, kit, site))
            ?? Counted(Check.Doses);
    }

    private void Given(Person person, VisitFacts visit, string kit, SiteBook site)
    {
        person.Medication[visit.Key] = (kit, Given: true);
        if (visit.Period is { } period)
        {
            owed.Enqueue(new Owed("PeriodDosed", $"participant/{name}") { Period = period });
        }

        if (site.Kits[kit] == KitState.Assigned)
        {
            owed.Enqueue(new Owed("KitDispensed", $"site/{person.Site}") { Texts = TextsOf(kit, visit.Key) });
        }
    }

    // A dose of a cross-over is written down with its period and day, from which the washout is counted.
    private Difference? PeriodDosed(JsonElement body)
    {
        var (person, day, period) = (PersonNamed(name), body.Date("day"), body.Number("period"));
        return Follower(Check.Doses, body)
            ?? Must(Check.Doses, DaysAt(person.Site).Contains(day), $"a dose given on {DaysAt(person.Site)[0]:yyyy-MM-dd} is written down for {day:yyyy-MM-dd}")
            ?? Must(Check.Doses, !(period < person.LastDose?.Period), $"a dose of period {period} is given after one of period {person.LastDose?.Period}")
            ?? Must(
                Check.Doses,
                person.LastDose is not { } last || last.Period == period || day >= last.Day.AddDays(spec.WashoutDays),
                $"a dose of period {period} is given on {day:yyyy-MM-dd}, after one of {person.LastDose?.Day:yyyy-MM-dd} and without the washout")
            ?? Now(() => person.LastDose = (period, day));
    }

    private Dictionary<string, string> TextsOf(string kit, string visit) => new() { ["kit"] = kit, ["participant"] = name, ["visit"] = visit };
}
