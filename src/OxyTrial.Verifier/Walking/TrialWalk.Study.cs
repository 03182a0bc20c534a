using System.Text.Json;
using OxyTrial.Randomization.Derivation;

namespace OxyTrial.Verifier.Walking;

/// <content>The study: registration, commitment, beacon, lots, signatures, reveal.</content>
internal sealed partial class TrialWalk
{
    private const int BeaconDigits = 64;
    private readonly HashSet<string> lockSigners = new(StringComparer.Ordinal);
    private readonly HashSet<string> unblindingSigners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lot> released = new(StringComparer.Ordinal);
    private bool beaconRecorded;
    private int nextSet;

    private Difference? Registered(JsonElement body) =>
        Must(Check.Commitment, body.Text("specJson") == spec.Text, "the spec registered is another one")
        ?? Must(Check.Commitment, body.Text("specSha256") == Convert.ToHexStringLower(spec.Sha256), "the spec's hash is not that of its text")
        ?? Must(Check.Commitment, body.Text("procedureCommitment") == printed.ProcedureCommitment, "the procedure registered is not the one committed to")
        ?? Counted(Check.Commitment, 3);

    private Difference? Sealed(JsonElement body) =>
        Must(Check.Commitment, body.Text("commitment") == printed.Commitment, "the journal's commitment is not the published one") ?? Counted(Check.Commitment);

    private Difference? BeaconRecorded(JsonElement body)
    {
        var difference = Must(Check.Order, spec.Beacon is not null && !beaconRecorded, "a beacon's value is recorded without a beacon in the spec, or a second time")
            ?? Must(Check.Commitment, body.Text("value") is { Length: BeaconDigits } digits && digits.All(char.IsAsciiHexDigitLower), $"the beacon's value is not {BeaconDigits} hexadecimal digits");
        if (difference is not null)
        {
            return difference;
        }

        secret = Beacon.Mix(secret, spec.Beacon!.Source, spec.Beacon.Round, Convert.FromHexString(body.Text("value")));
        beaconRecorded = true;
        return Counted(Check.Commitment);
    }

    private Difference? BeaconKnown() => Must(Check.Order, spec.Beacon is null || beaconRecorded, "the beacon's value is not recorded yet");

    private Difference? Released(JsonElement body)
    {
        var catalogue = Derived.Catalogue;
        var lot = new Lot(body.Text("lot"), body.Text("site"), body.Date("expiry"), body.Number("sets"), body.Texts("kits"));
        var first = body.Number("firstSet");
        return Must(Check.Kits, !released.ContainsKey(lot.Name), $"lot {lot.Name} is released twice")
            ?? Must(Check.Kits, spec.TimeZones.ContainsKey(lot.Site), $"lot {lot.Name} goes to site {lot.Site}, which is none")
            ?? Must(Check.Kits, first == nextSet, $"lot {lot.Name} begins with set {first} where {nextSet} is the next")
            ?? Must(Check.Kits, lot.Sets >= 1 && (long)first + lot.Sets <= catalogue.Sets, $"kit sets {first} to {first + (long)lot.Sets - 1} are not all there")
            ?? Must(Check.Kits, UsableAt(lot.Site, lot.Expiry), $"lot {lot.Name} has expired")
            ?? Must(Check.Kits, catalogue.KitsOf(first, lot.Sets).SequenceEqual(lot.Kits), $"the kits of lot {lot.Name} are not those derived")
            ?? Now(() =>
            {
                released[lot.Name] = lot;
                nextSet += lot.Sets;
                kits.AddRange(lot.Kits.Select(kit => new DerivedKit(kit, spec.Contents.Ratio.Arms[catalogue.ArmOf(kit)!.Value].Name)));
                tally.Add(Check.Kits, lot.Kits.Count);
            });
    }

    private Difference? Signed(JsonElement body, HashSet<string> signers, string what, string follower)
    {
        var person = body.Text("person");
        return ByActor(Check.Signatures, body, "person")
            ?? Must(Check.Signatures, signers.Add(person), $"{what} is not signed by two different persons: {person} signs twice")
            ?? Now(() =>
            {
                if (signers.Count == 2)
                {
                    owed.Enqueue(new Owed(follower, "study"));
                }

                tally.Add(Check.Signatures);
            });
    }

    private Difference? ReadBack(JsonElement body)
    {
        var read = body.TextByName("readBack");
        return Must(
            Check.Signatures,
            read.Count == spec.Labels.Count && spec.Labels.All(arm => read.GetValueOrDefault(arm.Key)?.Trim() == arm.Value),
            "the labels read back are not the spec's");
    }

    private Difference? Unblinded(JsonElement body) => Must(
            Check.Commitment,
            body.Text("secret") == revealed.Secret && body.Text("salt") == revealed.Salt && body.Text("procedure") == revealed.Procedure && body.Text("procedureSalt") == revealed.ProcedureSalt,
            "the secret revealed in the journal is another one")
        ?? Counted(Check.Commitment, 4);
}
