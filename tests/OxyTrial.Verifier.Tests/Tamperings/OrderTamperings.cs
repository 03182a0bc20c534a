using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>What may come when, and on which stream.</summary>
internal static class OrderTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("A consent taken out", Check.Order, forgery => forgery.Remove(forgery.Last("ConsentRecorded", e => Randomized(forgery, e.Name)))),
        new("A screening taken out", Check.Order, forgery => forgery.Remove(forgery.Last("ParticipantScreened"))),
        new("A confirmation of eligibility taken out", Check.Order, forgery => forgery.Remove(forgery.Last("EligibilityConfirmed", e => Randomized(forgery, e.Name)))),
        new("Consent and confirmation exchanged", Check.Order, forgery =>
        {
            var confirmed = forgery.Last("EligibilityConfirmed");
            forgery.MoveAfter(confirmed, forgery.First("ConsentRecorded", e => e.Name == confirmed.Name));
        }),
        new("A participant randomized twice", Check.Order, forgery =>
        {
            var slot = forgery.Last("SlotAllocated");
            forgery.InsertAfter(slot, forgery.CommandOf(slot).Select(e => e.Copy("forged")));
        }),
        new("A participant randomized after they were excluded", Check.Order, forgery =>
        {
            var slot = forgery.Last("SlotAllocated");
            var excluded = forgery.First("ParticipantExcluded").Copy("forged");
            excluded.Stream = $"participant/{slot["participant"]}";
            forgery.InsertAfter(forgery.Last("EligibilityConfirmed", e => e.Name == slot["participant"]), excluded);
        }),
        new("A randomization before the study's activation", Check.Order, forgery => forgery.MoveAfter(forgery.Last("SlotAllocated"), forgery.First("StudyActivated"))),
        new("A randomization after recruitment closed", Check.Order, forgery => forgery.MoveAfter(forgery.Last("RecruitmentClosed"), forgery.CommandOf(forgery.Last("SlotAllocated")))),
        new("A randomization after the database lock", Check.Order, forgery => forgery.MoveAfter(forgery.Last("DatabaseLocked"), forgery.CommandOf(forgery.Last("SlotAllocated")))),
        new("A dose after the database lock", Check.Order, forgery => forgery.MoveAfter(forgery.Last("DatabaseLocked"), forgery.CommandOf(forgery.Last("VisitDispensed", e => e["visit"] == "V2")))),
        new("Unblinding signed before the database lock", Check.Order, forgery =>
            forgery.MoveAfter(forgery.Last("RecruitmentClosed"), [.. forgery.All("UnblindingSigned"), .. forgery.All("UnblindingAuthorized"), .. forgery.All("StudyUnblinded")])),
        new("The secret revealed before the unblinding was authorized", Check.Order, forgery => forgery.MoveAfter(forgery.Last("DatabaseLocked"), forgery.Last("StudyUnblinded"))),
        new("The database locked without a second signature", Check.Order, forgery => forgery.Remove(forgery.First("DatabaseLockSigned"))),
        new("The unblinding authorized without a second signature", Check.Order, forgery => forgery.Remove(forgery.First("UnblindingSigned"))),
        new("The closing of recruitment taken out", Check.Order, forgery => forgery.Remove(forgery.First("RecruitmentClosed"))),
        new("The sealing taken out", Check.Order, forgery => forgery.Remove(forgery.First("StudySealed"))),
        new("The study registered twice", Check.Order, forgery => forgery.InsertAfter(forgery.First("StudyRegistered"), forgery.First("StudyRegistered").Copy("forged"))),
        new("Something recorded after the unblinding", Check.Order, forgery =>
        {
            var broken = forgery.Last("EmergencyUnblindingRequested").Copy("forged");
            forgery.InsertAfter(forgery.Last("StudyUnblinded"), broken);
        }),
        new("The unblinding taken out", Check.End, forgery => forgery.Remove(forgery.First("StudyUnblinded"))),
        new("A code broken of somebody who was never randomized", Check.Order, forgery =>
        {
            var broken = forgery.Last("EmergencyUnblindingRequested");
            broken.Stream = forgery.First("ParticipantExcluded").Stream;
            broken["participant"] = broken.Name;
        }),
        new("A randomization at a suspended site", Check.Order, forgery =>
        {
            var slot = forgery.Last("SlotAllocated");
            var suspended = forgery.First("SiteOpened").Copy("forged");
            (suspended.Type, suspended.Stream) = ("SiteSuspended", forgery.CommandOf(slot).Single(e => e.Type == "KitAssigned").Stream);
            suspended.Body = new() { ["reason"] = "Forged." };
            forgery.InsertAfter(forgery.Events[forgery.Events.IndexOf(slot) - 1], suspended);
        }),
        new("A site opened twice", Check.Order, forgery => forgery.InsertAfter(forgery.Last("SiteOpened"), forgery.Last("SiteOpened").Copy("forged"))),
        new("An event of a type that nobody knows", Check.Order, forgery => forgery.Last("ParticipantCompleted").Type = "ParticipantPraised"),
        new("An event of a later version of its type", Check.Order, forgery => forgery.Last("ParticipantCompleted").SchemaVersion = 2),
        new("An event on a stream of another kind", Check.Order, forgery => forgery.Last("ParticipantCompleted").Stream = "site/HD"),
        new("An event's body has a key twice", Check.Order, forgery =>
        {
            var screened = forgery.Last("ParticipantScreened");
            screened.RawBody = screened.Body.ToJsonString().Replace("{\"participant\":", "{\"participant\":\"X-1\",\"participant\":", StringComparison.Ordinal);
        }),
        new("A number written as a text", Check.Order, forgery => forgery.Last("SlotAllocated").Body["slot"]!["sequence"] = "1"),
        new("A number written as true", Check.Order, forgery => forgery.First("SlotAllocated").Body["slot"]!["sequence"] = true),
        new("A randomization without its participant's half", Check.Order, forgery => forgery.Remove(forgery.Last("ParticipantRandomized"))),
        new("A randomization that the site never counted", Check.Order, forgery => forgery.Remove(forgery.Last("RandomizationCounted"))),
        new("Half of a randomization in a command of its own", Check.Order, forgery => forgery.Last("RandomizationCounted").CommandId = "forged"),
        new("A kit taken from stock that nobody was given", Check.Order, forgery => forgery.InsertAfter(forgery.Last("SlotAllocated"), forgery.Last("KitAssigned").Copy("forged"))),
        new("A withdrawal before the participant's last dose", Check.Order, forgery =>
        {
            var dose = forgery.Last("VisitDispensed");
            var withdrawn = forgery.Last("ParticipantCompleted").Copy("forged");
            (withdrawn.Type, withdrawn.Stream, withdrawn.Body) = ("ParticipantWithdrawn", dose.Stream, new() { ["reason"] = "other", ["detail"] = "Forged." });
            forgery.InsertAfter(forgery.Events[forgery.Events.IndexOf(dose) - 1], withdrawn);
        }),
    ];

    private static bool Randomized(Forgery forgery, string participant) => forgery.All("ParticipantRandomized").Any(e => e.Name == participant);
}
