using System.Text.Json.Nodes;

namespace OxyTrial.Verifier.Tests.Forging;

/// <summary>
/// Makes of a trial that was played whole one that lost its journal's end twice: a randomization, and later a visit's kit, stand in it as
/// recovered by receipts. Custodians go, because their approvals are signed over the chain.
/// </summary>
internal static class RestoredTrial
{
    public const string First = "first.signer";
    public const string Second = "second.signer";
    private const int Randomization = 6;
    private const int LostEvents = 20;

    public static void Make(Forgery forgery)
    {
        forgery.Remove([.. forgery.All("CustodiansAppointed"), .. forgery.All("CustodianApproved")]);
        var place = forgery.All("SlotAllocated").ElementAt(Randomization);
        Recover(forgery, place, forgery.CommandOf(place).Single(one => one.Type == "ParticipantRandomized"), 1);
        var visit = forgery.All("VisitKitAssigned").First(one => forgery.Events.IndexOf(one) > forgery.Events.IndexOf(place));
        Recover(forgery, visit, visit, 2);
    }

    // What comes before a command: the restore; into it: the receipt; after it: two signatures, and the next epoch.
    private static void Recover(Forgery forgery, ForgedEvent lost, ForgedEvent participant, int restore)
    {
        var command = forgery.CommandOf(lost);
        var before = forgery.Events[forgery.Events.IndexOf(command[0]) - 1];
        var site = command.Single(one => one.Type == "KitAssigned").Name;
        var end = forgery.Events.IndexOf(before) + 1;
        var detected = Study(forgery, "RestoreDetected", "server", $"restore-{restore}", before, new JsonObject
        {
            ["journalEnd"] = end, ["position"] = end + LostEvents, ["digits"] = new string('a', 64), ["differs"] = false,
        });
        forgery.Events.Insert(end, detected);
        var receipt = command[0].Copy(command[0].CommandId);
        (receipt.Type, receipt.Stream, receipt.Epoch, receipt.Body) = ("ReceiptEntered", "study", restore, new JsonObject
        {
            ["site"] = site, ["participant"] = participant.Name, ["visit"] = participant["visit"], ["kit"] = participant["kit"], ["position"] = end + LostEvents,
        });
        forgery.Events.Insert(end + 1, receipt);
        if (lost.Type == "SlotAllocated")
        {
            lost.Type = "SlotRecovered";
            (lost["kit"], lost["visit"]) = (participant["kit"], participant["visit"]);
        }

        JsonObject Signature(string person) => new() { ["person"] = person, ["meaning"] = "compared", ["receipts"] = Counted(forgery, site) };
        var after = forgery.Events.IndexOf(command[^1]) + 1;
        ForgedEvent[] signed =
        [
            Study(forgery, "ReconciliationSigned", First, $"sign-{restore}-1", command[^1], Signature(First)),
            Study(forgery, "ReconciliationSigned", Second, $"sign-{restore}-2", command[^1], Signature(Second)),
            Study(forgery, "JournalReconciled", Second, $"sign-{restore}-2", command[^1], []),
        ];
        forgery.Events.InsertRange(after, signed);
        foreach (var later in forgery.Events.Skip(after + 1))
        {
            later.Epoch = restore + 1;
        }

        (detected.Epoch, signed[0].Epoch) = (restore, restore);
    }

    /// <summary>One receipt of a site, none of the others.</summary>
    public static JsonObject Counted(Forgery forgery, string? site)
    {
        var sites = JsonNode.Parse(forgery.Spec)!["sites"]!.AsArray().Select(one => one!["id"]!.GetValue<string>());
        return new JsonObject(sites.Select(one => KeyValuePair.Create(one, (JsonNode?)(one == site ? 1 : 0))));
    }

    private static ForgedEvent Study(Forgery forgery, string type, string actor, string command, ForgedEvent at, JsonObject body)
    {
        var made = forgery.First("StudyActivated").Copy(command);
        (made.Type, made.Actor, made.Utc, made.Body) = (type, actor, at.Utc, body);
        return made;
    }
}
