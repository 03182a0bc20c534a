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

/// <summary>Everything a randomization is decided from.</summary>
/// <param name="Study">Study.</param>
/// <param name="Site">The participant's site.</param>
/// <param name="Participant">Participant.</param>
/// <param name="Block">The participant's allocation list.</param>
/// <param name="Others">Counts of the other lists.</param>
/// <param name="Today">Today at the site.</param>
public sealed record RandomizationCase(StudyState Study, SiteState Site, ParticipantState Participant, RandomizationBlockState Block, OtherLists Others, DateOnly Today);

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
    public static string? ScopeOf(StudyState study, ParticipantState participant) => (study, participant) switch
    {
        (StudyState.Existing existing, ParticipantState.Eligible eligible) => eligible.Stratum.ScopeKey(existing.Facts.Spec),
        (_, ParticipantState.Enrolled enrolled) => enrolled.Enrollment.Slot.Scope,
        _ => null,
    };

    /// <summary>Folds one event.</summary>
    /// <exception cref="UnexpectedEventException">The slot is not the next one.</exception>
    public static RandomizationBlockState Evolve(RandomizationBlockState state, RandomizationBlockEvent happened)
    {
        ArgumentNullException.ThrowIfNull(state);
        return happened is SlotAllocated e && e.Slot.Sequence == state.Allocated + 1
            ? new(e.Slot.Sequence, state.ByStratum.SetItem(e.Stratum.Key, state.ByStratum.GetValueOrDefault(e.Stratum.Key) + 1))
            : throw new UnexpectedEventException("block", state, happened);
    }

    /// <summary>What to ask of the allocator, or a refusal: study, site, participant, limits, stock, in this order.</summary>
    public static Decision<KitRequest> Request(RandomizationCase at, RandomizeParticipant command)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(command);
        return Study.Recruiting(at.Study).Then(study => Site.Known(study.Spec, command.Site)).Then(spec =>
            Site.Open(at.Site).Then(stock =>
            Eligible(at.Participant, command).Then(eligible =>
            WithinCaps(spec, command.Site, stock, at.Block, at.Others, eligible.Stratum).Then(_ =>
            Participant.Offered(spec, stock, at.Today).Select(lots => new KitRequest(
                spec.Id, new Slot(eligible.Stratum.ScopeKey(spec), at.Block.Allocated + 1), command.Participant, eligible.Stratum, FirstVisit(spec), spec.Kits.StockRule, lots))))));
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

    private static string FirstVisit(StudySpec spec) => spec.Visits.First(candidate => candidate.Kit == VisitKit.New).Key;

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
