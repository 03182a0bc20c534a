using OxyTrial.Trial;
using OxyTrial.Web.Layout;

namespace OxyTrial.Web.Pages.Overview;

/// <summary>What happened to a study as a whole, and what comes next, in words.</summary>
internal static class StudyPath
{
    /// <summary>A study-wide step in words.</summary>
    public static string Of(StudyEvent happened) => happened switch
    {
        StudyRegistered => "Spec registered",
        CustodiansAppointed e => $"Custodians appointed: {string.Join(", ", e.Custodians.Select(custodian => custodian.Name))}; {e.Threshold} must approve the unblinding",
        CustodianApproved e => $"Unblinding approved by custodian {e.Name}",
        StudySealed => "Randomization sealed, commitment published",
        BeaconRecorded e => $"Value of the public beacon recorded: {e.Value}",
        StudyActivated => "Study activated",
        LotReleased e => $"Lot {e.Lot} released to site {e.Site}: {Words.Count(e.Sets, "kit set")}, use until {Words.Day(e.Expiry)}",
        PackagingListIssued e => $"Packaging list (unblinded) given to {e.Recipient}",
        EmergencyPackIssued e => $"Emergency pack of site {e.Site} issued",
        EmergencyCodeListIssued e => $"Telephone list of emergency codes (unblinded) given to {e.Recipient}",
        PredictabilityShown => "Predictability (unblinded) shown",
        RecruitmentClosed e => $"Recruitment closed: {e.Reason}",
        DatabaseLockSigned => "Database lock signed",
        DatabaseLocked => "Database locked",
        UnblindingSigned => "Unblinding signed after reading the labels back",
        UnblindingAuthorized => "Unblinding authorized by two persons",
        RestoreDetected { Differs: true } e => FormattableString.Invariant($"QUARANTINE: the journal has another hash than checkpoint {e.Position}"),
        RestoreDetected e => FormattableString.Invariant($"QUARANTINE: the journal ended at {e.JournalEnd}, checkpoint {e.Position} is known"),
        ReceiptEntered e => FormattableString.Invariant($"Receipt of site {e.Site} entered: kit {e.Kit}, participant {e.Participant}, visit {e.Visit}, printed at {e.Position}"),
        ReconciliationSigned e => $"Reconciliation signed; receipts counted: {string.Join(", ", e.Receipts.Select(site => FormattableString.Invariant($"{site.Key} {site.Value}")))}",
        JournalReconciled => "Quarantine ended by two persons; a new epoch begins",
        StudyUnblinded => "Study unblinded: secret revealed, every allocation can be verified",
        _ => happened.GetType().Name,
    };

    /// <summary>The next step and who takes it; null when there is none.</summary>
    public static (string Step, string Who)? Next(StudyState state) => state switch
    {
        StudyState.Existing { Facts.Quarantine: { Differs: true } } => ("Restore the right journal: this one is another than the checkpoint's", "whoever runs the server"),
        StudyState.Existing { Facts.Quarantine: { FirstSigner: null } } => ("Enter the sites' receipts, then two persons sign the reconciliation", "sites; statistician and monitor"),
        StudyState.Existing { Facts.Quarantine: { FirstSigner: { } first } } => ("Second signature under the reconciliation", $"anyone entitled but {first}"),
        StudyState.Registered => ("Seal the randomization", "statistician, unblinded desk"),
        StudyState.Sealed { Facts.AwaitsBeacon: true } => ("Record the public beacon's value once its round is published", "statistician"),
        StudyState.Sealed => ("Release lots, open sites, then activate the study", "statistician; sites by monitor or statistician"),
        StudyState.Recruiting => ("Screen and randomize; close recruitment when it is complete", "sites; statistician"),
        StudyState.Closed { FirstLockSigner: null } => ("Finish follow-up, then two persons sign the database lock", "statistician and monitor"),
        StudyState.Closed closed => ("Second signature under the database lock", $"anyone entitled but {closed.FirstLockSigner}"),
        StudyState.Locked { FirstUnblindingSigner: null } => ("Two persons read the labels back and sign the unblinding", "statisticians, unblinded desk"),
        StudyState.Locked locked => ("Second signature under the unblinding", $"a statistician other than {locked.FirstUnblindingSigner}"),
        StudyState.UnblindingAuthorized => ("The vault reveals the secret", "statistician, unblinded desk"),
        _ => null,
    };
}
