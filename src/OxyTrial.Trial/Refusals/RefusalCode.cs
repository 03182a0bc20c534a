using System.Collections.Immutable;

namespace OxyTrial.Trial.Refusals;

/// <summary>
/// Why a command is refused. Numbers are permanent and never re-used; when several refusals apply, the one with the smallest
/// number is given. A refused command leaves no event. No refusal depends on anyone's arm.
/// </summary>
/// <param name="Number">Permanent number, by hundred: 1 study, 2 site, 3 participant, 4 allocation, 5 kits, 6 lock and unblinding, 7 journal.</param>
/// <param name="Name">Permanent name.</param>
/// <param name="Sentence">What the user reads.</param>
public sealed record RefusalCode(int Number, string Name, string Sentence)
{
    public static readonly RefusalCode StudyUnknown = new(101, nameof(StudyUnknown), "This study is not registered.");
    public static readonly RefusalCode StudyAlreadyRegistered = new(102, nameof(StudyAlreadyRegistered), "A study with this identifier is already registered.");
    public static readonly RefusalCode StudyAlreadySealed = new(103, nameof(StudyAlreadySealed), "The study's randomization is already sealed.");
    public static readonly RefusalCode StudyNotSealed = new(104, nameof(StudyNotSealed), "The study's randomization is not sealed yet.");
    public static readonly RefusalCode StudyAlreadyActivated = new(105, nameof(StudyAlreadyActivated), "The study is already activated.");
    public static readonly RefusalCode StudyNotActivated = new(106, nameof(StudyNotActivated), "The study is not activated yet.");
    public static readonly RefusalCode StudyClosedToRecruitment = new(107, nameof(StudyClosedToRecruitment), "The study is closed to recruitment.");
    public static readonly RefusalCode StudyLocked = new(108, nameof(StudyLocked), "The database is locked; nothing can be changed any more.");
    public static readonly RefusalCode BeaconMissing = new(109, nameof(BeaconMissing), "The public beacon's value is not recorded yet.");
    public static readonly RefusalCode BeaconNotPlanned = new(110, nameof(BeaconNotPlanned), "The study's spec names no public beacon.");
    public static readonly RefusalCode BeaconAlreadyRecorded = new(111, nameof(BeaconAlreadyRecorded), "The public beacon's value is already recorded; the first stands.");
    public static readonly RefusalCode BeaconValueInvalid = new(112, nameof(BeaconValueInvalid), "A beacon's value has 64 hexadecimal digits.");
    public static readonly RefusalCode CustodiansInvalid = new(113, nameof(CustodiansInvalid), "These custodians cannot be appointed.");
    public static readonly RefusalCode StudyInQuarantine = new(114, nameof(StudyInQuarantine), "The journal was restored and lacks what was acknowledged; nothing is allocated until two persons have reconciled it.");

    public static readonly RefusalCode SiteUnknown = new(201, nameof(SiteUnknown), "This site is not in the study's spec.");
    public static readonly RefusalCode SiteNotOpen = new(202, nameof(SiteNotOpen), "The site is not open.");
    public static readonly RefusalCode SiteAlreadyOpen = new(203, nameof(SiteAlreadyOpen), "The site is already open.");
    public static readonly RefusalCode SiteSuspended = new(204, nameof(SiteSuspended), "The site is suspended.");
    public static readonly RefusalCode SiteNotSuspended = new(205, nameof(SiteNotSuspended), "The site is not suspended.");
    public static readonly RefusalCode SiteClosed = new(206, nameof(SiteClosed), "The site is closed.");

