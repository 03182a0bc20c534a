using OxyTrial.Grains.Commands;
using OxyTrial.Grains.Pipeline;
using OxyTrial.Journal;
using OxyTrial.Streams;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial;

namespace OxyTrial.Grains;

/// <summary>The study's thin shell.</summary>
internal sealed class StudyGrain(StudyId study, CommandPipeline pipeline, IAllocator allocator)
{
    private readonly Mailbox mailbox = new();

    public Task<CommandOutcome> ExecuteAsync(StudyCommand command, CommandContext context, CancellationToken cancellation) =>
        mailbox.RunAsync(() => pipeline.ExecuteAsync(study, command, context, (reading, token) => DecideAsync(reading, command, context, token), cancellation), cancellation);

    private async ValueTask<Decision<Proposal>> DecideAsync(Reading reading, StudyCommand command, CommandContext context, CancellationToken cancellation)
    {
        if (command is RegisterStudy registration && registration.Spec.Id != study)
        {
            throw new ArgumentException($"The spec of study {registration.Spec.Id} cannot be registered as study {study}.", nameof(command));
        }

        var state = await reading.StudyAsync(cancellation);
        var released = command switch
        {
            ReleaseLot release => (release.Site, release.Sets),
            RecoverLot release => (release.Site, release.Sets),
            _ => ((SiteId, int Sets)?)null,
        };
        var today = released is { Item1: var site } ? SiteCalendar.Today(state, site, context.Utc) : DateOnly.FromDateTime(context.Utc.UtcDateTime);
        var decision = Study.Decide(state, command, context.Actor, today, []);
        if (released is { Sets: var sets } && decision is Decision<System.Collections.Immutable.ImmutableArray<StudyEvent>>.Accepted)
        {
            // Only a release that would be accepted may ask the vault which numbers the next sets bear.
            var numbers = await allocator.KitNumbersAsync(study, Study.NextSet(state), sets, cancellation);
            decision = Study.Decide(state, command, context.Actor, today, numbers);
        }

        return decision.Select(events => Proposal.Of(new CommandReply.Done(), (Study.Stream, events)));
    }
}
