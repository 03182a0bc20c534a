using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial;

// ---- Stored format: names and fields of these records are what the journal holds; never rename, only add with a new schema version. ----

/// <summary>Something that happened to the study as a whole.</summary>
public abstract record StudyEvent : TrialEvent
{
    private protected StudyEvent()
    {
    }
}

/// <summary>The blinded spec is registered; the procedure's parameters are held by the vault under a salted commitment.</summary>
/// <param name="SpecJson">The blinded spec's canonical JSON, kept as text so that anyone can hash the very bytes.</param>
/// <param name="SpecSha256">SHA-256 of that text in UTF-8, 64 hex digits.</param>
/// <param name="ProcedureCommitment">Salted SHA-256 of the procedure's parameters, 64 hex digits.</param>
public sealed record StudyRegistered(string SpecJson, string SpecSha256, string ProcedureCommitment) : StudyEvent;

/// <summary>The secret is made and sealed; its commitment is published before the first participant.</summary>
/// <param name="Commitment">64 hex digits.</param>
public sealed record StudySealed(string Commitment) : StudyEvent;

/// <summary>The custodians are appointed, before the sealing: the copy of the secret that the unblinding opens is wrapped for them.</summary>
/// <param name="Threshold">Approvals needed.</param>
/// <param name="Custodians">Custodians with their public keys.</param>
public sealed record CustodiansAppointed(int Threshold, ImmutableArray<Custodian> Custodians) : StudyEvent;

/// <summary>A custodian approved the unblinding of the data set that the lock froze; the share is with the vault, not here.</summary>
/// <param name="Name">The custodian.</param>
/// <param name="Fingerprint">Of the key that signed.</param>
/// <param name="Position">Journal position of the lock.</param>
/// <param name="Hash">The chain's hash there, 64 hex digits.</param>
/// <param name="Layers">SHA-256 of what the custodian opened, 64 hex digits.</param>
/// <param name="Signature">The signature over these, the study and its commitment: ECDSA P-256 with SHA-256, Base64 of r ‖ s.</param>
public sealed record CustodianApproved(string Name, string Fingerprint, long Position, string Hash, string Layers, string Signature) : StudyEvent;

/// <summary>The value of the spec's public beacon, which did not exist when the secret was sealed. From then on everything derives from both.</summary>
/// <param name="Value">64 hex digits.</param>
public sealed record BeaconRecorded(string Value) : StudyEvent;

/// <summary>Recruitment may begin.</summary>
public sealed record StudyActivated : StudyEvent;

/// <summary>A lot of whole kit sets is released to a site.</summary>
/// <param name="Lot">Blinded lot name, unique in the study.</param>
/// <param name="Site">The site it goes to.</param>
/// <param name="Expiry">Last day of use, the same for every arm.</param>
/// <param name="FirstSet">First kit set, from 0.</param>
/// <param name="Sets">Number of sets.</param>
/// <param name="Kits">Kit numbers in order of number.</param>
public sealed record LotReleased(string Lot, SiteId Site, DateOnly Expiry, int FirstSet, int Sets, ImmutableArray<KitNumber> Kits) : StudyEvent;

/// <summary>The list of what goes into each kit was given out for packaging. Journaled before it is given: who knows the arms must be known.</summary>
/// <param name="Person">Account name of who took it.</param>
/// <param name="Recipient">For whom, e.g. the manufacturer.</param>
public sealed record PackagingListIssued(string Person, string Recipient) : StudyEvent;

/// <summary>
/// A site's emergency pack was issued: every randomized participant's codes, each with its treatment, and of nobody which is true. It is
/// the pack of the participants randomized before this event.
/// </summary>
/// <param name="Site">Site.</param>
/// <param name="Person">Account name of who issued it.</param>
public sealed record EmergencyPackIssued(SiteId Site, string Person) : StudyEvent;

/// <summary>
/// The telephone list was issued: the one true code of every participant randomized before this event. Beside a site's pack it tells
/// arms. Journaled before it is given: who can know the arms must be known.
/// </summary>
/// <param name="Person">Account name of who took it.</param>
/// <param name="Recipient">For whom, e.g. the poison center.</param>
public sealed record EmergencyCodeListIssued(string Person, string Recipient) : StudyEvent;

