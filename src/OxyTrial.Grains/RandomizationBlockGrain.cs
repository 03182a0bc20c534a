using System.Collections.Immutable;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.Pipeline;
using OxyTrial.Journal;
using OxyTrial.Streams;
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

    private async ValueTask<Decision<Proposal>> DecideAsync(Reading reading, RandomizeParticipant command, CommandContext context, CancellationToken cancellation) =>
        await RandomizationReader.DueAsync(reading, allocator, command, state => SiteCalendar.Today(state, command.Site, context.Utc), cancellation) switch
        {
            Decision<DueRandomization>.Accepted { Value: var due } => (await allocator.ChooseKitAsync(due.Request, cancellation)).Select(choice => Allocated(due.At, command, due.Request, choice)),
            Decision<DueRandomization>.Refused { Refusal: var refusal } => refusal,
            _ => throw new InvalidOperationException("A decision is accepted or refused."),
        };

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
}
