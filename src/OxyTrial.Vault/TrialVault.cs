using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using OxyTrial.Journal;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault.Custody;
using OxyTrial.Vault.Opening;
using OxyTrial.Vault.Sealing;

namespace OxyTrial.Vault;

/// <summary>
/// The unblinded side: the only place that can tell the arm of a slot or kit, which is a function of (secret, spec, journal). It
/// asks the journal, never its caller, whether a code break or a reveal is due.
/// </summary>
public sealed partial class TrialVault : IVault
{
    private readonly ConcurrentDictionary<StudyId, OpenStudy> open = new();
    private readonly IJournalReader journal;
    private readonly VaultFiles files;
    private readonly VaultSeams seams;
    private readonly HeadCheck head;

    /// <summary>A vault over its sealed files.</summary>
    /// <exception cref="VaultException">The key file does not hold a key.</exception>
    public TrialVault(VaultOptions options, IJournalReader journal)
        : this(options, journal, VaultSeams.Production)
    {
    }

    internal TrialVault(VaultOptions options, IJournalReader journal, VaultSeams seams)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.journal = journal;
        this.seams = seams;
        files = new VaultFiles(options, seams);
        head = new HeadCheck(new StreamCache(journal));
    }

    /// <summary>Keeps a procedure's parameters; answers their salted commitment, 64 hex digits. Keeping them twice changes nothing.</summary>
    /// <param name="study">The study.</param>
    /// <param name="procedureJson">The procedure's canonical JSON.</param>
    public string KeepProcedure(StudyId study, string procedureJson)
    {
        ArgumentNullException.ThrowIfNull(procedureJson);
        return files.Keep(study, procedureJson);
    }

    /// <inheritdoc/>
    public Task<string> KeepProcedureAsync(StudyId study, string procedureJson, CancellationToken cancellation = default) => Task.FromResult(KeepProcedure(study, procedureJson));

    /// <inheritdoc/>
    public async Task<string> SealAsync(StudyId study, CustodianPanel? custodians = null, CancellationToken cancellation = default)
    {
        if (custodians?.Error is { } error)
        {
            throw new VaultException(error);
        }

        var facts = await FactsAsync(study, cancellation);
        var procedure = files.ReadProcedure(study, facts.ProcedureCommitment);

        // A study that is sealed in the journal has its secret; one that was lost must not be replaced.
        var kept = facts.Commitment is null ? files.ReadOrCreateSecret(study) : files.ReadSecret(study);
        var commitment = CommitmentOf(facts, kept);
        if (custodians is not null)
        {
            files.KeepReveal(study, custodians, () => RevealCopy.Make(study.Value, commitment, JsonSerializer.SerializeToUtf8Bytes(RevealOf(kept, procedure)), custodians, seams));
        }

        return commitment;
    }

    /// <inheritdoc/>
    public async Task<UnblindingRequest> UnblindingRequestAsync(StudyId study, CancellationToken cancellation = default) =>
        new Unsealing(files, study, await FactsAsync(study, cancellation)).Request(
            await LockPointAsync(study, cancellation) ?? throw new VaultException($"The database of study {study} is not locked."));

    /// <inheritdoc/>
    public async Task<Decision<RecordCustodianApproval>> AcceptApprovalAsync(StudyId study, UnblindingApproval approval, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(approval);
        return await StateAsync(study, cancellation) switch
        {
            StudyState.Unregistered => RefusalCode.StudyUnknown,
            StudyState.Unblinded => RefusalCode.AlreadyUnblinded,
            StudyState.Existing { Facts.Custodians: null } => RefusalCode.CustodianUnknown,
            StudyState.Existing { Facts: var facts } when await LockPointAsync(study, cancellation) is { } at => new Unsealing(files, study, facts).Accept(approval, at),
            _ => RefusalCode.NotLocked,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<Decision<ChosenKit>> ChooseKitAsync(KitRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var allocator = (await OpenAsync(request.Study, cancellation)).Allocator;
        return await head.BearsOutAsync(request, allocator, cancellation) ? await allocator.ChooseKitAsync(request, cancellation) : RefusalCode.NotAtHead;
    }

    /// <inheritdoc/>
    public async ValueTask<Decision<string>> DrawLevelAsync(LevelRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var allocator = (await OpenAsync(request.Study, cancellation)).Allocator;
        return await head.BearsOutAsync(request, allocator, cancellation) ? await allocator.DrawLevelAsync(request, cancellation) : RefusalCode.NotAtHead;
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<KitNumber>> KitNumbersAsync(StudyId study, int firstSet, int sets, CancellationToken cancellation) =>
        await (await OpenAsync(study, cancellation)).Allocator.KitNumbersAsync(study, firstSet, sets, cancellation);

    /// <inheritdoc/>
    /// <exception cref="VaultException">No code break of this participant stands in the journal under this command id.</exception>
    public async ValueTask<string> DiscloseAsync(StudyId study, ParticipantId participant, string commandId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(participant);
        var opened = await OpenAsync(study, cancellation);
        return opened.Spec.Arms[await BrokenArmAsync(opened, participant, commandId, cancellation)].Label;
    }

    /// <inheritdoc/>
    public async Task<RecordReveal> RevealAsync(StudyId study, CancellationToken cancellation = default)
    {
        if (await StateAsync(study, cancellation) is not (StudyState.UnblindingAuthorized or StudyState.Unblinded))
        {
            throw new VaultException($"Unblinding of study {study} is not authorized in the journal.");
        }

        var facts = await FactsAsync(study, cancellation);
        var reveal = facts.Custodians is null
            ? RevealOf(files.ReadSecret(study), files.ReadProcedure(study, facts.ProcedureCommitment))
            : new Unsealing(files, study, facts).Reveal();
        return CommitmentOf(facts, new KeptSecret(Convert.FromHexString(reveal.Secret), Convert.FromHexString(reveal.Salt))) == facts.Commitment
            ? reveal
            : throw new VaultException($"What the vault would reveal of study {study} is not what was committed to in the journal.");
    }

    /// <inheritdoc/>
    public async Task<UnblindedTables> UnblindedTablesAsync(StudyId study, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (await StateAsync(study, cancellation) is not StudyState.Unblinded)
        {
            throw new VaultException($"Study {study} is not unblinded.");
        }

        var opened = await OpenAsync(study, cancellation);
        var allocations = ImmutableArray.CreateBuilder<UnblindedAllocation>();
        var kits = ImmutableArray.CreateBuilder<PackagedKit>();
        var holders = new Dictionary<Slot, ParticipantId>();
        await foreach (var happened in EventsAsync(study, cancellation))
        {
            switch (happened)
            {
                case SlotAllocated slot:
                    holders.Add(slot.Slot, slot.Participant);
                    break;
                case SlotRecovered slot:
                    holders.Add(slot.Slot, slot.Participant);
                    break;
                case ParticipantRandomized randomized:
                    var arm = await opened.Allocator.ArmOfAsync(randomized.Slot, randomized.Stratum, cancellation);
                    allocations.Add(new UnblindedAllocation(holders[randomized.Slot], randomized.Stratum, randomized.Slot, randomized.Kit, opened.Spec.Arms[arm].Key));
                    break;
                case LotReleased lot:
                    kits.AddRange(Packaged(opened, lot.FirstSet, lot.Sets).OrderBy(kit => kit.Kit));
                    break;
                default:
                    break;
            }
        }

        return new UnblindedTables(allocations.ToImmutable(), kits.ToImmutable());
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<PackagedKit>> PackagingListAsync(StudyId study, string commandId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        var entries = await journal.ReadStreamAsync(study.Value, Study.Stream, 0, cancellation);
        return entries.Any(entry => entry.CommandId == commandId && entry.Type == nameof(PackagingListIssued))
            ? await ContentsAsync(study, cancellation)
            : throw new VaultException("No issue of the packaging list is journaled under this command.");
    }

    /// <summary>What is in each kit.</summary>
    internal async Task<ImmutableArray<PackagedKit>> ContentsAsync(StudyId study, CancellationToken cancellation = default)
    {
        var opened = await OpenAsync(study, cancellation);
        return [.. Packaged(opened, 0, opened.Catalogue.Sets)];
    }

    private async ValueTask<int> BrokenArmAsync(OpenStudy opened, ParticipantId participant, string commandId, CancellationToken cancellation)
    {
        var command = await journal.FindCommandAsync(opened.Spec.Id.Value, commandId, cancellation);
        var events = await ParticipantEventsAsync(opened.Spec.Id, participant, cancellation);
        if (command is null || !events.Any(e => e.Entry.CommandId == commandId && e.Event is EmergencyUnblindingRequested))
        {
            throw new VaultException($"No code break of participant {participant} is journaled under this command.");
        }

        var randomized = events.Select(e => e.Event).OfType<ParticipantRandomized>().Single();
        return await opened.Allocator.ArmOfAsync(randomized.Slot, randomized.Stratum, cancellation);
    }

    private static IEnumerable<PackagedKit> Packaged(OpenStudy study, int firstSet, int sets) =>
        Enumerable.Range(firstSet, sets).SelectMany(set => study.Catalogue.Set(set).Select(kit =>
            new PackagedKit(KitNumber.FromTrusted(kit.Number), set, study.Contents[kit.Arm].Key, study.Contents[kit.Arm].Label)));

    private static RecordReveal RevealOf(KeptSecret kept, KeptProcedure procedure) =>
        new(Convert.ToHexStringLower(kept.Secret), Convert.ToHexStringLower(kept.Salt), procedure.Json, Convert.ToHexStringLower(procedure.Salt));

    private static string CommitmentOf(StudyFacts facts, KeptSecret kept) => Convert.ToHexStringLower(Commitment.Compute(
        Convert.FromHexString(facts.SpecSha256), Convert.FromHexString(facts.ProcedureCommitment), TrialSecret.Create(kept.Secret), kept.Salt));

    private async ValueTask<OpenStudy> OpenAsync(StudyId study, CancellationToken cancellation)
    {
        if (open.TryGetValue(study, out var known))
        {
            return known;
        }

        var facts = await FactsAsync(study, cancellation);
        if (facts.Commitment is null)
        {
            throw new VaultException($"Study {study} is not sealed.");
        }

        var kept = files.ReadSecret(study);
        if (CommitmentOf(facts, kept) != facts.Commitment)
        {
            throw new VaultException($"The vault's secret of study {study} is not the one committed to in the journal.");
        }

        return open.GetOrAdd(study, new OpenStudy(facts, kept, files.ReadProcedure(study, facts.ProcedureCommitment), seams.Relabeling, journal));
    }

    private async ValueTask<StudyFacts> FactsAsync(StudyId study, CancellationToken cancellation) =>
        await StateAsync(study, cancellation) is StudyState.Existing existing ? existing.Facts : throw new VaultException($"Study {study} is not registered.");

    private async ValueTask<StudyState> StateAsync(StudyId study, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        var entries = await journal.ReadStreamAsync(study.Value, Study.Stream, 0, cancellation);
        return entries.Aggregate(Study.Initial, (state, entry) => Study.Evolve(state, (StudyEvent)EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)));
    }

    private async ValueTask<LockPoint?> LockPointAsync(StudyId study, CancellationToken cancellation) =>
        (await journal.ReadStreamAsync(study.Value, Study.Stream, 0, cancellation)).FirstOrDefault(entry => entry.Type == nameof(DatabaseLocked)) is { } locked
            ? new LockPoint(locked.Position, Convert.ToHexStringLower(locked.Hash))
            : null;

    private async ValueTask<(JournalEntry Entry, TrialEvent Event)[]> ParticipantEventsAsync(StudyId study, ParticipantId participant, CancellationToken cancellation) =>
        [.. (await journal.ReadStreamAsync(study.Value, Participant.StreamOf(participant), 0, cancellation)).Select(entry => (entry, EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)))];

    private async IAsyncEnumerable<TrialEvent> EventsAsync(StudyId study, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        const int pageSize = 1000;
        var position = 0L;
        while (await journal.ReadAllAsync(study.Value, position, pageSize, cancellation) is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                yield return EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body);
            }

            position = page[^1].Position;
        }
    }
}