/// <summary>How predictable the trial has been so far was shown to an unblinded person. From two showings the arms between them follow, so it is journaled first.</summary>
/// <param name="Person">Account name of who saw it.</param>
public sealed record PredictabilityShown(string Person) : StudyEvent;

/// <summary>Recruitment is over.</summary>
public sealed record RecruitmentClosed(string Reason) : StudyEvent;

/// <summary>One person signed the database lock.</summary>
/// <param name="Person">Account name of the signer.</param>
/// <param name="Meaning">Meaning of the signature (21 CFR 11.50).</param>
public sealed record DatabaseLockSigned(string Person, string Meaning) : StudyEvent;

/// <summary>Two different persons signed: the data can no longer change.</summary>
public sealed record DatabaseLocked : StudyEvent;

/// <summary>One person signed the unblinding after reading the labels back.</summary>
/// <param name="Person">Account name of the signer.</param>
/// <param name="ReadBack">Label by arm key as the signer wrote it.</param>
public sealed record UnblindingSigned(string Person, ImmutableSortedDictionary<string, string> ReadBack) : StudyEvent;

/// <summary>Two different persons signed: the vault may reveal.</summary>
public sealed record UnblindingAuthorized : StudyEvent;

/// <summary>The planned unblinding: everything needed to re-derive every allocation.</summary>
/// <param name="Secret">The study's secret, 64 hex digits.</param>
/// <param name="Salt">Salt of the commitment, 64 hex digits.</param>
/// <param name="Procedure">The procedure's canonical JSON.</param>
/// <param name="ProcedureSalt">Salt of the procedure's commitment, 64 hex digits.</param>
public sealed record StudyUnblinded(string Secret, string Salt, string Procedure, string ProcedureSalt) : StudyEvent;

/// <summary>
/// The journal is shorter than a checkpoint held outside, or has another hash there: what was acknowledged is missing. From here on nothing
/// is allocated until two persons have reconciled the study.
/// </summary>
/// <param name="JournalEnd">Position of the journal's newest event when that was found.</param>
/// <param name="Position">Position of the checkpoint.</param>
/// <param name="Digits">Hexadecimal digits of the hash there: 16 as printed, or all 64.</param>
/// <param name="Differs">Whether the journal has another hash at the position. Then it is another history, and there is no way back.</param>
public sealed record RestoreDetected(long JournalEnd, long Position, string Digits, bool Differs) : StudyEvent;

/// <summary>
/// A site's receipt of a kit whose assignment the journal lacks. What follows it, in the same command, gives the participant this very kit:
/// it is written down, and was not chosen now.
/// </summary>
/// <param name="Site">The site that holds the receipt.</param>
/// <param name="Participant">Who has the kit.</param>
/// <param name="Visit">For which visit.</param>
/// <param name="Kit">The kit.</param>
/// <param name="Position">Journal position printed on the receipt.</param>
public sealed record ReceiptEntered(SiteId Site, ParticipantId Participant, string Visit, KitNumber Kit, long Position) : StudyEvent;

/// <summary>One person signed that every site's receipts are entered.</summary>
/// <param name="Person">Account name of the signer.</param>
/// <param name="Meaning">Meaning of the signature (21 CFR 11.50).</param>
/// <param name="Receipts">Receipts by site, as the signer counted them; the same as were entered.</param>
public sealed record ReconciliationSigned(string Person, string Meaning, ImmutableSortedDictionary<string, int> Receipts) : StudyEvent;

/// <summary>Two different persons signed: the study goes on in a new epoch.</summary>
public sealed record JournalReconciled : StudyEvent;

// ---- State ----

/// <summary>A study, one record a stage of its life.</summary>
public abstract record StudyState
{
    private StudyState()
    {
    }

    /// <summary>The spec; null before registration.</summary>
    public virtual StudySpec? SpecOrNull => null;

    /// <summary>Not registered.</summary>
    public sealed record Unregistered : StudyState;

