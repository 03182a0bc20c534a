using System.Collections.Frozen;

namespace OxyTrial.Verifier.Walking;

/// <summary>The stages of a study, in order.</summary>
internal enum Stage
{
    Nothing,
    Registered,
    Sealed,
    Recruiting,
    Closed,
    Locked,
    Authorized,
    Unblinded,
}

/// <summary>Where an event may stand.</summary>
/// <param name="Stream">Kind of stream.</param>
/// <param name="From">First stage at which it may come.</param>
/// <param name="To">Last stage at which it may come.</param>
/// <param name="OnlyFollows">Whether it comes only when it is owed.</param>
internal sealed record EventPlace(string Stream, Stage From, Stage To, bool OnlyFollows = false);

/// <summary>The table of docs/verification.md, "Streams and stages".</summary>
internal static class EventTable
{
    private static readonly FrozenDictionary<string, EventPlace> Places = new Dictionary<string, EventPlace>
    {
        ["StudyRegistered"] = new("study", Stage.Nothing, Stage.Nothing),
        ["CustodiansAppointed"] = new("study", Stage.Registered, Stage.Registered),
        ["StudySealed"] = new("study", Stage.Registered, Stage.Registered),
        ["BeaconRecorded"] = new("study", Stage.Sealed, Stage.Sealed),
        ["StudyActivated"] = new("study", Stage.Sealed, Stage.Sealed),
        ["LotReleased"] = new("study", Stage.Sealed, Stage.Closed),
        ["PackagingListIssued"] = new("study", Stage.Sealed, Stage.Closed),
        ["RecruitmentClosed"] = new("study", Stage.Recruiting, Stage.Recruiting),
        ["DatabaseLockSigned"] = new("study", Stage.Closed, Stage.Closed),
        ["DatabaseLocked"] = new("study", Stage.Closed, Stage.Closed, OnlyFollows: true),
        ["CustodianApproved"] = new("study", Stage.Locked, Stage.Authorized),
        ["PredictabilityShown"] = new("study", Stage.Recruiting, Stage.Locked),
        ["EmergencyPackIssued"] = new("study", Stage.Recruiting, Stage.Authorized),
        ["EmergencyCodeListIssued"] = new("study", Stage.Recruiting, Stage.Authorized),
        ["UnblindingSigned"] = new("study", Stage.Locked, Stage.Locked),
        ["UnblindingAuthorized"] = new("study", Stage.Locked, Stage.Locked, OnlyFollows: true),
        ["RestoreDetected"] = new("study", Stage.Registered, Stage.Authorized),
        ["ReceiptEntered"] = new("study", Stage.Recruiting, Stage.Closed),
        ["ReconciliationSigned"] = new("study", Stage.Registered, Stage.Authorized),
        ["JournalReconciled"] = new("study", Stage.Registered, Stage.Authorized, OnlyFollows: true),
        ["StudyUnblinded"] = new("study", Stage.Authorized, Stage.Authorized),
        ["SiteOpened"] = new("site", Stage.Sealed, Stage.Closed),
        ["SiteSuspended"] = new("site", Stage.Sealed, Stage.Closed),
        ["SiteResumed"] = new("site", Stage.Sealed, Stage.Closed),
        ["SiteClosed"] = new("site", Stage.Sealed, Stage.Closed),
        ["KitsReceived"] = new("site", Stage.Sealed, Stage.Closed),
        ["KitReturned"] = new("site", Stage.Sealed, Stage.Closed),
        ["KitDamaged"] = new("site", Stage.Sealed, Stage.Closed),
        ["KitAssigned"] = new("site", Stage.Recruiting, Stage.Closed, OnlyFollows: true),
        ["RandomizationCounted"] = new("site", Stage.Recruiting, Stage.Closed, OnlyFollows: true),
        ["KitDispensed"] = new("site", Stage.Recruiting, Stage.Closed, OnlyFollows: true),
        ["ParticipantScreened"] = new("participant", Stage.Recruiting, Stage.Recruiting),
        ["ConsentRecorded"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["QuestionnaireScored"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["InterviewCoded"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["PrototypesRated"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["EligibilityConfirmed"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["ParticipantExcluded"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["ParticipantWithdrawn"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["ParticipantCompleted"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["RandomizedInErrorRecorded"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["MisstratificationRecorded"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["EmergencyUnblindingRequested"] = new("participant", Stage.Recruiting, Stage.Authorized),
        ["OfflineOpeningRecorded"] = new("participant", Stage.Recruiting, Stage.Authorized),
        ["OfflineOpeningReconciled"] = new("participant", Stage.Recruiting, Stage.Authorized),
        ["FactorLevelAllocated"] = new("block", Stage.Recruiting, Stage.Recruiting),
        ["SlotAllocated"] = new("block", Stage.Recruiting, Stage.Recruiting),
        ["SlotRecovered"] = new("block", Stage.Recruiting, Stage.Recruiting, OnlyFollows: true),
        ["ParticipantRandomized"] = new("participant", Stage.Recruiting, Stage.Recruiting, OnlyFollows: true),
        ["VisitKitAssigned"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["VisitDispensed"] = new("participant", Stage.Recruiting, Stage.Closed),
        ["PeriodDosed"] = new("participant", Stage.Recruiting, Stage.Closed, OnlyFollows: true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The stage after an event; null when it stays.</summary>
    public static Stage? StageAfter(string type) => type switch
    {
        "StudyRegistered" => Stage.Registered,
        "StudySealed" => Stage.Sealed,
        "StudyActivated" => Stage.Recruiting,
        "RecruitmentClosed" => Stage.Closed,
        "DatabaseLocked" => Stage.Locked,
        "UnblindingAuthorized" => Stage.Authorized,
        "StudyUnblinded" => Stage.Unblinded,
        _ => null,
    };

    /// <summary>Whether a study in quarantine may not do it, unless a receipt is followed by it.</summary>
    public static bool IsBarredInQuarantine(string type) => type is "PackagingListIssued" or "EmergencyPackIssued" or "EmergencyCodeListIssued" or "PredictabilityShown"
        or "DatabaseLockSigned" or "CustodianApproved" or "UnblindingSigned" or "StudyUnblinded" or "FactorLevelAllocated" or "SlotAllocated" or "VisitKitAssigned";

    /// <summary>The place of a type; null for an unknown one.</summary>
    public static EventPlace? Of(string type) => Places.GetValueOrDefault(type);
}
