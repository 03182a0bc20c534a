using System.Text.Json;
using OxyTrial.Randomization;
using OxyTrial.Verifier.Spec;

namespace OxyTrial.Verifier.Walking;

/// <content>Restores: nothing is allocated between the finding and two persons' signatures but what receipts show.</content>
internal sealed partial class TrialWalk
{
    private const int PrintedDigits = 16;
    private const int HashDigits = 64;
    private Quarantine? quarantine;
    private Receipt? receipt;
    private long epoch = 1;

    // Only the command of the second signature begins an epoch.
    private Difference? InEpoch()
    {
        var begins = entry.Type == "ReconciliationSigned" && quarantine?.FirstSigner is not null;
        epoch += begins ? 1 : 0;
        return Must(Check.Order, entry.Epoch == epoch, $"the epoch is {entry.Epoch} where it is {epoch}")
            ?? Must(Check.Order, quarantine is null || due is not null || !EventTable.IsBarredInQuarantine(entry.Type), $"{entry.Type} comes in quarantine");
    }

    private Difference? RestoreDetected(JsonElement body)
    {
        var (end, position, digits, differs) = (body.LongNumber("journalEnd"), body.LongNumber("position"), body.Text("digits"), body.Truth("differs"));
        return Must(Check.Order, end < entry.Position && (differs || position > end), $"checkpoint {position} was no news to a journal that ended at {end}")
            ?? Must(Check.Order, digits.Length is PrintedDigits or HashDigits && digits.All(char.IsAsciiHexDigitLower), "the checkpoint has no hash")
            ?? Now(() =>
            {
                quarantine ??= new Quarantine(end);
                quarantine.IsAnother |= differs;
                quarantine.FirstSigner = null;
            });
    }

    private Difference? ReceiptEntered(JsonElement body)
    {
        var entered = new Receipt(body.Text("site"), body.Text("participant"), body.Text("visit"), body.Text("kit"));
        var person = PersonNamed(entered.Participant);
        return Reconcilable()
            ?? Must(Check.Receipts, body.LongNumber("position") > quarantine!.JournalEnd, "the receipt is of a position that was not lost")
            ?? Must(Check.Receipts, person.Site == entered.Site && person.State is PersonState.Eligible or PersonState.Randomized, $"participant {entered.Participant} can have no such receipt")
            ?? Now(() =>
            {
                receipt = entered;
                quarantine!.Receipts[entered.Site] = quarantine.Receipts.GetValueOrDefault(entered.Site) + 1;
                quarantine.FirstSigner = null;
                var participant = new Dictionary<string, string> { ["participant"] = entered.Participant };
                owed.Enqueue(person.State == PersonState.Randomized
                    ? new Owed("VisitKitAssigned", $"participant/{entered.Participant}") { Texts = new Dictionary<string, string> { ["visit"] = entered.Visit } }
                    : new Owed(spec.Drawn.Count > 0 ? "FactorLevelAllocated" : "SlotRecovered", null) { Texts = participant });
                tally.Add(Check.Receipts);
            });
    }

    private Difference? ReconciliationSigned(JsonElement body)
    {
        var (person, counted) = (body.Text("person"), body.NumberByName("receipts"));
        return Reconcilable()
            ?? ByActor(Check.Signatures, body, "person")
            ?? Must(Check.Signatures, person != quarantine!.FirstSigner, $"the reconciliation is not signed by two different persons: {person} signs twice")
            ?? Must(
                Check.Receipts,
                counted.Count == spec.TimeZones.Count && spec.TimeZones.Keys.All(site => counted.TryGetValue(site, out var number) && number == quarantine!.Receipts.GetValueOrDefault(site)),
                "the receipts counted are not those entered")
            ?? Now(() =>
            {
                if (quarantine!.FirstSigner is not null)
                {
                    owed.Enqueue(new Owed("JournalReconciled", "study"));
                }

                quarantine.FirstSigner = person;
                tally.Add(Check.Signatures);
            });
    }

    private Difference? Reconcilable() =>
        Must(Check.Order, quarantine is not null, $"{entry.Type} comes without a restore")
        ?? Must(Check.Order, !quarantine!.IsAnother, $"{entry.Type} comes although the journal is another one than the checkpoint's");

    // The place is retired like any other; the participant's arm is the one that the receipt's kit is of.
    private Difference? PlaceRecovered(JsonElement body)
    {
        var (participant, kit) = (body.Text("participant"), body.Text("kit"));
        if (Recruited(body) is { } outOfOrder)
        {
            return outOfOrder;
        }

        var person = PersonNamed(participant);
        var stratum = person.Stratum(spec);
        var scope = stratum.Scope(spec.ScopeFactors);
        var replay = Derived.Scope(scope);
        var difference = PlaceDiffers(Check.Allocations, body, stratum, scope, replay, procedures.Arms, out var profile)
            ?? Must(Check.Receipts, kit == receipt!.Kit && body.Text("visit") == receipt.Visit, "the place is recovered with another kit or visit than the receipt's")
            ?? Must(Check.Receipts, FirstVisit is { } first && receipt!.Visit == first.Key, $"the first kit is for visit {receipt!.Visit}")
            ?? Must(Check.Receipts, Derived.Catalogue.ArmOf(kit) is not null, $"kit {kit} is none of the study's");
        if (difference is not null)
        {
            return difference;
        }

        var drawn = replay.Next(profile!);
        var content = Derived.Catalogue.ArmOf(kit)!.Value;
        var fitting = Enumerable.Range(0, spec.Ratio.Count).Prepend(drawn).Where(arm => spec.Contents.ContentOf(arm, FirstVisit!.Period) == content);
        Occupied(person, scope, stratum, (int)replay.SlotsDrawn, fitting.DefaultIfEmpty(drawn).First(), participant);
        return Counted(Check.Allocations);
    }

    // The kit of a receipt was not chosen now: it must be the one on it, and in stock.
    private Difference? OnReceipt(string kit, string lotName, string visit, Person person)
    {
        var site = SiteNamed(person.Site);
        return Must(Check.Receipts, kit == receipt!.Kit && visit == receipt.Visit, $"kit {kit} for {visit} is not what the receipt says")
            ?? Must(Check.Receipts, site.StateOf(kit) == KitState.Available, $"kit {kit} of a receipt is {site.StateOf(kit)?.ToString() ?? "not here"}")
            ?? Must(Check.Receipts, site.LotOf(kit).Name == lotName, $"kit {kit} is not of lot {lotName}");
    }

    private VisitFacts? FirstVisit => spec.Visits.FirstOrDefault(candidate => candidate.Kit == "new");

    private sealed class Quarantine(long journalEnd)
    {
        public long JournalEnd { get; } = journalEnd;

        public bool IsAnother { get; set; }

        public string? FirstSigner { get; set; }

        public Dictionary<string, int> Receipts { get; } = new(StringComparer.Ordinal);
    }

    private sealed record Receipt(string Site, string Participant, string Visit, string Kit);
}
