using OxyTrial.Grains.Commands;
using OxyTrial.Grains.Pipeline;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Grains;

/// <summary>A site's thin shell.</summary>
internal sealed class SiteGrain(StudyId study, SiteId site, CommandPipeline pipeline)
{
    private readonly Mailbox mailbox = new();

    public Task<CommandOutcome> ExecuteAsync(SiteCommand command, CommandContext context, CancellationToken cancellation) =>
        mailbox.RunAsync(() => pipeline.ExecuteAsync(study, command, context, (reading, token) => DecideAsync(reading, command, token), cancellation), cancellation);

    private async ValueTask<Decision<Proposal>> DecideAsync(Reading reading, SiteCommand command, CancellationToken cancellation) =>
        Site.Decide(await reading.StudyAsync(cancellation), await reading.SiteAsync(site, cancellation), command)
            .Select(events => Proposal.Of(new CommandReply.Done(), (Site.StreamOf(site), events)));
}
