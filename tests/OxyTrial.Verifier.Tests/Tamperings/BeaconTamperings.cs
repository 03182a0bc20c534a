namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>The public beacon's value.</summary>
internal static class BeaconTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        new("The beacon's value altered", Check.Kits, forgery => forgery.First("BeaconRecorded")["value"] = new string('a', 64)) { Trial = PlayedTrials.WithBeacon },
        new("The beacon's value in capitals", Check.Commitment, forgery => forgery.First("BeaconRecorded")["value"] = forgery.First("BeaconRecorded")["value"][..63] + "A") { Trial = PlayedTrials.WithBeacon },
        new("The beacon's value too short", Check.Commitment, forgery => forgery.First("BeaconRecorded")["value"] = "abcd") { Trial = PlayedTrials.WithBeacon },
        new("The beacon's value taken out", Check.Order, forgery => forgery.Remove(forgery.First("BeaconRecorded"))) { Trial = PlayedTrials.WithBeacon },
        new("The beacon's value recorded twice", Check.Order, forgery => forgery.InsertAfter(forgery.First("BeaconRecorded"), forgery.First("BeaconRecorded").Copy("forged"))) { Trial = PlayedTrials.WithBeacon },
        new("The beacon's value recorded after activation", Check.Order, forgery => forgery.MoveAfter(forgery.First("StudyActivated"), forgery.First("BeaconRecorded"))) { Trial = PlayedTrials.WithBeacon },
        new("The beacon's value recorded before the secret was sealed", Check.Order, forgery => forgery.MoveAfter(forgery.First("BeaconRecorded"), forgery.CommandOf(forgery.First("StudySealed")))) { Trial = PlayedTrials.WithBeacon },
        new("A beacon's value in a study that has no beacon", Check.Order, forgery =>
        {
            var beacon = forgery.First("StudySealed").Copy("forged");
            (beacon.Type, beacon.Body) = ("BeaconRecorded", new() { ["value"] = new string('a', 64) });
            forgery.InsertAfter(forgery.First("StudySealed"), beacon);
        }),
    ];
}
