using System.Collections.Immutable;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.Pipeline;
using OxyTrial.Journal;
using OxyTrial.Streams;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial;

namespace OxyTrial.Grains;

/// <summary>A participant's thin shell.</summary>
internal sealed class ParticipantGrain(StudyId study, ParticipantId participant, CommandPipeline pipeline, IAllocator allocator)
{
    private readonly Mailbox mailbox = new();

    public Task<CommandOutcome> ExecuteAsync(ParticipantCommand command, CommandContext context, CancellationToken cancellation) =>
        mailbox.RunAsync(() => pipeline.ExecuteAsync(study, command, context, (reading, token) => DecideAsync(reading, command, context, token), cancellation), cancellation);

    private async ValueTask<Decision<Proposal>> DecideAsync(Reading reading, ParticipantCommand command, CommandContext context, CancellationToken cancellation)
    {
        var studyState = await reading.StudyAsync(cancellation);
        var at = new ParticipantCase(
            studyState,
            await reading.SiteAsync(command.Site, cancellation),
            await reading.ParticipantAsync(participant, cancellation),
            context.Actor,
            SiteCalendar.Today(studyState, command.Site, context.Utc),
            context.Utc);
        return command is AssignVisitKit assign ? await AssignAsync(at, assign, cancellation)
            : command is EnterReceipt receipt ? await RecoverAsync(at, reading, receipt, cancellation)
            : Participant.Decide(at, command).Select(events => Written(command, events, new CommandReply.Done()));
    }

    private async ValueTask<Decision<Proposal>> AssignAsync(ParticipantCase at, AssignVisitKit command, CancellationToken cancellation)
    {
        switch (Participant.RequestVisitKit(at, command))
        {
            case Decision<KitRequest>.Accepted { Value: var request }:
                return (await allocator.ChooseKitAsync(request, cancellation)).Select(choice =>
                    Written(command, Participant.AssignKit(command, choice), new CommandReply.KitReady(participant, command.Visit, choice.Kit, choice.Lot))
                        .Claiming(Proposal.KitClaim(choice.Kit)));
            case Decision<KitRequest>.Refused { Refusal: var refusal }:
                return refusal;
            default:
                throw new InvalidOperationException("A decision is accepted or refused.");
        }
    }

    // Lists are written here and not by their own grains; that no slot goes to two is the journal's doing.
    private static async ValueTask<Decision<Proposal>> RecoverAsync(ParticipantCase at, Reading reading, EnterReceipt command, CancellationToken cancellation)
    {
        var lists = ImmutableArray.CreateBuilder<ListSoFar>();
        foreach (var scope in ReceiptRecovery.Scopes(at.Study, at.Participant, command))
        {
            lists.Add(new ListSoFar(scope, await reading.BlockAsync(scope, cancellation)));
        }

        return ReceiptRecovery.Decide(at, command, lists.ToImmutable()).Select(events => Recovered(command, events));
    }

    private static Proposal Recovered(EnterReceipt command, ReceiptEvents events)
    {
        Slot[] slots = [.. events.Lists.Select(list => RandomizationBlock.SlotOf(list.Event))];
        return Proposal.Of(
                new CommandReply.Done(),
                [
                    (Study.Stream, [events.Study]),
                    .. events.Lists.Select(list => (RandomizationBlock.StreamOf(list.Scope), (IEnumerable<TrialEvent>)[list.Event])),
                    (Participant.StreamOf(command.Participant), [events.Participant]),
                    (Site.StreamOf(command.Site), events.Site),
                ])
            .Claiming(slots.Select(slot => new Claim("slot", slot.ToString())))
            .Claiming(slots.Length > 0 ? [new Claim("participant", command.Participant.Value)] : [])
            .Claiming(Proposal.KitClaim(command.Kit));
    }

    private static Proposal Written(ParticipantCommand command, ParticipantEvents events, CommandReply reply) => Proposal.Of(
        reply, (Participant.StreamOf(command.Participant), events.Participant), (Site.StreamOf(command.Site), events.Site));
}
