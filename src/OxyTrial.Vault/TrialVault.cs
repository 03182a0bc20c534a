using System.Collections.Concurrent;
using System.Collections.Immutable;
using OxyTrial.Journal;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;
using OxyTrial.Trial.StoredFormat;
using OxyTrial.Vault.Opening;
using OxyTrial.Vault.Sealing;

namespace OxyTrial.Vault;

/// <summary>
/// The unblinded side: the only place that can tell the arm of a slot or kit, which is a function of (secret, spec, journal). It
/// asks the journal, never its caller, whether a code break or a reveal is due.
/// </summary>
public sealed partial class TrialVault : IAllocator, IEmergencyDisclosure, IEmergencyPacks
{
    private readonly ConcurrentDictionary<StudyId, OpenStudy> open = new();
    private readonly IJournalReader journal;
    private readonly VaultFiles files;
    private readonly VaultSeams seams;

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
    }

    /// <summary>Keeps a procedure's parameters; answers their salted commitment, 64 hex digits. Keeping them twice changes nothing.</summary>
    /// <param name="study">The study.</param>
    /// <param name="procedureJson">The procedure's canonical JSON.</param>
    public string KeepProcedure(StudyId study, string procedureJson)
    {
        ArgumentNullException.ThrowIfNull(procedureJson);
        return files.Keep(study, procedureJson);
    }

    /// <summary>Makes and seals the study's secret; answers the commitment to publish, 64 hex digits. A second call answers the same.</summary>
    /// <exception cref="VaultException">The study is not registered, or its procedure is not kept here.</exception>
    public async Task<string> SealAsync(StudyId study, CancellationToken cancellation = default)
    {
        var facts = await FactsAsync(study, cancellation);
        files.ReadProcedure(study, facts.ProcedureCommitment);

        // A study that is sealed in the journal has its secret; one that was lost must not be replaced.
        return CommitmentOf(facts, facts.Commitment is null ? files.ReadOrCreateSecret(study) : files.ReadSecret(study));
    }

    /// <inheritdoc/>
    public async ValueTask<Decision<ChosenKit>> ChooseKitAsync(KitRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var study = await OpenAsync(request.Study, cancellation);
        if (request.Slot.Sequence > study.Procedure.Length)
        {
            return RefusalCode.ListExhausted;
        }

        var arm = await study.Scope(request.Slot.Scope).ArmOfAsync(request.Slot, request.Stratum, cancellation);
        var content = KitContents.IndexOf(study.Spec, arm, request.Visit);
        return request.StockRule switch
        {
            StockRule.Pooled => Choose(study, request.Lots.Single(), content)
                ?? throw new VaultException($"Lot {request.Lots.Single().Lot} has no kit to give although the pooled rule says it must."),
            StockRule.EveryArm => request.Lots.FirstOrDefault(lot => HasEveryContent(study, lot)) is { } lot && Choose(study, lot, content) is { } kit ? kit : RefusalCode.StockInsufficient,
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<Decision<string>> DrawLevelAsync(LevelRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var study = await OpenAsync(request.Study, cancellation);
        var factor = study.Factor(request.Factor);
        return request.Slot.Sequence > factor.Procedure.Length
            ? RefusalCode.ListExhausted
            : factor.Levels[await study.Scope(factor, request.Slot.Scope).ArmOfAsync(request.Slot, request.Stratum, cancellation)];
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<KitNumber>> KitNumbersAsync(StudyId study, int firstSet, int sets, CancellationToken cancellation)
    {
        var opened = await OpenAsync(study, cancellation);
        return [.. opened.Catalogue.KitsOf(firstSet, sets).Select(KitNumber.FromTrusted)];
    }

    /// <inheritdoc/>
    /// <exception cref="VaultException">No code break of this participant stands in the journal under this command id.</exception>
    public async ValueTask<string> DiscloseAsync(StudyId study, ParticipantId participant, string commandId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(participant);
        var opened = await OpenAsync(study, cancellation);
        return opened.Spec.Arms[await BrokenArmAsync(opened, participant, commandId, cancellation)].Label;
    }

    /// <summary>What the reveal event says, once two persons have authorized the unblinding.</summary>
    /// <exception cref="VaultException">The journal holds no authorization.</exception>
    public async Task<RecordReveal> RevealAsync(StudyId study, CancellationToken cancellation = default)
    {
        if (await StateAsync(study, cancellation) is not (StudyState.UnblindingAuthorized or StudyState.Unblinded))
        {
            throw new VaultException($"Unblinding of study {study} is not authorized in the journal.");
        }

        var facts = await FactsAsync(study, cancellation);
        var kept = files.ReadSecret(study);
        var procedure = files.ReadProcedure(study, facts.ProcedureCommitment);
        return new RecordReveal(Convert.ToHexStringLower(kept.Secret), Convert.ToHexStringLower(kept.Salt), procedure.Json, Convert.ToHexStringLower(procedure.Salt));
    }

    /// <summary>Arms by participant and kit.</summary>
    /// <exception cref="VaultException">The study is not unblinded.</exception>
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
                case ParticipantRandomized randomized:
                    var arm = await opened.Scope(randomized.Slot.Scope).ArmOfAsync(randomized.Slot, randomized.Stratum, cancellation);
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

    /// <summary>The manufacturer's list of what goes into each kit, in order of set. Unblinded output: never for a site.</summary>
    /// <exception cref="VaultException">The study is not sealed, or its issue does not stand in the journal under this command id.</exception>
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
        return await opened.Scope(randomized.Slot.Scope).ArmOfAsync(randomized.Slot, randomized.Stratum, cancellation);
    }

    private static ChosenKit? Choose(OpenStudy study, OpenLot lot, int content) =>
        study.Choice.Choose(lot.Available.Select(kit => kit.Value), content) is { } number ? new ChosenKit(KitNumber.FromTrusted(number), lot.Lot) : null;

    private static bool HasEveryContent(OpenStudy study, OpenLot lot) =>
        lot.Available.Select(kit => study.Catalogue.ArmOf(kit.Value)).OfType<int>().Distinct().Count() == study.Contents.Length;

    private static IEnumerable<PackagedKit> Packaged(OpenStudy study, int firstSet, int sets) =>
        Enumerable.Range(firstSet, sets).SelectMany(set => study.Catalogue.Set(set).Select(kit =>
            new PackagedKit(KitNumber.FromTrusted(kit.Number), set, study.Contents[kit.Arm].Key, study.Contents[kit.Arm].Label)));

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
