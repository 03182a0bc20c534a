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
    ];
}
