using System.Text.Json.Nodes;
using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>Kits: released, received, chosen, returned.</summary>
internal static class KitTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("A released kit exchanged for one of a later lot", Check.Kits, forgery =>
        {
            var kits = forgery.First("LotReleased").Body["kits"]!.AsArray();
            kits[0] = forgery.Last("LotReleased").Body["kits"]![0]!.GetValue<string>();
        }),
        new("A lot that begins with a later set", Check.Kits, forgery => forgery.Last("LotReleased").Body["firstSet"] = forgery.Last("LotReleased").Body["firstSet"]!.GetValue<int>() + 1),
        new("A lot of more sets than it has kits", Check.Kits, forgery => forgery.Last("LotReleased").Body["sets"] = forgery.Last("LotReleased").Body["sets"]!.GetValue<int>() + 1),
        new("A lot of no set", Check.Kits, forgery => forgery.Last("LotReleased").Body["sets"] = 0),
        new("The kits of a lot in another order", Check.Kits, forgery =>
        {
            var kits = forgery.Last("LotReleased").Body["kits"]!.AsArray();
            (kits[0], kits[1]) = (kits[1]!.GetValue<string>(), kits[0]!.GetValue<string>());
        }),
        new("A lot released twice", Check.Kits, forgery => forgery.Last("LotReleased")["lot"] = forgery.First("LotReleased")["lot"]),
        new("A lot for a site that the study has not", Check.Kits, forgery => forgery.Last("LotReleased")["site"] = "ELSEWHERE"),
        new("A lot released after it expired", Check.Kits, forgery => forgery.Last("LotReleased")["expiry"] = "2024-12-31"),
        new("A lot received with a later expiry", Check.Stock, forgery => forgery.Last("KitsReceived")["expiry"] = "2099-12-31"),
        new("A lot received with a set more", Check.Stock, forgery => forgery.First("KitsReceived").Body["sets"] = forgery.First("KitsReceived").Body["sets"]!.GetValue<int>() + 1),
        new("A lot received with another kit", Check.Stock, forgery => forgery.First("KitsReceived").Body["kits"]!.AsArray()[0] = forgery.Last("LotReleased").Body["kits"]![0]!.GetValue<string>()),
        new("A lot received twice", Check.Stock, forgery => forgery.InsertAfter(forgery.First("KitsReceived"), forgery.First("KitsReceived").Copy("forged"))),
        new("A lot received at another site", Check.Stock, forgery => forgery.Last("KitsReceived").Stream = forgery.Last("KitsReceived").Name == "HD" ? "site/NY" : "site/HD"),
        new("A kit from a shipment that never arrived", Check.KitChoices, forgery => forgery.Remove(forgery.First("KitsReceived"))),
        new("A kit from a lot that was never released", Check.KitChoices, forgery => forgery.Last("ParticipantRandomized")["lot"] = "L999"),
        new("A kit from a lot out of order", Check.KitChoices, forgery =>
        {
            // The forger even takes the kit that would be chosen, were that lot open.
            var (chosen, later) = WithALaterLot(forgery);
            Rename(forgery, chosen, KitsOf(later).Where(kit => forgery.ContentByKit[kit] == forgery.ContentByKit[chosen["kit"]]).MinBy(forgery.RankOf)!);
            chosen["lot"] = later["lot"];
        }),
        new("Kits exchanged between two participants", Check.KitChoices, forgery =>
        {
            var one = forgery.First("ParticipantRandomized");
            var other = forgery.First("ParticipantRandomized", e => forgery.ContentByKit[e["kit"]] != forgery.ContentByKit[one["kit"]]);
            forgery.ExchangeEverywhere(one["kit"], other["kit"], e => e.Type is "ParticipantRandomized" or "KitAssigned" or "VisitDispensed" or "KitDispensed" or "KitReturned" or "KitDamaged");
        }),
        new("A kit of another arm", Check.KitChoices, forgery =>
        {
            var chosen = forgery.Last("ParticipantRandomized");
            Rename(forgery, chosen, Other(forgery, chosen, sameContent: false));
        }),
        new("Another kit of the same arm", Check.KitChoices, forgery =>
        {
            var chosen = forgery.First("ParticipantRandomized");
            Rename(forgery, chosen, Other(forgery, chosen, sameContent: true));
        }),
        new("A kit that somebody has already", Check.KitChoices, forgery =>
        {
            var first = forgery.First("ParticipantRandomized");
            Rename(forgery, forgery.All("ParticipantRandomized").First(e => e != first && e["lot"] == first["lot"]), first["kit"]);
        }),
        new("Stock and participant name different kits", Check.KitChoices, forgery => forgery.Last("KitAssigned")["kit"] = forgery.First("KitAssigned")["kit"]),
        new("Stock and participant name different participants", Check.KitChoices, forgery => forgery.Last("KitAssigned")["participant"] = forgery.First("KitAssigned")["participant"]),
        new("The first kit for a later visit", Check.KitChoices, forgery => forgery.Last("ParticipantRandomized")["visit"] = "V3"),
        new("A kit for a visit that takes none", Check.KitChoices, forgery => forgery.Last("VisitKitAssigned")["visit"] = "V2"),
        new("A kit replaced that was not damaged", Check.KitChoices, forgery =>
        {
            // The report of the damage is taken out; the replacement stays.
            var damaged = forgery.First("KitDamaged", e => forgery.All("KitAssigned").Any(assigned => assigned["kit"] == e["kit"]));
            forgery.Remove(damaged);
        }),
        new("Another kit in place of a damaged one", Check.KitChoices, forgery =>
        {
            var damaged = forgery.First("KitDamaged");
            var replaced = forgery.First("VisitKitAssigned", e => forgery.Events.IndexOf(e) > forgery.Events.IndexOf(damaged));
            Rename(forgery, replaced, Other(forgery, replaced, sameContent: false));
        }),
        new("A kit of the other period's treatment", Check.KitChoices, forgery =>
        {
            var chosen = forgery.Last("VisitKitAssigned");
            Rename(forgery, chosen, Other(forgery, chosen, sameContent: false));
        }) { Trial = PlayedTrials.CrossOver },
        new("A kit returned that was never given", Check.Stock, forgery =>
        {
            var returned = forgery.First("KitReturned").Copy("forged");
            returned.Stream = forgery.First("KitsReceived").Stream;
            returned["kit"] = Unused(forgery, returned.Stream);
            forgery.InsertAfter(forgery.Last("KitReturned"), returned);
        }),
        new("A kit returned twice", Check.Stock, forgery => forgery.InsertAfter(forgery.Last("KitReturned"), forgery.Last("KitReturned").Copy("forged"))),
        new("A kit damaged twice", Check.Stock, forgery => forgery.InsertAfter(forgery.Last("KitDamaged"), forgery.Last("KitDamaged").Copy("forged"))),
        new("A kit damaged at a site that never had it", Check.Stock, forgery => forgery.Last("KitDamaged").Stream = forgery.Last("KitDamaged").Name == "HD" ? "site/NY" : "site/HD"),
        new("A kit hidden from stock by a damage that nobody saw", Check.KitChoices, forgery =>
        {
            // The kit chosen next is said to be damaged before: the choice then was another.
            var chosen = forgery.Last("ParticipantRandomized");
            var damaged = forgery.Last("KitDamaged").Copy("forged");
            damaged.Stream = forgery.CommandOf(chosen).Single(e => e.Type == "KitAssigned").Stream;
            damaged["kit"] = chosen["kit"];
            forgery.InsertAfter(forgery.Last("EligibilityConfirmed", e => e.Stream == chosen.Stream), damaged);
        }),
    ];

    // Renames the kit in the choice and what follows from it in the same command.
    private static void Rename(Forgery forgery, ForgedEvent chosen, string kit)
    {
        var before = chosen["kit"];
        foreach (var half in forgery.CommandOf(chosen).Where(e => e.Body["kit"]?.GetValue<string>() == before))
        {
            half["kit"] = kit;
        }
    }

    private static string Other(Forgery forgery, ForgedEvent chosen, bool sameContent)
    {
        var used = forgery.All("KitAssigned").Take(forgery.All("KitAssigned").Count()).Where(e => forgery.Events.IndexOf(e) < forgery.Events.IndexOf(chosen)).Select(e => e["kit"]).ToHashSet();
        return KitsOf(forgery.First("LotReleased", e => e["lot"] == chosen["lot"])).First(kit =>
            kit != chosen["kit"] && !used.Contains(kit) && forgery.ContentByKit[kit] == forgery.ContentByKit[chosen["kit"]] == sameContent);
    }

    private static string Unused(Forgery forgery, string site)
    {
        var used = forgery.All("KitAssigned").Select(e => e["kit"]).ToHashSet();
        return forgery.All("KitsReceived").Where(e => e.Stream == site).SelectMany(KitsOf).First(kit => !used.Contains(kit));
    }

    private static (ForgedEvent Chosen, ForgedEvent Later) WithALaterLot(Forgery forgery)
    {
        var received = new Dictionary<string, ForgedEvent>();
        foreach (var one in forgery.Events)
        {
            if (one.Type == "KitsReceived")
            {
                received[one.Stream] = one;
            }
            else if (one.Type is "ParticipantRandomized" or "VisitKitAssigned" && forgery.CommandOf(one).Single(e => e.Type == "KitAssigned").Stream is var site && received[site]["lot"] != one["lot"])
            {
                return (one, received[site]);
            }
        }

        throw new InvalidOperationException("No kit was chosen while a later lot was there.");
    }

    private static IEnumerable<string> KitsOf(ForgedEvent lot) => ((JsonArray)lot.Body["kits"]!).Select(kit => kit!.GetValue<string>());
}
