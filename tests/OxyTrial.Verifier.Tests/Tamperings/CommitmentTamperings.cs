using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>Spec, procedure and secret, and what was committed to.</summary>
internal static class CommitmentTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("The reveal is of another study", Check.Spec, forgery => forgery.Revealed = forgery.Revealed with { Study = "another" }),
        new("The commitment is of another study", Check.Spec, forgery => forgery.Printed = forgery.Printed with { Study = "another" }),
        new("The spec has a key twice", Check.Spec, forgery => forgery.Spec = forgery.Spec.Replace("{\"arms\":", "{\"arms\":[],\"arms\":", StringComparison.Ordinal)),
        new("spec.json altered", Check.Commitment, forgery => forgery.Spec = forgery.Spec.Replace("A parallel trial", "A better trial", StringComparison.Ordinal)),
        new("The spec altered in spec.json and in the journal", Check.Commitment, forgery => forgery.ReplaceSpec(forgery.Spec.Replace("A parallel trial", "A better trial", StringComparison.Ordinal))),
        new("The spec altered in the journal alone", Check.Commitment, forgery => forgery.First("StudyRegistered")["specJson"] = forgery.Spec + " "),
        new("The spec's hash altered in the journal", Check.Commitment, forgery => Flip(forgery.First("StudyRegistered"), "specSha256")),
        new("The printed hash of the spec altered", Check.Commitment, forgery => forgery.Printed = forgery.Printed with { SpecSha256 = Flipped(forgery.Printed.SpecSha256) }),
        new("The printed commitment altered", Check.Commitment, forgery => forgery.Printed = forgery.Printed with { Commitment = Flipped(forgery.Printed.Commitment) }),
        new("The printed commitment to the procedure altered", Check.Commitment, forgery => forgery.Printed = forgery.Printed with { ProcedureCommitment = Flipped(forgery.Printed.ProcedureCommitment) }),
        new("The commitment altered in the journal", Check.Commitment, forgery => Flip(forgery.First("StudySealed"), "commitment")),
        new("The commitment to the procedure altered in the journal", Check.Commitment, forgery => Flip(forgery.First("StudyRegistered"), "procedureCommitment")),
        new("One bit of the secret altered", Check.Commitment, forgery => forgery.Revealed = forgery.Revealed with { Secret = Flipped(forgery.Revealed.Secret) }),
        new("One bit of the secret altered, in the journal too", Check.Commitment, forgery => forgery.ReplaceSecret(Flipped(forgery.Revealed.Secret), alsoPrinted: false)),
        new("Another secret with a commitment of its own everywhere", Check.Kits, forgery => forgery.ReplaceSecret(Flipped(forgery.Revealed.Secret), alsoPrinted: true)),
        new("The secret altered in the journal alone", Check.Commitment, forgery => Flip(forgery.First("StudyUnblinded"), "secret")),
        new("The salt altered", Check.Commitment, forgery => forgery.Revealed = forgery.Revealed with { Salt = Flipped(forgery.Revealed.Salt) }),
        new("The procedure altered", Check.Commitment, forgery => forgery.Revealed = forgery.Revealed with { Procedure = forgery.Revealed.Procedure.Replace("[3,6]", "[3,9]", StringComparison.Ordinal) }),
        new("The procedure's salt altered", Check.Commitment, forgery => forgery.Revealed = forgery.Revealed with { ProcedureSalt = Flipped(forgery.Revealed.ProcedureSalt) }),
        new("The drawn factor's procedure altered", Check.Commitment, forgery => forgery.Revealed = forgery.Revealed with { Procedure = forgery.Revealed.Procedure.Replace("[2,4]}}}", "[2,6]}}}", StringComparison.Ordinal) }) { Trial = PlayedTrials.CrossOver },
    ];

    // One bit of the last hexadecimal digit.
    private static string Flipped(string digits) => digits[..^1] + (Convert.ToInt32(digits[^1..], 16) ^ 1).ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    private static void Flip(ForgedEvent one, string member) => one[member] = Flipped(one[member]);
}
