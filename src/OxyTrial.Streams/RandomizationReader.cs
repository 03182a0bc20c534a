using System.Collections.Immutable;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Streams;

/// <summary>
/// Reads what a randomization is decided from. The grain decides with it, and the vault with its own journal once more: so that it answers
/// only what the journal bears out.
/// </summary>
public static class RandomizationReader
{
    /// <summary>The request that is due for a participant, or the refusal.</summary>
    /// <param name="reading">Remembers what was read.</param>
    /// <param name="allocator">Draws the levels of randomized factors.</param>
    /// <param name="command">Who is to be randomized, and where.</param>
    /// <param name="today">Today at the site.</param>
    /// <param name="cancellation">Canceled.</param>
    public static async ValueTask<Decision<DueRandomization>> DueAsync(
        Reading reading, IAllocator allocator, RandomizeParticipant command, Func<StudyState, DateOnly> today, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(allocator);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(today);
        await reading.PrepareAsync([Study.Stream, Participant.StreamOf(command.Participant), Site.StreamOf(command.Site)], cancellation);
        var study = await reading.StudyAsync(cancellation);
        var participant = await reading.ParticipantAsync(command.Participant, cancellation);
        var day = today(study);
        switch (await DrawAsync(reading, allocator, study, participant, cancellation))
        {
            case Decision<ImmutableArray<DrawnLevel>>.Accepted { Value: var drawn }:
                var at = await CaseAsync(reading, study, participant, drawn, command, day, cancellation);
                return RandomizationBlock.Request(at, command).Select(request => new DueRandomization(at, request));
            case Decision<ImmutableArray<DrawnLevel>>.Refused { Refusal: var exhausted }:
                // Whatever else stands against it is told first.
                var undrawn = await CaseAsync(reading, study, participant, [], command, day, cancellation);
                return RandomizationBlock.Request(undrawn, command).Then<DueRandomization>(_ => exhausted);
            default:
                throw new InvalidOperationException("A decision is accepted or refused.");
        }
    }

    // The levels of randomized factors, in the spec's order, each drawn in the stratum of those before; of nobody who cannot be randomized.
    private static async ValueTask<Decision<ImmutableArray<DrawnLevel>>> DrawAsync(
        Reading reading, IAllocator allocator, StudyState study, ParticipantState participant, CancellationToken cancellation)
    {
        ImmutableArray<DrawnLevel> drawn = [];
        if (participant is not ParticipantState.Eligible eligible || Study.Recruiting(study) is not Decision<StudyFacts>.Accepted { Value.Spec: var spec })
        {
            return drawn;
        }

        foreach (var factor in spec.Factors.OfType<RandomizedFactor>())
        {
            var before = RandomizationBlock.StratumOf(spec, eligible, drawn);
            var list = await reading.BlockAsync(before.ScopeKey(factor), cancellation);
            var slot = new Slot(before.ScopeKey(factor), list.Allocated + 1);
            switch (await allocator.DrawLevelAsync(new LevelRequest(reading.StudyId, eligible.Baseline.Id, factor.Name, slot, before), cancellation))
            {
                case Decision<string>.Accepted { Value: var level }:
                    drawn = drawn.Add(new DrawnLevel(factor.Name, slot, before, level));
                    break;
                case Decision<string>.Refused { Refusal: var refusal }:
                    return refusal;
            }
        }

        return drawn;
    }
    private static async ValueTask<RandomizationCase> CaseAsync(
        Reading reading, StudyState study, ParticipantState participant, ImmutableArray<DrawnLevel> drawn, RandomizeParticipant command, DateOnly today, CancellationToken cancellation)
    {
        var scope = drawn.IsEmpty || participant is not ParticipantState.Eligible eligible
            ? RandomizationBlock.ScopeOf(study, participant)
            : RandomizationBlock.StratumOf(study.SpecOrNull!, eligible, drawn).ScopeKey(study.SpecOrNull!);
        return new RandomizationCase(
            study,
            await reading.SiteAsync(command.Site, cancellation),
            participant,
            scope is null ? RandomizationBlock.Initial : await reading.BlockAsync(scope, cancellation),
            scope is null ? OtherLists.None : await OthersAsync(reading, study.SpecOrNull!, scope, participant, cancellation),
            today)
        {
            Drawn = drawn,
        };
    }

    // Other lists are read, and so expected unchanged, only where a limit spans them.
    private static async ValueTask<OtherLists> OthersAsync(Reading reading, StudySpec spec, string scope, ParticipantState participant, CancellationToken cancellation)
    {
        var cohort = ((ParticipantState.Existing)participant).Baseline.Cohort;
        var cohortIsLimited = spec.Caps.Cohorts.ContainsKey(cohort);
        string[] others = spec.Caps.Study is null && !cohortIsLimited ? []
            : [.. Stratum.ScopeKeys(spec).Where(key => key != scope && (spec.Caps.Study is not null || Stratum.ScopeIsOfCohort(key, cohort)))];
        await reading.PrepareAsync(others.Select(RandomizationBlock.StreamOf), cancellation);
        var counts = OtherLists.None;
        foreach (var other in others)
        {
            var block = await reading.BlockAsync(other, cancellation);
            counts = new OtherLists(counts.InStudy + block.Allocated, counts.InCohort + (Stratum.ScopeIsOfCohort(other, cohort) ? block.Allocated : 0));
        }

        return counts;
    }
}

/// <summary>A randomization that may be done now: what it is decided from, and what to ask of the allocator.</summary>
/// <param name="At">What it is decided from.</param>
/// <param name="Request">What to ask.</param>
public sealed record DueRandomization(RandomizationCase At, KitRequest Request);
