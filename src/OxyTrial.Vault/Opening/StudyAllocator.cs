using System.Collections.Concurrent;
using System.Collections.Immutable;
using OxyTrial.Journal;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Derivation;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Vault.Opening;

/// <summary>What a study's allocations are drawn from: the secret in production, every possible draw in a small world.</summary>
/// <param name="Procedure">Allocates the arms.</param>
/// <param name="Arms">Opens an allocation list by its scope.</param>
/// <param name="Factors">The randomized factors by name.</param>
/// <param name="Catalogue">What is in which kit.</param>
/// <param name="Choice">Which of an arm's kits is next.</param>
internal sealed record StudyDraws(
    ProcedureDefinition Procedure,
    Func<string, ScopeReplay> Arms,
    IReadOnlyDictionary<string, FactorDraws> Factors,
    KitCatalogue Catalogue,
    KitChoice Choice);

/// <summary>The draws of a randomized factor: procedure, levels in order, and its lists by scope.</summary>
internal sealed record FactorDraws(ProcedureDefinition Procedure, ImmutableArray<string> Levels, Func<string, ScopeReplay> Open);

/// <summary>
/// The rule by which one study's slots get kits. It holds no secret: whatever is drawn comes in with <see cref="StudyDraws"/>, so that the
/// same code runs over the derived draws and over every possible one.
/// </summary>
internal sealed class StudyAllocator(StudySpec spec, StudyDraws draws, IJournalReader journal) : IAllocator
{
    private readonly ConcurrentDictionary<string, ScopeArms> scopes = new(StringComparer.Ordinal);
    private readonly int contents = KitContents.Of(spec).Length;

    /// <inheritdoc/>
    public async ValueTask<Decision<ChosenKit>> ChooseKitAsync(KitRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
#if LEAK_MUTANTS
        request = LeakMutant.Is(15) ? request with { Slot = request.Slot with { Sequence = ((request.Slot.Sequence - 1) % (draws.Procedure.Length ?? int.MaxValue)) + 1 } } : request;
#endif
        if (request.Slot.Sequence > draws.Procedure.Length)
        {
            return RefusalCode.ListExhausted;
        }

        var content = KitContents.IndexOf(spec, await ArmOfAsync(request.Slot, request.Stratum, cancellation), request.Visit);
#if LEAK_MUTANTS
        content = LeakMutant.Is(5) ? MostOf(request.Lots) : content;
        if (LeakMutant.Is(4) && request.StockRule == StockRule.EveryArm && !request.Lots.Any(HasEveryContent))
        {
            return new Refusal(RefusalCode.StockInsufficient, $"No kit of type {content}.");
        }
#endif
        return request.StockRule switch
        {
            StockRule.Pooled => Choose(request.Lots.Single(), content)
                ?? throw new VaultException($"Lot {request.Lots.Single().Lot} has no kit to give although the pooled rule says it must."),
            StockRule.EveryArm => request.Lots.FirstOrDefault(HasEveryContent) is { } lot && Choose(lot, content) is { } kit ? kit : RefusalCode.StockInsufficient,
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<Decision<string>> DrawLevelAsync(LevelRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var factor = draws.Factors[request.Factor];
        return request.Slot.Sequence > factor.Procedure.Length
            ? RefusalCode.ListExhausted
            : factor.Levels[await Scope(request.Slot.Scope, factor.Open, factor.Procedure).ArmOfAsync(request.Slot, request.Stratum, cancellation)];
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<KitNumber>> KitNumbersAsync(StudyId study, int firstSet, int sets, CancellationToken cancellation) =>
        ValueTask.FromResult<ImmutableArray<KitNumber>>([.. draws.Catalogue.KitsOf(firstSet, sets).Select(KitNumber.FromTrusted)]);

    /// <summary>The arm of a slot; of the next one for a participant of this stratum.</summary>
    /// <exception cref="VaultException">The slot lies beyond the journal's next.</exception>
    public ValueTask<int> ArmOfAsync(Slot slot, Stratum stratum, CancellationToken cancellation) =>
        Scope(slot.Scope, draws.Arms, draws.Procedure).ArmOfAsync(slot, stratum, cancellation);

    private ScopeArms Scope(string scope, Func<string, ScopeReplay> open, ProcedureDefinition procedure) =>
#if LEAK_MUTANTS
        LeakMutant.Is(23) ? scopes.GetOrAdd(scope, key => new ScopeArms(spec.Id, key, open(key[..^1]), procedure.Factors, journal, Treated)) :
#endif
        scopes.GetOrAdd(scope, key => new ScopeArms(spec.Id, key, open(key), procedure.Factors, journal, Treated));

    // What a recovered participant took is what the receipt's kit holds, whatever order receipts were entered in. The drawn arm when it fits.
    private int Treated(SlotRecovered recovered, int drawn)
    {
        var content = draws.Catalogue.ArmOf(recovered.Kit.Value) ?? throw new VaultException($"Kit {recovered.Kit} is none of the study's.");
        return Enumerable.Range(0, spec.Arms.Length).Prepend(drawn).Where(arm => KitContents.IndexOf(spec, arm, recovered.Visit) == content).DefaultIfEmpty(drawn).First();
    }

    private ChosenKit? Choose(OpenLot lot, int content) =>
#if LEAK_MUTANTS
        LeakMutant.Is(10) ? new ChosenKit(KitNumber.FromTrusted(draws.Choice.Choose(lot.Available.Select(kit => kit.Value), content)!), $"{lot.Lot}-{content}") :
#endif
        draws.Choice.Choose(lot.Available.Select(kit => kit.Value), content) is { } number ? new ChosenKit(KitNumber.FromTrusted(number), lot.Lot) : null;

#if LEAK_MUTANTS
    private int MostOf(ImmutableArray<OpenLot> lots) =>
        lots.SelectMany(lot => lot.Available).GroupBy(kit => draws.Catalogue.ArmOf(kit.Value)!.Value).OrderByDescending(arm => arm.Count()).ThenBy(arm => arm.Key).First().Key;
#endif

    private bool HasEveryContent(OpenLot lot) =>
        lot.Available.Select(kit => draws.Catalogue.ArmOf(kit.Value)).OfType<int>().Distinct().Count() == contents;
}