    public static readonly RefusalCode ParticipantUnknown = new(301, nameof(ParticipantUnknown), "This participant is not screened.");
    public static readonly RefusalCode ParticipantAlreadyScreened = new(302, nameof(ParticipantAlreadyScreened), "A participant with this identifier is already screened.");
    public static readonly RefusalCode ParticipantOfAnotherSite = new(303, nameof(ParticipantOfAnotherSite), "The participant belongs to another site.");
    public static readonly RefusalCode CohortUnknown = new(304, nameof(CohortUnknown), "This cohort is not in the study's spec.");
    public static readonly RefusalCode LevelMissing = new(305, nameof(LevelMissing), "A stratification factor has no level.");
    public static readonly RefusalCode LevelUnknown = new(306, nameof(LevelUnknown), "A stratification factor has a level that the spec does not know.");
    public static readonly RefusalCode ParticipantExcluded = new(307, nameof(ParticipantExcluded), "The participant is excluded.");
    public static readonly RefusalCode AlreadyRandomized = new(308, nameof(AlreadyRandomized), "The participant is already randomized; the first allocation stands.");
    public static readonly RefusalCode ConsentMissing = new(309, nameof(ConsentMissing), "Informed consent is not recorded.");
    public static readonly RefusalCode ConsentAlreadyRecorded = new(310, nameof(ConsentAlreadyRecorded), "Informed consent is already recorded.");
    public static readonly RefusalCode InstrumentNotUsed = new(311, nameof(InstrumentNotUsed), "The study does not use this instrument.");
    public static readonly RefusalCode QuestionnaireUnscorable = new(312, nameof(QuestionnaireUnscorable), "The questionnaire cannot be scored.");
    public static readonly RefusalCode ScoreMissing = new(313, nameof(ScoreMissing), "The attachment questionnaire is not scored yet.");
    public static readonly RefusalCode ChecksUnconfirmed = new(314, nameof(ChecksUnconfirmed), "Not every eligibility check is confirmed.");
    public static readonly RefusalCode AlreadyEligible = new(315, nameof(AlreadyEligible), "Eligibility is already confirmed; the baseline is frozen.");
    public static readonly RefusalCode NotEligible = new(316, nameof(NotEligible), "Eligibility is not confirmed yet.");
    public static readonly RefusalCode NotRandomized = new(317, nameof(NotRandomized), "The participant is not randomized.");
    public static readonly RefusalCode ParticipantWithdrawn = new(318, nameof(ParticipantWithdrawn), "The participant has withdrawn.");
    public static readonly RefusalCode ParticipantCompleted = new(319, nameof(ParticipantCompleted), "The participant has completed the study.");
    public static readonly RefusalCode ErrorAlreadyRecorded = new(320, nameof(ErrorAlreadyRecorded), "This error is already recorded.");
    public static readonly RefusalCode FactorUnknown = new(321, nameof(FactorUnknown), "This stratification factor is not in the study's spec.");
    public static readonly RefusalCode LevelUnchanged = new(322, nameof(LevelUnchanged), "The corrected level is the one used at randomization.");
    public static readonly RefusalCode ReasonMissing = new(323, nameof(ReasonMissing), "A reason is required.");
    public static readonly RefusalCode CategoryUnknown = new(324, nameof(CategoryUnknown), "The instrument has no such category.");
    public static readonly RefusalCode CoderMissing = new(325, nameof(CoderMissing), "A certified coder's id is required.");
    public static readonly RefusalCode WashoutNotOver = new(326, nameof(WashoutNotOver), "The washout since the last dose of the period before is not over.");
    public static readonly RefusalCode PeriodOver = new(327, nameof(PeriodOver), "A dose of a later period was given; the period of this visit is over.");

    public static readonly RefusalCode CodeBreakNotByThisRole = new(328, nameof(CodeBreakNotByThisRole), "The study's spec does not let this role break a code; call the emergency contact.");
    public static readonly RefusalCode OpeningAfterNow = new(329, nameof(OpeningAfterNow), "A code cannot have been opened after now.");
    public static readonly RefusalCode TreatmentWrittenDown = new(330, nameof(TreatmentWrittenDown), "The treatment must not be written down here; write it without naming a treatment.");
    public static readonly RefusalCode OpeningUnknown = new(331, nameof(OpeningUnknown), "The participant has no such recorded opening.");
    public static readonly RefusalCode OpeningAlreadyReconciled = new(332, nameof(OpeningAlreadyReconciled), "This opening is already reconciled.");

    public static readonly RefusalCode StudyCapReached = new(401, nameof(StudyCapReached), "The study's enrollment limit is reached.");
    public static readonly RefusalCode CohortCapReached = new(402, nameof(CohortCapReached), "The cohort's enrollment limit is reached.");
    public static readonly RefusalCode SiteCapReached = new(403, nameof(SiteCapReached), "The site's enrollment limit is reached.");
    public static readonly RefusalCode StratumCapReached = new(404, nameof(StratumCapReached), "The stratum's enrollment limit is reached.");
    public static readonly RefusalCode ListExhausted = new(405, nameof(ListExhausted), "The allocation list is exhausted.");

