using System.Text.Json.Nodes;
using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>Restores, receipts and what ends a quarantine.</summary>
internal static class RestoreTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        Of("A new epoch without a reconciliation", Check.Order, forgery => forgery.Remove([.. forgery.All("ReconciliationSigned").Take(2), forgery.First("JournalReconciled")])),
        new("A new epoch in a trial that was never restored", Check.Order, forgery => forgery.Events.SkipWhile(one => one.Type != "RecruitmentClosed").ToList().ForEach(one => one.Epoch++)),
        Of("A reconciliation that begins no epoch", Check.Order, forgery => forgery.Events.ForEach(one => one.Epoch = 1)),
        Of("An epoch that begins with the first signature", Check.Order, forgery => forgery.First("ReconciliationSigned").Epoch = 2),
        Of("The reconciliation signed by one person twice", Check.Signatures, forgery => (SecondSignature(forgery).Actor, SecondSignature(forgery)["person"]) = (RestoredTrial.First, RestoredTrial.First)),
        Of("The reconciliation signed in another person's name", Check.Signatures, forgery => SecondSignature(forgery)["person"] = "somebody.else"),
        Of("The quarantine ended by one signature", Check.Order, forgery => forgery.Remove(forgery.First("ReconciliationSigned"))),
        Of("The quarantine ended without signatures", Check.Order, forgery => forgery.Remove(forgery.All("ReconciliationSigned").Take(2))),
        Of("A reconciliation of nothing", Check.Order, forgery => forgery.Remove(forgery.First("RestoreDetected"))),
        Of("A reconciliation although the journal is another one", Check.Order, forgery => forgery.First("RestoreDetected").Body["differs"] = JsonValue.Create(true)),
        Of("A checkpoint that the journal still had", Check.Order, forgery => forgery.First("RestoreDetected").Body["position"] = JsonValue.Create(3)),
        Of("A checkpoint without a hash", Check.Order, forgery => forgery.First("RestoreDetected")["digits"] = "none"),
        Of("A journal that is said to have been longer than it was", Check.Order, forgery => forgery.First("RestoreDetected").Body["journalEnd"] = JsonValue.Create(1_000_000)),
        Of("An allocation during the quarantine", Check.Order, forgery =>
        {
            var receipt = forgery.First("ReceiptEntered");
            forgery.Remove(receipt);
            forgery.First("SlotRecovered").Type = "SlotAllocated";
        }),
        Of("A kit for a visit during the quarantine", Check.Order, forgery => forgery.Remove(forgery.Last("ReceiptEntered"))),
        Of("The database lock signed during the quarantine", Check.Order, forgery =>
        {
            var again = forgery.First("RestoreDetected").Copy("forged");
            again.Epoch = 3;
            again.Body["position"] = JsonValue.Create(1_000_000);
            forgery.InsertAfter(forgery.First("RecruitmentClosed"), again);
        }),
        Of("A place recovered without a receipt", Check.Order, forgery => forgery.Remove(forgery.First("ReceiptEntered"))),
        Of("A receipt entered after the quarantine", Check.Order, forgery => 
        {
            var command = forgery.CommandOf(forgery.First("ReceiptEntered"));
            foreach (var signature in forgery.All("ReconciliationSigned").Take(2))
            {
                signature.Body["receipts"] = RestoredTrial.Counted(forgery, null);
            }

            forgery.MoveAfter(forgery.First("JournalReconciled"), command);
            Array.ForEach(command, one => one.Epoch = 2);
        }),
        Of("A receipt that gives nothing", Check.Order, forgery => forgery.Remove(forgery.CommandOf(forgery.First("ReceiptEntered")).Skip(1))),
        Of("A receipt of a position that was not lost", Check.Receipts, forgery => forgery.First("ReceiptEntered").Body["position"] = JsonValue.Create(2)),
        Of("A receipt of another participant", Check.Receipts, forgery => forgery.First("ReceiptEntered")["participant"] = forgery.All("SlotAllocated").Last()["participant"]),
        Of("A receipt of another site", Check.Receipts, forgery => forgery.First("ReceiptEntered")["site"] = forgery.First("SiteOpened", site => site.Name != forgery.First("ReceiptEntered")["site"]).Name),
        Of("A receipt of another kit than given", Check.Receipts, forgery => forgery.First("ReceiptEntered")["kit"] = Free(forgery)),
        Of("A receipt's kit that was in other hands already", Check.Receipts, forgery => Everywhere(forgery, forgery.First("KitAssigned", kit => kit.Name == forgery.First("ReceiptEntered")["site"])["kit"])),
        Of("A receipt's kit handed out again", Check.KitChoices, forgery =>
        {
            var (receipt, later) = (forgery.First("ReceiptEntered"), forgery.All("ParticipantRandomized").Last());
            var command = forgery.CommandOf(later);
            foreach (var half in command.Where(one => one.Body.ContainsKey("kit")))
            {
                half["kit"] = receipt["kit"];
            }
        }),
        Of("A receipt for a later visit instead of the first", Check.Receipts, forgery =>
        {
            forgery.First("ReceiptEntered")["visit"] = "V9";
            forgery.First("SlotRecovered")["visit"] = "V9";
        }),
        Of("A receipt counted that nobody entered", Check.Receipts, forgery => forgery.First("ReconciliationSigned").Body["receipts"]![forgery.First("ReceiptEntered")["site"]] = JsonValue.Create(7)),
        Of("A site's receipts not counted", Check.Receipts, forgery => forgery.First("ReconciliationSigned").Body["receipts"]!.AsObject().Remove(forgery.First("SiteOpened")["site"])),
        Of("A recovered place skipped", Check.Allocations, forgery => forgery.First("SlotRecovered").Body["slot"]!["sequence"] = JsonValue.Create(9)),
        Of("A recovered place of a drawn factor's list skipped", Check.Levels, forgery => forgery.CommandOf(forgery.First("SlotRecovered")).First(one => one.Type == "FactorLevelAllocated").Body["slot"]!["sequence"] = JsonValue.Create(9)) with { Trial = PlayedTrials.RestoredCrossOver },
        Of("A recovered level that the factor has not", Check.Levels, forgery => forgery.CommandOf(forgery.First("SlotRecovered")).First(one => one.Type == "FactorLevelAllocated")["level"] = "neither") with { Trial = PlayedTrials.RestoredCrossOver },
        Of("A signature that a later receipt took back", Check.Order, forgery =>
        {
            var signature = forgery.First("ReconciliationSigned");
            forgery.Remove(signature);
            forgery.Events.Insert(forgery.Events.IndexOf(forgery.First("RestoreDetected")) + 1, signature);
            signature.Body["receipts"] = RestoredTrial.Counted(forgery, null);
        }),
    ];

    private static Tampering Of(string name, string foundBy, Action<Forgery> plant) => new(name, foundBy, plant) { Trial = PlayedTrials.Restored };

    private static ForgedEvent SecondSignature(Forgery forgery) => forgery.All("ReconciliationSigned").ElementAt(1);

    // A kit of the receipt's site that nobody was given.
    private static string Free(Forgery forgery)
    {
        var site = forgery.First("ReceiptEntered")["site"];
        var used = forgery.All("KitAssigned").Select(one => one["kit"]).ToHashSet();
        return forgery.First("KitsReceived", one => one.Name == site).Body["kits"]!.AsArray().Select(kit => kit!.GetValue<string>()).First(kit => !used.Contains(kit));
    }

    private static void Everywhere(Forgery forgery, string kit)
    {
        foreach (var one in forgery.CommandOf(forgery.First("ReceiptEntered")).Where(one => one.Body.ContainsKey("kit")))
        {
            one["kit"] = kit;
        }
    }
}