    /// <summary>A study that has a spec.</summary>
    /// <param name="Facts">What is true from registration on.</param>
    public abstract record Existing(StudyFacts Facts) : StudyState
    {
        /// <inheritdoc/>
        public override StudySpec SpecOrNull => Facts.Spec;
    }

    /// <summary>Registered; the design may still be thrown away.</summary>
    public sealed record Registered(StudyFacts Facts) : Existing(Facts);

    /// <summary>Sealed; lots may be released and sites opened.</summary>
    public sealed record Sealed(StudyFacts Facts) : Existing(Facts);

    /// <summary>Recruiting.</summary>
    public sealed record Recruiting(StudyFacts Facts) : Existing(Facts);

    /// <summary>Closed to recruitment; follow-up goes on.</summary>
    /// <param name="Facts">Facts.</param>
    /// <param name="FirstLockSigner">Who signed the lock first; null while nobody has.</param>
    public sealed record Closed(StudyFacts Facts, string? FirstLockSigner) : Existing(Facts);

    /// <summary>Database locked.</summary>
    /// <param name="Facts">Facts.</param>
    /// <param name="FirstUnblindingSigner">Who signed the unblinding first; null while nobody has.</param>
    public sealed record Locked(StudyFacts Facts, string? FirstUnblindingSigner) : Existing(Facts);

    /// <summary>Two persons signed; the vault has not revealed yet.</summary>
    public sealed record UnblindingAuthorized(StudyFacts Facts) : Existing(Facts);

    /// <summary>Unblinded.</summary>
    /// <param name="Facts">Facts.</param>
    /// <param name="Reveal">What the vault revealed.</param>
    public sealed record Unblinded(StudyFacts Facts, StudyUnblinded Reveal) : Existing(Facts);
}

/// <summary>What is true of a study from registration on.</summary>
/// <param name="Spec">The blinded spec.</param>
/// <param name="SpecSha256">Its hash.</param>
/// <param name="ProcedureCommitment">Commitment to the procedure's parameters.</param>
/// <param name="Commitment">Commitment to the secret; null before sealing.</param>
/// <param name="SetsReleased">Kit sets released so far; the next release begins here.</param>
/// <param name="Lots">Released lots by name.</param>
public sealed record StudyFacts(
    StudySpec Spec,
    string SpecSha256,
    string ProcedureCommitment,
    string? Commitment,
    int SetsReleased,
    ImmutableSortedDictionary<string, LotReleased> Lots)
{
    /// <summary>The custodians of the secret; null when the study was sealed without any.</summary>
    public CustodianPanel? Custodians { get; init; }

    /// <summary>Fingerprints of the custodians who approved the unblinding, in order.</summary>
    public ImmutableArray<string> Approvals { get; init; } = [];

    /// <summary>Whether enough custodians have approved; true without any appointed.</summary>
    public bool IsApproved => Custodians is null || Approvals.Length >= Custodians.Threshold;

    /// <summary>Value of the public beacon, 64 hex digits; null before it is recorded, and in a study without one.</summary>
    public string? BeaconValue { get; init; }

    /// <summary>Whether nothing can be derived yet because the beacon's value is missing.</summary>
    public bool AwaitsBeacon => Spec.Beacon is not null && BeaconValue is null;

    /// <summary>Why nothing may be allocated, after a restore that lost something; null when nothing is missing.</summary>
    public Quarantine? Quarantine { get; init; }
}

/// <summary>The quarantine of a study whose journal lacks what was acknowledged.</summary>
/// <param name="JournalEnd">Where the journal ended when that was found.</param>
/// <param name="Position">Position of the newest checkpoint known.</param>
/// <param name="Digits">Digits of its hash.</param>
/// <param name="Differs">Whether the journal has another hash at a checkpoint.</param>
/// <param name="Receipts">Receipts entered so far, in order.</param>
/// <param name="FirstSigner">Who signed the reconciliation first; null while nobody has, and again after another receipt.</param>
public sealed record Quarantine(long JournalEnd, long Position, string Digits, bool Differs, ImmutableArray<ReceiptEntered> Receipts, string? FirstSigner)
{
    /// <summary>What is missing, for people.</summary>
    public string Sentence => Differs
        ? string.Create(CultureInfo.InvariantCulture, $"Checkpoint {Position}:{Shown} is known, and the journal has another hash there.")
        : string.Create(CultureInfo.InvariantCulture, $"The journal ended at {JournalEnd}; checkpoint {Position}:{Shown} is known.");

