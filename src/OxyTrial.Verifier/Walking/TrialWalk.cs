using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Verifier.Spec;

namespace OxyTrial.Verifier.Walking;

/// <summary>
/// Goes over the events once, by position. At each the rules of docs/verification.md are asked in the order in which they stand there; the
/// first that fails is the difference.
/// </summary>
internal sealed partial class TrialWalk(SpecFacts spec, TrialProcedures procedures, PublishedCommitment printed, RevealedSecret revealed, Tally tally)
{
    private readonly ImmutableArray<DerivedAllocation>.Builder allocations = ImmutableArray.CreateBuilder<DerivedAllocation>();
    private readonly ImmutableArray<DerivedKit>.Builder kits = ImmutableArray.CreateBuilder<DerivedKit>();
    private readonly Dictionary<string, SiteBook> sites = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Person> people = new(StringComparer.Ordinal);
    private readonly Queue<Owed> owed = new();
    private readonly CustodianApprovals custodians = new();
    private TrialSecret secret = TrialSecret.Create(Convert.FromHexString(revealed.Secret));
    private Derivations? derived;
    private JournalEntry entry = null!;
    private string name = string.Empty;
    private string? command;
    private Owed? due;
    private Stage stage;

    /// <summary>All allocations so far.</summary>
    public ImmutableArray<DerivedAllocation> Allocations => allocations.ToImmutable();

    /// <summary>All released kits so far.</summary>
    public ImmutableArray<DerivedKit> Kits => kits.ToImmutable();

    private Derivations Derived => derived ??= new Derivations(spec, procedures, secret);