    public static readonly RefusalCode StockInsufficient = new(501, nameof(StockInsufficient), "The site's stock does not allow a kit to be assigned.");
    public static readonly RefusalCode LotUnknown = new(502, nameof(LotUnknown), "This lot was not released to the site.");
    public static readonly RefusalCode LotAlreadyReleased = new(503, nameof(LotAlreadyReleased), "A lot with this name is already released.");
    public static readonly RefusalCode LotAlreadyReceived = new(504, nameof(LotAlreadyReceived), "This lot is already received.");
    public static readonly RefusalCode LotExpired = new(505, nameof(LotExpired), "The lot is expired, or too near its expiry.");
    public static readonly RefusalCode KitListExhausted = new(506, nameof(KitListExhausted), "The study's kit list has too few kit sets left.");
    public static readonly RefusalCode KitUnknown = new(507, nameof(KitUnknown), "This kit is not at the site.");
    public static readonly RefusalCode KitNotAssigned = new(508, nameof(KitNotAssigned), "The kit is not assigned to this participant and visit.");
    public static readonly RefusalCode KitAlreadyAssigned = new(509, nameof(KitAlreadyAssigned), "The visit already has a kit.");
    public static readonly RefusalCode KitExpired = new(510, nameof(KitExpired), "The kit is expired, or too near its expiry, and must not be dispensed.");
    public static readonly RefusalCode KitAlreadyDispensed = new(511, nameof(KitAlreadyDispensed), "The visit's medication is already dispensed.");
    public static readonly RefusalCode KitNotDispensed = new(512, nameof(KitNotDispensed), "The kit was not dispensed.");
    public static readonly RefusalCode KitNoLongerUsable = new(513, nameof(KitNoLongerUsable), "The kit is already returned, damaged or lost.");
    public static readonly RefusalCode VisitUnknown = new(514, nameof(VisitUnknown), "This visit is not in the study's spec.");
    public static readonly RefusalCode VisitWithoutKit = new(515, nameof(VisitWithoutKit), "This visit takes no new kit.");
    public static readonly RefusalCode SetsInvalid = new(516, nameof(SetsInvalid), "A lot holds at least one kit set.");
    public static readonly RefusalCode NothingToContinue = new(517, nameof(NothingToContinue), "The visit goes on with an earlier kit, but none was dispensed.");
    public static readonly RefusalCode LotNameMissing = new(518, nameof(LotNameMissing), "A lot needs a name.");
    public static readonly RefusalCode KitNotInStock = new(519, nameof(KitNotInStock), "The kit is not in stock any more: it is assigned, used or lost.");

    public static readonly RefusalCode NotClosedYet = new(601, nameof(NotClosedYet), "Recruitment must be closed before the database is locked.");
    public static readonly RefusalCode SamePersonTwice = new(602, nameof(SamePersonTwice), "The second signature must be another person's.");
    public static readonly RefusalCode NotLocked = new(603, nameof(NotLocked), "The database is not locked.");
    public static readonly RefusalCode LabelReadBackWrong = new(604, nameof(LabelReadBackWrong), "The labels read back are not those of the sealed spec.");
    public static readonly RefusalCode AlreadyUnblinded = new(605, nameof(AlreadyUnblinded), "The study is already unblinded.");
    public static readonly RefusalCode UnblindingNotAuthorized = new(606, nameof(UnblindingNotAuthorized), "Unblinding is not authorized by two persons.");
    public static readonly RefusalCode CustodianUnknown = new(607, nameof(CustodianUnknown), "The approval is not by a custodian of this study.");
    public static readonly RefusalCode ApprovalInvalid = new(608, nameof(ApprovalInvalid), "The approval cannot be accepted.");
    public static readonly RefusalCode ApprovalsMissing = new(609, nameof(ApprovalsMissing), "Not enough custodians have approved the unblinding.");

    public static readonly RefusalCode CommandIdReused = new(701, nameof(CommandIdReused), "This command id was used for another command.");
    public static readonly RefusalCode TooManyConflicts = new(702, nameof(TooManyConflicts), "Others changed the same records at the same time; nothing was done, try again.");
    public static readonly RefusalCode NotAtHead = new(703, nameof(NotAtHead), "The vault's journal does not bear the request out; nothing was done.");
    public static readonly RefusalCode NotInQuarantine = new(704, nameof(NotInQuarantine), "The study is not in quarantine.");
    public static readonly RefusalCode CheckpointKnown = new(705, nameof(CheckpointKnown), "The study is already in quarantine for this checkpoint.");
    public static readonly RefusalCode ReceiptsDoNotAgree = new(706, nameof(ReceiptsDoNotAgree), "What is stated does not agree with what was entered.");
    public static readonly RefusalCode JournalIsAnother = new(707, nameof(JournalIsAnother), "The journal is another one than the checkpoint's: it was rewritten, or went on after a restore. Receipts cannot reconcile it; restore the right journal.");
    public static readonly RefusalCode ReceiptBeforeLoss = new(708, nameof(ReceiptBeforeLoss), "The receipt was printed at a position that the journal still has.");

    /// <summary>All codes in order of precedence.</summary>
    public static ImmutableArray<RefusalCode> All { get; } =
    [
        .. typeof(RefusalCode).GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<RefusalCode>().OrderBy(code => code.Number),
    ];
}

/// <summary>A refusal with what it is about.</summary>
/// <param name="Code">The permanent code.</param>
/// <param name="Detail">What exactly, e.g. the item or the factor; null when the code's sentence says all.</param>
public sealed record Refusal(RefusalCode Code, string? Detail = null)
{
    /// <summary>The sentence for the user.</summary>
    public string Message => Detail is null ? Code.Sentence : $"{Code.Sentence} {Detail}";
}
