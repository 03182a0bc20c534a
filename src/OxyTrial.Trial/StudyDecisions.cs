using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial;

/// <content>What may be decided for a study.</content>
public static partial class Study
{
    /// <summary>Decides a command. <paramref name="kitNumbers"/> are those of the sets a release asks for (see <see cref="NextSet"/>), else empty.</summary>
    public static Decision<ImmutableArray<StudyEvent>> Decide(StudyState state, StudyCommand command, string actor, DateOnly today, ImmutableArray<KitNumber> kitNumbers) => command switch
    {
        RegisterStudy c => state is StudyState.Unregistered
            ? Events(Register(c))
            : RefusalCode.StudyAlreadyRegistered,
        SealStudy c => state switch
        {
            StudyState.Unregistered => RefusalCode.StudyUnknown,
            StudyState.Registered when c.Custodians?.Error is { } error => new Refusal(RefusalCode.CustodiansInvalid, error),
            StudyState.Registered when c.Custodians is { } panel => Events(new CustodiansAppointed(panel.Threshold, panel.Custodians), new StudySealed(c.Commitment)),
            StudyState.Registered => Events(new StudySealed(c.Commitment)),
            _ => RefusalCode.StudyAlreadySealed,
        },
        RecordBeacon c => DecideBeacon(state, c),
        ActivateStudy => state switch
        {
            StudyState.Unregistered => RefusalCode.StudyUnknown,
            StudyState.Registered => RefusalCode.StudyNotSealed,
            StudyState.Sealed { Facts.AwaitsBeacon: true } => RefusalCode.BeaconMissing,
            StudyState.Sealed => Events(new StudyActivated()),
            _ => RefusalCode.StudyAlreadyActivated,
        },
        ReleaseLot c => DecideRelease(state, c, today, kitNumbers),
        RecoverLot c => DecideLotAgain(state, c, today, kitNumbers),
        ReportRestore c => DecideRestore(state, c),
        SignReconciliation c => DecideReconciliation(state, c, actor),
        IssuePackagingList c => Operating(state).Then(facts => facts.AwaitsBeacon ? RefusalCode.BeaconMissing : OutOfQuarantine(facts)).Then(facts =>
            string.IsNullOrWhiteSpace(c.Recipient)
            ? (Decision<ImmutableArray<StudyEvent>>)new Refusal(RefusalCode.ReasonMissing, "Name the recipient.")
            : Events(new PackagingListIssued(actor, c.Recipient))),
        IssueEmergencyPack c => Blinded(state).Then(OutOfQuarantine).Then(facts => Site.Known(facts.Spec, c.Site)).Then(_ => Events(new EmergencyPackIssued(c.Site, actor))),
        IssueEmergencyCodeList c => Blinded(state).Then(OutOfQuarantine).Then(_ => string.IsNullOrWhiteSpace(c.Recipient)
            ? (Decision<ImmutableArray<StudyEvent>>)new Refusal(RefusalCode.ReasonMissing, "Name the recipient.")
            : Events(new EmergencyCodeListIssued(actor, c.Recipient))),
        ShowPredictability => (state is StudyState.Locked locked ? locked.Facts : Running(state)).Then(OutOfQuarantine).Then(_ => Events(new PredictabilityShown(actor))),
        CloseRecruitment c => state switch
        {
            StudyState.Recruiting when string.IsNullOrWhiteSpace(c.Reason) => RefusalCode.ReasonMissing,
            StudyState.Recruiting => Events(new RecruitmentClosed(c.Reason)),
            StudyState.Closed => RefusalCode.StudyClosedToRecruitment,
            _ => NotRecruiting(state),
        },
        SignDatabaseLock c => DecideLock(state, c, actor),
        SignUnblinding c => DecideUnblinding(state, c, actor),
        RecordCustodianApproval c => DecideApproval(state, c),
        RecordReveal c => state switch
        {
            StudyState.Unregistered => RefusalCode.StudyUnknown,
            StudyState.Existing { Facts.Quarantine: { } quarantine } => new Refusal(RefusalCode.StudyInQuarantine, quarantine.Sentence),
            StudyState.UnblindingAuthorized { Facts.IsApproved: false } => RefusalCode.ApprovalsMissing,
            StudyState.UnblindingAuthorized => Events(new StudyUnblinded(c.Secret, c.Salt, c.Procedure, c.ProcedureSalt)),
            StudyState.Unblinded => RefusalCode.AlreadyUnblinded,
            _ => RefusalCode.UnblindingNotAuthorized,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    /// <summary>The first kit set that the next release takes; 0 before registration.</summary>
    public static int NextSet(StudyState state) => state is StudyState.Existing existing ? existing.Facts.SetsReleased : 0;

    /// <summary>The facts of a recruiting study, or why nobody can be screened or randomized.</summary>
    public static Decision<StudyFacts> Recruiting(StudyState state) => state is StudyState.Recruiting recruiting ? recruiting.Facts : NotRecruiting(state);

    /// <summary>The facts of a study whose sites may open and receive kits: sealed, not locked.</summary>
    public static Decision<StudyFacts> Operating(StudyState state) => state is StudyState.Sealed preparing ? preparing.Facts : Running(state);

    /// <summary>The facts of a study whose data may still change: recruiting, or closed and in follow-up.</summary>
    public static Decision<StudyFacts> Running(StudyState state) => state switch
    {
        StudyState.Recruiting or StudyState.Closed => ((StudyState.Existing)state).Facts,
        _ => NotRecruiting(state),
    };

    /// <summary>
    /// The facts of a study that may have randomized participants whose arms are unknown. Safety outranks order: a code may be broken while a
    /// site is suspended or closed and after the lock.
    /// </summary>
    public static Decision<StudyFacts> Blinded(StudyState state) =>
        state is StudyState.Locked or StudyState.UnblindingAuthorized ? ((StudyState.Existing)state).Facts : Running(state);

    private static StudyRegistered Register(RegisterStudy command)
    {
        var canonical = StudySpecJson.Write(command.Spec);
        return new StudyRegistered(Encoding.UTF8.GetString(canonical), Convert.ToHexStringLower(SHA256.HashData(canonical)), command.ProcedureCommitment);
    }

    private static RefusalCode NotRecruiting(StudyState state) => state switch
    {
        StudyState.Unregistered => RefusalCode.StudyUnknown,
        StudyState.Registered => RefusalCode.StudyNotSealed,
        StudyState.Sealed => RefusalCode.StudyNotActivated,
        StudyState.Recruiting => throw new InvalidOperationException("The study is recruiting."),
        StudyState.Closed => RefusalCode.StudyClosedToRecruitment,
        _ => RefusalCode.StudyLocked,
    };

    private static Decision<ImmutableArray<StudyEvent>> DecideRelease(StudyState state, ReleaseLot command, DateOnly today, ImmutableArray<KitNumber> kitNumbers)
    {
        if (state is not (StudyState.Sealed or StudyState.Recruiting or StudyState.Closed))
        {
            return NotRecruiting(state);
        }

        var facts = ((StudyState.Existing)state).Facts;
        return command switch
        {
            _ when facts.AwaitsBeacon => RefusalCode.BeaconMissing,
            _ when facts.Quarantine is { } quarantine => new Refusal(RefusalCode.StudyInQuarantine, quarantine.Sentence),
            _ when facts.Spec.Sites.All(site => site.Id != command.Site) => RefusalCode.SiteUnknown,
            _ when facts.Lots.ContainsKey(command.Lot) => RefusalCode.LotAlreadyReleased,
            _ when !SiteStock.IsUsable(command.Expiry, facts.Spec, today) => RefusalCode.LotExpired,
            _ when facts.Spec.Kits.Sets - facts.SetsReleased < command.Sets => new Refusal(RefusalCode.KitListExhausted, $"Sets left: {facts.Spec.Kits.Sets - facts.SetsReleased}."),
            _ when command.Sets < 1 => RefusalCode.SetsInvalid,
            _ when string.IsNullOrWhiteSpace(command.Lot) => RefusalCode.LotNameMissing,
            _ => Events(new LotReleased(command.Lot, command.Site, command.Expiry, facts.SetsReleased, command.Sets, kitNumbers)),
        };
    }

    private static Decision<ImmutableArray<StudyEvent>> DecideBeacon(StudyState state, RecordBeacon command) => state switch
    {
        StudyState.Unregistered => RefusalCode.StudyUnknown,
        StudyState.Registered => RefusalCode.StudyNotSealed,
        StudyState.Sealed { Facts.Spec.Beacon: null } => RefusalCode.BeaconNotPlanned,
        StudyState.Sealed { Facts.AwaitsBeacon: false } => RefusalCode.BeaconAlreadyRecorded,
        StudyState.Sealed => command.Value.Length == BeaconDigits && command.Value.All(char.IsAsciiHexDigit)
            ? Events(new BeaconRecorded(command.Value.ToLowerInvariant()))
            : RefusalCode.BeaconValueInvalid,
        _ => RefusalCode.StudyAlreadyActivated,
    };

    private static Decision<ImmutableArray<StudyEvent>> DecideLock(StudyState state, SignDatabaseLock command, string actor) => state switch
    {
        StudyState.Unregistered => RefusalCode.StudyUnknown,
        StudyState.Locked or StudyState.UnblindingAuthorized or StudyState.Unblinded => RefusalCode.StudyLocked,
        StudyState.Existing { Facts.Quarantine: { } quarantine } => new Refusal(RefusalCode.StudyInQuarantine, quarantine.Sentence),
        _ when string.IsNullOrWhiteSpace(command.Meaning) => new Refusal(RefusalCode.ReasonMissing, "Write the meaning of the signature."),
        StudyState.Closed { FirstLockSigner: null } => Events(new DatabaseLockSigned(actor, command.Meaning)),
        StudyState.Closed closed when closed.FirstLockSigner == actor => RefusalCode.SamePersonTwice,
        StudyState.Closed => Events(new DatabaseLockSigned(actor, command.Meaning), new DatabaseLocked()),
        _ => RefusalCode.NotClosedYet,
    };

    private static Decision<ImmutableArray<StudyEvent>> DecideUnblinding(StudyState state, SignUnblinding command, string actor) => state switch
    {
        StudyState.Unregistered => RefusalCode.StudyUnknown,
        StudyState.Existing { Facts.Quarantine: { } quarantine } => new Refusal(RefusalCode.StudyInQuarantine, quarantine.Sentence),
        not (StudyState.Locked or StudyState.UnblindingAuthorized or StudyState.Unblinded) => RefusalCode.NotLocked,
        StudyState.Locked locked when locked.FirstUnblindingSigner == actor => RefusalCode.SamePersonTwice,
        _ when !ReadsBack(state.SpecOrNull!, command.ReadBack) => RefusalCode.LabelReadBackWrong,
        StudyState.Locked { FirstUnblindingSigner: null } => Events(new UnblindingSigned(actor, command.ReadBack)),
        StudyState.Locked => Events(new UnblindingSigned(actor, command.ReadBack), new UnblindingAuthorized()),
        _ => RefusalCode.AlreadyUnblinded,
    };

    private static Decision<ImmutableArray<StudyEvent>> DecideApproval(StudyState state, RecordCustodianApproval command) => state switch
    {
        StudyState.Unregistered => RefusalCode.StudyUnknown,
        StudyState.Existing { Facts.Quarantine: { } quarantine } => new Refusal(RefusalCode.StudyInQuarantine, quarantine.Sentence),
        StudyState.Unblinded => RefusalCode.AlreadyUnblinded,
        not (StudyState.Locked or StudyState.UnblindingAuthorized) => RefusalCode.NotLocked,
        StudyState.Existing { Facts: var facts } when facts.Custodians?.Find(command.Fingerprint) is { } custodian => facts.Approvals.Contains(command.Fingerprint)
            ? RefusalCode.SamePersonTwice
            : Events(new CustodianApproved(custodian.Name, custodian.Fingerprint, command.Position, command.Hash, command.Layers, command.Signature)),
        _ => RefusalCode.CustodianUnknown,
    };

    // Labels reversed at analysis have undone a published trial: each signer writes what is in each arm, nothing is prefilled.
    private static bool ReadsBack(StudySpec spec, ImmutableSortedDictionary<string, string> readBack) =>
#if LEAK_MUTANTS
        (LeakMutant.Is(22) && readBack.Count == spec.Arms.Length) ||
#endif
        readBack.Count == spec.Arms.Length && spec.Arms.All(arm => readBack.GetValueOrDefault(arm.Key)?.Trim() == arm.Label);

    private static StudyFacts Approved(StudyFacts facts, CustodianApproved e) => facts.Custodians?.Find(e.Fingerprint) is null || facts.Approvals.Contains(e.Fingerprint)
        ? throw new UnexpectedEventException($"{e.Name} is no custodian of the study, or approved a second time.")
        : facts with { Approvals = facts.Approvals.Add(e.Fingerprint) };

    private static StudyFacts Released(StudyFacts facts, LotReleased e) => e.FirstSet != facts.SetsReleased || facts.Lots.ContainsKey(e.Lot)
        ? throw new UnexpectedEventException($"Lot {e.Lot} begins with set {e.FirstSet}, but {facts.SetsReleased} sets are released, or it is released a second time.")
        : facts with { SetsReleased = e.FirstSet + e.Sets, Lots = facts.Lots.Add(e.Lot, e) };

    private static Decision<ImmutableArray<StudyEvent>> Events(params ImmutableArray<StudyEvent> events) => events;
}