    private string Shown => string.Join('-', Digits.Chunk(4).Take(4).Select(group => new string(group)));

    /// <summary>Receipts entered of a site.</summary>
    public int ReceiptsOf(SiteId site) => Receipts.Count(receipt => receipt.Site == site);
}

// ---- Commands ----

/// <summary>Something asked of the study as a whole.</summary>
public abstract record StudyCommand
{
    private protected StudyCommand()
    {
    }
}

/// <summary>Register a spec that passed its check.</summary>
public sealed record RegisterStudy(StudySpec Spec, string ProcedureCommitment) : StudyCommand;

/// <summary>Publish the commitment of the sealed secret, and who the custodians of its copy are; null for none.</summary>
public sealed record SealStudy(string Commitment, CustodianPanel? Custodians = null) : StudyCommand;

/// <summary>Record an approval that the vault has checked.</summary>
public sealed record RecordCustodianApproval(string Fingerprint, long Position, string Hash, string Layers, string Signature) : StudyCommand;

/// <summary>Record the public beacon's value, as read from the beacon by whoever asks.</summary>
public sealed record RecordBeacon(string Value) : StudyCommand;

/// <summary>Begin recruitment.</summary>
public sealed record ActivateStudy : StudyCommand;

/// <summary>Release the next kit sets to a site.</summary>
public sealed record ReleaseLot(string Lot, SiteId Site, DateOnly Expiry, int Sets) : StudyCommand;

/// <summary>Take the packaging list for a recipient.</summary>
public sealed record IssuePackagingList(string Recipient) : StudyCommand;

/// <summary>Issue the emergency pack of a site as of now.</summary>
public sealed record IssueEmergencyPack(SiteId Site) : StudyCommand;

/// <summary>Take the telephone list of emergency codes for a recipient.</summary>
public sealed record IssueEmergencyCodeList(string Recipient) : StudyCommand;

/// <summary>See how predictable the trial has been so far.</summary>
public sealed record ShowPredictability : StudyCommand;

/// <summary>End recruitment.</summary>
public sealed record CloseRecruitment(string Reason) : StudyCommand;

/// <summary>Sign the database lock; the second person's signature locks.</summary>
public sealed record SignDatabaseLock(string Meaning) : StudyCommand;

/// <summary>Sign the unblinding, reading back each arm's label; the second person's signature authorizes it.</summary>
public sealed record SignUnblinding(ImmutableSortedDictionary<string, string> ReadBack) : StudyCommand;

/// <summary>Begin the quarantine: the journal lacks a checkpoint that is known from outside.</summary>
public sealed record ReportRestore(long JournalEnd, long Position, string Digits, bool Differs) : StudyCommand;

/// <summary>Release again a lot whose release the journal lacks, as its packing list has it: the same sets, in the same order of lots.</summary>
public sealed record RecoverLot(string Lot, SiteId Site, DateOnly Expiry, int Sets, ImmutableArray<KitNumber> Kits) : StudyCommand;

/// <summary>Sign that every site's receipts are entered, with their number by site; the second person's signature ends the quarantine.</summary>
public sealed record SignReconciliation(string Meaning, ImmutableSortedDictionary<string, int> Receipts) : StudyCommand;

/// <summary>Journal what the vault revealed.</summary>
public sealed record RecordReveal(string Secret, string Salt, string Procedure, string ProcedureSalt) : StudyCommand;

/// <summary>The study as an aggregate: its stream, how events fold, what may be decided.</summary>
public static partial class Study
{
    private const int BeaconDigits = 64;

    /// <summary>The stream's name; one a study.</summary>
    public const string Stream = "study";

    /// <summary>Before the first event.</summary>
    public static StudyState Initial { get; } = new StudyState.Unregistered();

