using System.Text.Json.Nodes;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>Who signed, and what they read back.</summary>
internal static class SignatureTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("The lock signed by one person twice", Check.Signatures, forgery => (forgery.Last("DatabaseLockSigned").Actor, forgery.Last("DatabaseLockSigned")["person"]) = (forgery.First("DatabaseLockSigned").Actor, forgery.First("DatabaseLockSigned").Actor)),
        new("The unblinding signed by one person twice", Check.Signatures, forgery => (forgery.Last("UnblindingSigned").Actor, forgery.Last("UnblindingSigned")["person"]) = (forgery.First("UnblindingSigned").Actor, forgery.First("UnblindingSigned").Actor)),
        new("The lock signed in another person's name", Check.Signatures, forgery => forgery.Last("DatabaseLockSigned").Actor = forgery.First("DatabaseLockSigned").Actor),
        new("The unblinding signed in another person's name", Check.Signatures, forgery => forgery.First("UnblindingSigned")["person"] = "somebody.else"),
        new("Labels read back the wrong way round", Check.Signatures, forgery =>
        {
            var read = forgery.Last("UnblindingSigned").Body["readBack"]!.AsObject();
            var labels = read.ToDictionary(arm => arm.Key, arm => arm.Value!.GetValue<string>());
            (read["P"], read["O1"]) = (labels["O1"], labels["P"]);
        }),
        new("An arm's label not read back", Check.Signatures, forgery => forgery.First("UnblindingSigned").Body["readBack"]!.AsObject().Remove("P")),
        new("The label of an arm too many read back", Check.Signatures, forgery => forgery.First("UnblindingSigned").Body["readBack"]!["X"] = JsonValue.Create("Something else")),
        new("A custodian's approval taken out", Check.Signatures, forgery => forgery.Remove(forgery.Last("CustodianApproved"))),
        new("A custodian's approval counted twice", Check.Signatures, forgery => forgery.InsertAfter(forgery.First("CustodianApproved"), forgery.First("CustodianApproved").Copy("forged"))),
        new("A custodian's signature altered", Check.Signatures, forgery => forgery.Last("CustodianApproved")["signature"] = forgery.First("CustodianApproved")["signature"]),
        new("A custodian's approval of another data set", Check.Signatures, forgery => forgery.First("CustodianApproved")["hash"] = new string('0', 64)),
        new("A stranger approving as a custodian", Check.Signatures, forgery => forgery.First("CustodianApproved")["fingerprint"] = new string('0', 32)),
        new("Custodians appointed after the sealing", Check.Order, forgery =>
        {
            forgery.InsertAfter(forgery.First("StudySealed"), forgery.First("CustodiansAppointed").Copy("forged"));
            forgery.Remove(forgery.First("CustodiansAppointed"));
        }),
        new("Fewer custodians asked than appointed", Check.Signatures, forgery => forgery.First("CustodiansAppointed").Body["threshold"] = JsonValue.Create(1)),
    ];
}
