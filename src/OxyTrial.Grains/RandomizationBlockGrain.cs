using System.Collections.Immutable;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.Pipeline;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Grains;

/// <summary>An allocation list's thin shell: serial within its list.</summary>
internal sealed class RandomizationBlockGrain(StudyId study, CommandPipeline pipeline, IAllocator allocator)
{
    private readonly Mailbox mailbox = new();

    public Task<CommandOutcome> ExecuteAsync(RandomizeParticipant command, CommandContext context, CancellationToken cancellation) =>
        mailbox.RunAsync(() => pipeline.ExecuteAsync(study, command, context, (reading, token) => DecideAsync(reading, command, context, token), cancellation), cancellation);

    private async ValueTask<Decision<Proposal>> DecideAsync(Reading reading, RandomizeParticipant command, CommandContext context, CancellationToken cancellation)
    {
        var studyState = await reading.StudyAsync(cancellation);
        var participant = await reading.ParticipantAsync(command.Participant, cancellation);
        return await DrawAsync(reading, studyState, participant, cancellation) switch
        {
            Decision<ImmutableArray<DrawnLevel>>.Accepted { Value: var drawn } => await DecideAsync(
                await CaseAsync(reading, studyState, participant, drawn, command, context, cancellation), command, cancellation),
            Decision<ImmutableArray<DrawnLevel>>.Refused { Refusal: var refusal } => RandomizationBlock
                .Request(await CaseAsync(reading, studyState, participant, [], command, context, cancellation), command)
                .Match(_ => refusal, earlier => earlier),
            _ => throw new InvalidOperationException("A decision is accepted or refused."),
        };
    }

    private async ValueTask<Decision<Proposal>> DecideAsync(RandomizationCase at, RandomizeParticipant command, CancellationToken cancellation)
    {
        switch (RandomizationBlock.Request(at, command))
        {
            case Decision<KitRequest>.Accepted { Value: var request }:
                return (await allocator.ChooseKitAsync(request, cancellation)).Select(choice => Allocated(at, command, request, choice));
            case Decision<KitRequest>.Refused { Refusal: var refusal }:
                return refusal;
            default:
                throw new InvalidOperationException("A decision is accepted or refused.");
        }
    }

    // The levels of randomized factors, in the spec's order, each drawn in the stratum of those before; of nobody who cannot be randomized.
    private async ValueTask<Decision<ImmutableArray<DrawnLevel>>> DrawAsync(
        Reading reading, StudyState studyState, ParticipantState participant, CancellationToken cancellation)
    {
        ImmutableArray<DrawnLevel> drawn = [];
        if (participant is not ParticipantState.Eligible eligible || Study.Recruiting(studyState) is not Decision<StudyFacts>.Accepted { Value.Spec: var spec })
        {
            return drawn;
        }

        foreach (var factor in spec.Factors.OfType<RandomizedFactor>())
        {
            var before = RandomizationBlock.StratumOf(spec, eligible, drawn);
            var list = await reading.BlockAsync(before.ScopeKey(factor), cancellation);
            var slot = new Slot(before.ScopeKey(factor), list.Allocated + 1);
            switch (await allocator.DrawLevelAsync(new LevelRequest(study, factor.Name, slot, before), cancellation))
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

    private static Proposal Allocated(RandomizationCase at, RandomizeParticipant command, KitRequest request, ChosenKit choice)
    {
        var events = RandomizationBlock.Allocate(at.Study.SpecOrNull!, request, choice);
        var visit = events.Participant.OfType<ParticipantRandomized>().Single().Visit;
        return Proposal.Of(
                new CommandReply.KitReady(command.Participant, visit, choice.Kit, choice.Lot),
                [
                .. at.Drawn.Select(level => (RandomizationBlock.StreamOf(level.Slot.Scope), (IEnumerable<TrialEvent>)[new FactorLevelAllocated(level.Slot, command.Participant, level.Before, level.Level)])),
                (RandomizationBlock.StreamOf(request.Slot.Scope), events.Block),
                (Participant.StreamOf(command.Participant), events.Participant),
                (Site.StreamOf(command.Site), events.Site),
                ])
            .Claiming([.. at.Drawn.Select(level => new Claim("slot", level.Slot.ToString()))])
            .Claiming(new Claim("slot", request.Slot.ToString()), new Claim("participant", command.Participant.Value), Proposal.KitClaim(choice.Kit));
    }

    private static async ValueTask<RandomizationCase> CaseAsync(
        Reading reading, StudyState studyState, ParticipantState participant, ImmutableArray<DrawnLevel> drawn, RandomizeParticipant command, CommandContext context, CancellationToken cancellation)
    {
        var scope = drawn.IsEmpty || participant is not ParticipantState.Eligible eligible
            ? RandomizationBlock.ScopeOf(studyState, participant)
            : RandomizationBlock.StratumOf(studyState.SpecOrNull!, eligible, drawn).ScopeKey(studyState.SpecOrNull!);
        return new RandomizationCase(
            studyState,
            await reading.SiteAsync(command.Site, cancellation),
            participant,
            scope is null ? RandomizationBlock.Initial : await reading.BlockAsync(scope, cancellation),
            scope is null ? OtherLists.None : await OthersAsync(reading, studyState.SpecOrNull!, scope, participant, cancellation),
            SiteCalendar.Today(studyState, command.Site, context.Utc))
        {
            Drawn = drawn,
        };
    }

    // Other lists are read, and so expected unchanged, only where a limit spans them.
    private static async ValueTask<OtherLists> OthersAsync(Reading reading, StudySpec spec, string scope, ParticipantState participant, CancellationToken cancellation)
    {
        var cohort = ((ParticipantState.Existing)participant).Baseline.Cohort;
        var counts = OtherLists.None;
        foreach (var other in Stratum.ScopeKeys(spec).Where(key => key != scope))
        {
            var ofCohort = Stratum.ScopeIsOfCohort(other, cohort);
            if (spec.Caps.Study is null && !(ofCohort && spec.Caps.Cohorts.ContainsKey(cohort)))
            {
                continue;
            }

            var block = await reading.BlockAsync(other, cancellation);
            counts = new OtherLists(counts.InStudy + block.Allocated, counts.InCohort + (ofCohort ? block.Allocated : 0));
        }

        return counts;
    }
}