    /// <summary>Folds one event.</summary>
    /// <exception cref="UnexpectedEventException">The event cannot follow the state.</exception>
    public static StudyState Evolve(StudyState state, StudyEvent happened) => (state, happened) switch
    {
        (StudyState.Unregistered, StudyRegistered e) => new StudyState.Registered(
            new StudyFacts(StudySpecJson.Read(Encoding.UTF8.GetBytes(e.SpecJson)), e.SpecSha256, e.ProcedureCommitment, null, 0, ImmutableSortedDictionary<string, LotReleased>.Empty)),
        (StudyState.Registered s, StudySealed e) => new StudyState.Sealed(s.Facts with { Commitment = e.Commitment }),
        (StudyState.Registered { Facts.Custodians: null } s, CustodiansAppointed e) => new StudyState.Registered(s.Facts with { Custodians = new CustodianPanel(e.Threshold, e.Custodians) }),
        (StudyState.Locked s, CustodianApproved e) => s with { Facts = Approved(s.Facts, e) },
        (StudyState.UnblindingAuthorized s, CustodianApproved e) => new StudyState.UnblindingAuthorized(Approved(s.Facts, e)),
        (StudyState.Sealed { Facts.AwaitsBeacon: true } s, BeaconRecorded e) => new StudyState.Sealed(s.Facts with { BeaconValue = e.Value }),
        (StudyState.Sealed { Facts.AwaitsBeacon: false } s, StudyActivated) => new StudyState.Recruiting(s.Facts),
        (StudyState.Sealed { Facts.AwaitsBeacon: false } s, LotReleased e) => new StudyState.Sealed(Released(s.Facts, e)),
        (StudyState.Recruiting s, LotReleased e) => new StudyState.Recruiting(Released(s.Facts, e)),
        (StudyState.Closed s, LotReleased e) => s with { Facts = Released(s.Facts, e) },
        (StudyState.Sealed or StudyState.Recruiting or StudyState.Closed, PackagingListIssued) => state,
        (StudyState.Recruiting or StudyState.Closed or StudyState.Locked or StudyState.UnblindingAuthorized, EmergencyPackIssued or EmergencyCodeListIssued) => state,
        (StudyState.Recruiting or StudyState.Closed or StudyState.Locked, PredictabilityShown) => state,
        (StudyState.Recruiting s, RecruitmentClosed) => new StudyState.Closed(s.Facts, null),
        (StudyState.Closed s, DatabaseLockSigned e) => s with { FirstLockSigner = s.FirstLockSigner ?? e.Person },
        (StudyState.Closed { FirstLockSigner: not null } s, DatabaseLocked) => new StudyState.Locked(s.Facts, null),
        (StudyState.Locked s, UnblindingSigned e) => s with { FirstUnblindingSigner = s.FirstUnblindingSigner ?? e.Person },
        (StudyState.Locked { FirstUnblindingSigner: not null } s, UnblindingAuthorized) => new StudyState.UnblindingAuthorized(s.Facts),
        (StudyState.UnblindingAuthorized s, StudyUnblinded e) => new StudyState.Unblinded(s.Facts, e),
        (StudyState.Existing s, RestoreDetected e) => s with { Facts = s.Facts with { Quarantine = Begun(s.Facts.Quarantine, e) } },
        (StudyState.Existing { Facts.Quarantine: { Differs: false } quarantine } s, ReceiptEntered e) =>
            s with { Facts = s.Facts with { Quarantine = quarantine with { Receipts = quarantine.Receipts.Add(e), FirstSigner = null } } },
        (StudyState.Existing { Facts.Quarantine: { Differs: false } quarantine } s, ReconciliationSigned e) =>
            s with { Facts = s.Facts with { Quarantine = quarantine with { FirstSigner = quarantine.FirstSigner ?? e.Person } } },
        (StudyState.Existing { Facts.Quarantine: { Differs: false, FirstSigner: not null } } s, JournalReconciled) => s with { Facts = s.Facts with { Quarantine = null } },
        _ => throw new UnexpectedEventException(Stream, state, happened),
    };
}
