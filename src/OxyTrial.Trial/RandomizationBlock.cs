using System.Collections.Immutable;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial;

// ---- Stored format ----

/// <summary>Something that happened to an allocation list.</summary>
public abstract record RandomizationBlockEvent : TrialEvent
{
    private protected RandomizationBlockEvent()
    {
    }
}

/// <summary>The next slot of the list went to a participant. The slot is retired for ever, whatever happens later.</summary>
/// <param name="Slot">List and place in it.</param>
/// <param name="Participant">Who has it.</param>
/// <param name="Stratum">Stratum used; a covariate-adaptive procedure replays from these.</param>
public sealed record SlotAllocated(Slot Slot, ParticipantId Participant, Stratum Stratum) : RandomizationBlockEvent;

/// <summary>The next slot of a randomized factor's list went to a participant, with its level, which is open.</summary>
/// <param name="Slot">List and place in it.</param>
/// <param name="Participant">Who has it.</param>
/// <param name="Stratum">Stratum without the levels still to be drawn.</param>
/// <param name="Level">Level drawn.</param>
public sealed record FactorLevelAllocated(Slot Slot, ParticipantId Participant, Stratum Stratum, string Level) : RandomizationBlockEvent;

/// <summary>
/// The next slot of the list is the one a participant had before the journal lost it, as a receipt shows. It is retired like any other; what
/// the participant is treated with is what the receipt's kit holds.
/// </summary>
/// <param name="Slot">List and place in it.</param>
/// <param name="Participant">Who has it.</param>
/// <param name="Stratum">Stratum used.</param>
/// <param name="Kit">The kit on the receipt.</param>
/// <param name="Visit">The visit it was for.</param>
public sealed record SlotRecovered(Slot Slot, ParticipantId Participant, Stratum Stratum, KitNumber Kit, string Visit) : RandomizationBlockEvent;

// ---- State ----

/// <summary>An allocation list so far.</summary>
/// <param name="Allocated">Slots allocated; the next has this number plus one.</param>
/// <param name="ByStratum">Participants by stratum key.</param>
public sealed record RandomizationBlockState(int Allocated, ImmutableSortedDictionary<string, int> ByStratum);

/// <summary>Participants randomized so far in lists other than the participant's own, as far as a limit needs them.</summary>
/// <param name="InStudy">In all other lists.</param>
/// <param name="InCohort">In the other lists of the participant's cohort.</param>
public sealed record OtherLists(int InStudy, int InCohort)
{
    /// <summary>No other list.</summary>
    public static OtherLists None { get; } = new(0, 0);
}

// ---- Command ----

/// <summary>Randomize an eligible participant.</summary>
public sealed record RandomizeParticipant(ParticipantId Participant, SiteId Site);

/// <summary>A level drawn for the participant, not yet written down.</summary>
/// <param name="Factor">The randomized factor's name.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="Before">The stratum it was drawn in.</param>
/// <param name="Level">The level.</param>
public sealed record DrawnLevel(string Factor, Slot Slot, Stratum Before, string Level);

/// <summary>Everything a randomization is decided from.</summary>
/// <param name="Study">Study.</param>
/// <param name="Site">The participant's site.</param>
/// <param name="Participant">Participant.</param>
/// <param name="Block">The participant's allocation list.</param>
/// <param name="Others">Counts of the other lists.</param>
/// <param name="Today">Today at the site.</param>
public sealed record RandomizationCase(StudyState Study, SiteState Site, ParticipantState Participant, RandomizationBlockState Block, OtherLists Others, DateOnly Today)
{
    /// <summary>The levels of randomized factors drawn for the participant, in the spec's order.</summary>
    public ImmutableArray<DrawnLevel> Drawn { get; init; } = [];
}

/// <summary>The events of one randomization, on three streams in one transaction.</summary>
/// <param name="Block">On the list's stream.</param>
/// <param name="Participant">On the participant's stream.</param>
/// <param name="Site">On the site's stream.</param>
public sealed record RandomizationEvents(ImmutableArray<RandomizationBlockEvent> Block, ImmutableArray<ParticipantEvent> Participant, ImmutableArray<SiteEvent> Site);

/// <summary>
/// The allocation list as an aggregate. A decision has two halves: <see cref="Request"/> says what to ask of the allocator, or
/// refuses; <see cref="Allocate"/> writes down its answer. Neither half knows an arm.
/// </summary>
public static class RandomizationBlock
{
    /// <summary>Before the first slot.</summary>
    public static RandomizationBlockState Initial { get; } = new(0, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    /// <summary>The stream of one list.</summary>
    public static string StreamOf(string scope) => $"block/{scope}";

    /// <summary>The list an eligible or enrolled participant is randomized from; null earlier.</summary>
    /// <remarks>Before the levels of randomized factors are drawn it is the list of the first of these.</remarks>
    public static string? ScopeOf(StudyState study, ParticipantState participant) => (study, participant) switch
    {
        (StudyState.Existing { Facts.Spec: var spec }, ParticipantState.Eligible eligible) when spec.Factors.OfType<RandomizedFactor>().FirstOrDefault() is { } drawn =>
            eligible.Stratum.ScopeKey(drawn),
        (StudyState.Existing existing, ParticipantState.Eligible eligible) => eligible.Stratum.ScopeKey(existing.Facts.Spec),
        (_, ParticipantState.Enrolled enrolled) => enrolled.Enrollment.Slot.Scope,
        _ => null,
    };

    /// <summary>Folds one event.</summary>
    /// <exception cref="UnexpectedEventException">The slot is not the next one.</exception>
    public static RandomizationBlockState Evolve(RandomizationBlockState state, RandomizationBlockEvent happened)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (slot, stratum) = PlaceOf(happened);
        return slot.Sequence == state.Allocated + 1
            ? new(slot.Sequence, state.ByStratum.SetItem(stratum.Key, state.ByStratum.GetValueOrDefault(stratum.Key) + 1))
            : throw new UnexpectedEventException("block", state, happened);
    }

