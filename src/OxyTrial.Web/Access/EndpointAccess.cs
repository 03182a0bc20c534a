using System.Collections.Frozen;
using System.Collections.Immutable;
using static OxyTrial.Web.Access.AccessScope;
using static OxyTrial.Web.Access.StudyRole;

namespace OxyTrial.Web.Access;

/// <summary>
/// The one table of who may do what through the API. An endpoint that is not in it cannot be mapped; whoever is not allowed is told
/// the same as about something that does not exist.
/// </summary>
public static class EndpointAccess
{
    // Otherwise the name is that of a lock.
    private const StudyRole Monitor = StudyRole.Monitor;

    // Everybody who works in the trial; a third party needs no more of it than the study's name.
    private static readonly ImmutableArray<StudyRole> Staff = [.. Enum.GetValues<StudyRole>().Where(role => role != ThirdParty)];

    /// <summary>The table, in the order of the trial.</summary>
    public static ImmutableArray<EndpointRule> Table { get; } =
    [
        new("ListStudies", Own, [.. Enum.GetValues<StudyRole>()]),
        new("GetStudy", AccessScope.Study, Staff),
        new("RecordBeacon", WholeStudy, [Statistician]),
        new("ActivateStudy", WholeStudy, [Statistician]),
        new("ReleaseLot", WholeStudy, [Statistician]),
        new("CloseRecruitment", WholeStudy, [Statistician]),
        new("SignDatabaseLock", WholeStudy, [Statistician, Monitor]),

        new("GetQuarantine", AccessScope.Study, Staff),
        new("GetReceipts", Site, [Pharmacist, Coordinator, Investigator, Monitor]),
        new("EnterReceipt", Site, [Coordinator, Investigator, Pharmacist]),
        new("RecoverLot", WholeStudy, [Statistician]),
        new("SignReconciliation", WholeStudy, [Statistician, Monitor]),

        new("ListSites", AccessScope.Study, Staff),
        new("OpenSite", Site, [Monitor, Statistician]),
        new("SuspendSite", Site, [Monitor, Statistician]),
        new("ResumeSite", Site, [Monitor, Statistician]),
        new("CloseSite", Site, [Monitor, Statistician]),
        new("ReceiveLot", Site, [Pharmacist]),
        new("ListKits", Site, [Pharmacist, Coordinator, Investigator, Monitor]),
        new("ReturnKit", Site, [Pharmacist]),
        new("ReportKitDamaged", Site, [Pharmacist]),

        new("ListParticipants", AccessScope.Study, [Coordinator, Investigator, Monitor]),
        new("ScreenParticipant", AccessScope.Study, [Coordinator, Investigator]),
        new("GetParticipant", Participant, [Coordinator, Investigator, Monitor]),
        new("RecordConsent", Participant, [Coordinator, Investigator]),
        new("ScoreQuestionnaire", Participant, [Coordinator, Investigator]),
        new("RatePrototypes", Participant, [Coordinator, Investigator]),
        new("CodeInterview", Participant, [Coordinator, Investigator]),
        new("ConfirmEligibility", Participant, [Coordinator, Investigator]),
        new("ExcludeParticipant", Participant, [Coordinator, Investigator]),
        new("RandomizeParticipant", Participant, [Coordinator, Investigator]),
        new("AssignVisitKit", Participant, [Coordinator, Investigator, Pharmacist]),
        new("DispenseVisit", Participant, [Coordinator, Investigator, Pharmacist]),
        new("GetDosingSheet", Participant, [Coordinator, Investigator, Pharmacist, Monitor]),
        new("GetDosingSheetPdf", Participant, [Coordinator, Investigator, Pharmacist, Monitor]),
        new("WithdrawParticipant", Participant, [Coordinator, Investigator]),
        new("CompleteParticipant", Participant, [Coordinator, Investigator]),
        new("RecordRandomizedInError", Participant, [Coordinator, Investigator]),
        new("RecordMisstratification", Participant, [Coordinator, Investigator]),
        new("FindForEmergency", Participant, [Investigator, ThirdParty]),
        new("BreakCode", Participant, [Investigator, ThirdParty]),

        new("GetEmergencies", AccessScope.Study, [Coordinator, Investigator, Monitor]),
        new("IssueEmergencyPack", Site, [Coordinator, Investigator]),
        new("GetEmergencyPack", Site, [Coordinator, Investigator]),
        new("GetEmergencyPackPdf", Site, [Coordinator, Investigator]),
        new("RecordOfflineOpening", Participant, [Coordinator, Investigator, ThirdParty]),
        new("ReconcileOfflineOpening", Participant, [Monitor]),

        new("GetDueList", AccessScope.Study, [Coordinator, Investigator, Monitor]),
        new("GetEnrollment", WholeStudy, [Monitor, Statistician]),
        new("GetConsortFlow", WholeStudy, [Monitor, Statistician]),
        new("GetConsortFlowPdf", WholeStudy, [Monitor, Statistician]),
        new("GetAuditTrail", WholeStudy, [Auditor]),
        new("CheckJournal", WholeStudy, [Auditor]),
    ];

    private static readonly FrozenDictionary<string, EndpointRule> ByName = Table.ToFrozenDictionary(rule => rule.Name);

    /// <summary>The rule of an endpoint.</summary>
    /// <exception cref="ArgumentException">The table has no such row.</exception>
    public static EndpointRule Of(string name) =>
        ByName.TryGetValue(name, out var rule) ? rule : throw new ArgumentException($"Endpoint '{name}' is not in the table of access.", nameof(name));
}