    /// <summary>Asks the rules of the next event; null when all hold.</summary>
    public Difference? Visit(JournalEntry next)
    {
        (entry, name) = (next, next.Stream[(next.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        Difference? difference;
        try
        {
            difference = Placed() ?? Rules(BodyOf(entry));
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or OverflowException)
        {
            difference = new Difference(Check.Order, entry.Position, $"{entry.Type} cannot be read: {malformed.Message}");
        }

        if (difference is null)
        {
            stage = EventTable.StageAfter(entry.Type) ?? stage;
            tally.Add(Check.Order);
        }

        return difference;
    }

    /// <summary>What is missing after the last event; null when nothing is.</summary>
    public Difference? End()
    {
        if (owed.Count > 0 || stage != Stage.Unblinded)
        {
            return new Difference(Check.End, null, owed.Count > 0 ? $"{owed.Peek().Type} is owed" : "the study is not unblinded");
        }

        tally.Add(Check.End);
        return null;
    }

    private static JsonElement BodyOf(JournalEntry entry)
    {
        var body = Json.Parse(entry.Body);
        return body.ValueKind == JsonValueKind.Object ? body : throw new JsonException("the body is no object");
    }

    // Type, stream, what is owed, stage.
    private Difference? Placed()
    {
        if (EventTable.Of(entry.Type) is not { } place || entry.SchemaVersion != 1)
        {
            return Differs(Check.Order, $"{entry.Type} version {entry.SchemaVersion} is no event that this verifier knows");
        }

        var parts = entry.Stream.Split('/', 2);
        return Must(Check.Order, parts[0] == place.Stream && (place.Stream == "study" ? parts.Length == 1 : parts is [_, { Length: > 0 }]), $"{entry.Type} is on stream {entry.Stream}")
            ?? Due(place)
            ?? Must(Check.Order, stage >= place.From && stage <= place.To, $"{entry.Type} comes out of order: the study is {stage}")
            ?? InEpoch();
    }

    private Difference? Due(EventPlace place)
    {
        if (!owed.TryDequeue(out due))
        {
            (command, receipt) = (entry.CommandId, null);
            return Must(Check.Order, !place.OnlyFollows && !(entry.Type == "SlotAllocated" && spec.Drawn.Count > 0), $"{entry.Type} follows nothing that it must follow");
        }

        return Must(
            Check.Order,
            entry.Type == due.Type && (due.Stream is null || due.Stream == entry.Stream) && entry.CommandId == command,
            $"{entry.Type} comes where {due.Type} is owed");
    }

    private Difference? Rules(JsonElement body) => entry.Type switch
    {
        "StudyRegistered" => Registered(body),
        "CustodiansAppointed" => Told(Check.Signatures, custodians.Appointed(body)) ?? Counted(Check.Signatures),
        "CustodianApproved" => Told(Check.Signatures, custodians.Approved(printed.Study, printed.Commitment, body)) ?? Counted(Check.Signatures),
        "DatabaseLocked" => Now(() => custodians.Locked(entry)),
        "StudySealed" => Sealed(body),
        "BeaconRecorded" => BeaconRecorded(body),
        "StudyActivated" => BeaconKnown(),
        "PackagingListIssued" => BeaconKnown() ?? ByActor(Check.Signatures, body, "person"),
        "PredictabilityShown" or "EmergencyPackIssued" or "EmergencyCodeListIssued" => ByActor(Check.Signatures, body, "person"),
        "LotReleased" => BeaconKnown() ?? Released(body),
        "DatabaseLockSigned" => Signed(body, lockSigners, "the lock", "DatabaseLocked"),
        "UnblindingSigned" => ReadBack(body) ?? Signed(body, unblindingSigners, "the unblinding", "UnblindingAuthorized"),
        "StudyUnblinded" => Told(Check.Signatures, custodians.Missing) ?? Unblinded(body),
        "SiteOpened" => SiteOpened(body),
        "SiteSuspended" => SiteStep(SiteState.Suspended, SiteState.Open),
        "SiteResumed" => SiteStep(SiteState.Open, SiteState.Suspended),
        "SiteClosed" => SiteStep(SiteState.Closed, SiteState.Open, SiteState.Suspended),
        "KitsReceived" => Received(body),
        "KitReturned" => Moved(body, KitState.Returned, KitState.Dispensed),
        "KitDamaged" => Moved(body, KitState.Damaged, KitState.Available, KitState.Assigned, KitState.Dispensed),
        "KitAssigned" => Follower(Check.KitChoices, body) ?? Now(() => SiteNamed(name).Kits[body.Text("kit")] = KitState.Assigned),
        "KitDispensed" => Follower(Check.Doses, body) ?? Now(() => SiteNamed(name).Kits[body.Text("kit")] = KitState.Dispensed),
        "RandomizationCounted" => Follower(Check.Allocations, body) ?? Now(() => SiteNamed(name).Randomized++),
        "ParticipantScreened" => Screened(body),
        "ConsentRecorded" => Step(PersonState.Consented, PersonState.Screened),
        "QuestionnaireScored" => Scored(body),
        "InterviewCoded" or "PrototypesRated" => Categorized(body),
        "EligibilityConfirmed" => Confirmed(body),
        "ParticipantExcluded" => Step(PersonState.Excluded, PersonState.Screened, PersonState.Consented, PersonState.Eligible),
        "ParticipantWithdrawn" => Step(PersonState.Withdrawn, PersonState.Randomized),
        "ParticipantCompleted" => Step(PersonState.Completed, PersonState.Randomized),
        "RandomizedInErrorRecorded" => InError(),
        "MisstratificationRecorded" => Misstratified(body),
        "EmergencyUnblindingRequested" => CodeBroken(body),
        "OfflineOpeningRecorded" => Opened(body),
        "OfflineOpeningReconciled" => Reconciled(body),
        "FactorLevelAllocated" => LevelDrawn(body),
        "SlotAllocated" => PlaceTaken(body),
        "SlotRecovered" => PlaceRecovered(body),
        "RestoreDetected" => RestoreDetected(body),
        "ReceiptEntered" => ReceiptEntered(body),
        "ReconciliationSigned" => ReconciliationSigned(body),
        "JournalReconciled" => Now(() => quarantine = null),
        "ParticipantRandomized" => Randomized(body),
        "VisitKitAssigned" => VisitKit(body),
        "VisitDispensed" => Dispensed(body),
        "PeriodDosed" => PeriodDosed(body),
        _ => null,
    };

    private Difference? Must(string check, bool holds, string what) => holds ? null : Differs(check, what);

    private Difference? Told(string check, string? what) => what is null ? null : Differs(check, what);

    private Difference Differs(string check, string what) => new(check, entry.Position, what);

    private static Difference? Now(Action happens)
    {
        happens();
        return null;
    }

    private Difference? Counted(string check, long more = 1) => Now(() => tally.Add(check, more));

    private Difference? Follower(string check, JsonElement body) => due?.Mismatch(body) is { } mismatch ? Differs(check, mismatch) : null;

    private Difference? ByActor(string check, JsonElement body, string member) =>
        Must(check, body.Text(member) == entry.Actor, $"{body.Text(member)}'s signature was given by {entry.Actor}");

    private SiteBook SiteNamed(string site)
    {
        if (!sites.TryGetValue(site, out var known))
        {
            sites[site] = known = new SiteBook();
        }

        return known;
    }

    private Person PersonNamed(string person)
    {
        if (!people.TryGetValue(person, out var known))
        {
            people[person] = known = new Person();
        }

        return known;
    }

    // A command may be a moment older than its entry, whose time never runs backwards: at midnight the day before counts as well.
    private DateOnly[] DaysAt(string site)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(entry.Utc, TimeZoneInfo.FindSystemTimeZoneById(spec.TimeZones[site])).Date);
        return [today, today.AddDays(-1)];
    }

    private bool UsableAt(string site, DateOnly expiry) => DaysAt(site).Any(day => SiteBook.Usable(spec, expiry, day));
}