    /// <summary>The slot that an event of the list retires.</summary>
    public static Slot SlotOf(RandomizationBlockEvent happened) => PlaceOf(happened).Slot;

    /// <summary>What to ask of the allocator, or a refusal: study, site, participant, limits, stock, in this order.</summary>
    public static Decision<KitRequest> Request(RandomizationCase at, RandomizeParticipant command)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(command);
        return Study.Recruiting(at.Study).Then(Study.OutOfQuarantine).Then(study => Site.Known(study.Spec, command.Site)).Then(spec =>
            Site.Open(at.Site).Then(stock =>
            Eligible(at.Participant, command).Select(eligible => StratumOf(spec, eligible, at.Drawn)).Then(stratum =>
            WithinCaps(spec, command.Site, stock, at.Block, at.Others, stratum).Then(_ =>
            Participant.Offered(spec, stock, at.Today).Select(lots => new KitRequest(
                spec.Id, Next(stratum.ScopeKey(spec), at.Block), command.Participant, stratum, FirstVisit(spec), spec.Kits.StockRule, lots, at.Today))))));
    }

    /// <summary>The events of the allocator's answer. The first kit is for the first visit that takes one.</summary>
    public static RandomizationEvents Allocate(StudySpec spec, KitRequest request, ChosenKit choice)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(choice);
        var visit = FirstVisit(spec);
        return new RandomizationEvents(
            [new SlotAllocated(request.Slot, request.Participant, request.Stratum)],
            [new ParticipantRandomized(request.Slot, request.Stratum, choice.Kit, choice.Lot, visit)],
            [new KitAssigned(choice.Kit, request.Participant, visit), new RandomizationCounted(request.Participant)]);
    }

    /// <summary>The stratum in which the arm is drawn: the confirmed one with the levels drawn.</summary>
    public static Stratum StratumOf(StudySpec spec, ParticipantState.Eligible participant, ImmutableArray<DrawnLevel> drawn)
    {
        ArgumentNullException.ThrowIfNull(participant);
        return drawn.Aggregate(participant.Stratum, (stratum, level) => stratum.With(spec, new FactorLevel(level.Factor, level.Level)));
    }

    // Whatever became of a slot, it is retired: there is no way back.
    private static Slot Next(string scope, RandomizationBlockState block) =>
#if LEAK_MUTANTS
        LeakMutant.Is(14) ? new(scope, Math.Max(1, block.Allocated)) :
#endif
        new(scope, block.Allocated + 1);

    internal static string FirstVisit(StudySpec spec) => spec.Visits.First(candidate => candidate.Kit == VisitKit.New).Key;

    private static (Slot Slot, Stratum Stratum) PlaceOf(RandomizationBlockEvent happened) => happened switch
    {
        SlotAllocated e => (e.Slot, e.Stratum),
        SlotRecovered e => (e.Slot, e.Stratum),
        FactorLevelAllocated e => (e.Slot, e.Stratum),
        _ => throw new UnexpectedEventException($"{happened?.GetType().Name} takes no place of a list."),
    };

    private static Decision<ParticipantState.Eligible> Eligible(ParticipantState state, RandomizeParticipant command) => state switch
    {
        ParticipantState.NotScreened => RefusalCode.ParticipantUnknown,
        ParticipantState.Existing existing when existing.Baseline.Site != command.Site => RefusalCode.ParticipantOfAnotherSite,
        ParticipantState.Excluded => RefusalCode.ParticipantExcluded,
        ParticipantState.Enrolled => RefusalCode.AlreadyRandomized,
        ParticipantState.Eligible eligible => eligible,
        ParticipantState.Screened => RefusalCode.ConsentMissing,
        _ => RefusalCode.NotEligible,
    };

    private static Decision<StudySpec> WithinCaps(StudySpec spec, SiteId site, SiteStock stock, RandomizationBlockState block, OtherLists others, Stratum stratum)
    {
        var caps = spec.Caps;
        return spec switch
        {
            _ when block.Allocated + others.InStudy >= (caps.Study ?? int.MaxValue) => RefusalCode.StudyCapReached,
            _ when block.Allocated + others.InCohort >= caps.Cohorts.GetValueOrDefault(stratum.Cohort, int.MaxValue) => RefusalCode.CohortCapReached,
            _ when stock.Randomized >= caps.Sites.GetValueOrDefault(site.Value, int.MaxValue) => RefusalCode.SiteCapReached,
            _ when block.ByStratum.GetValueOrDefault(stratum.Key) >= (caps.PerStratum ?? int.MaxValue) => RefusalCode.StratumCapReached,
            _ => spec,
        };
    }
}
