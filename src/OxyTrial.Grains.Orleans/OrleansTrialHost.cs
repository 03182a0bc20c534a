using Orleans;
using Orleans.Runtime;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Grains.Orleans;

/// <summary>
/// Sends each command to the one grain of the cluster that is serial for it. Two live activations, as after a split, do no harm:
/// the journal refuses the second.
/// </summary>
/// <param name="grains">A silo's, or a cluster client's.</param>
/// <param name="journal">Where a randomization's allocation list is looked up.</param>
public sealed class OrleansTrialHost(IGrainFactory grains, IJournalReader journal) : ITrialHost
{
    private readonly AllocationLists lists = new(journal);

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, StudyCommand command, CommandContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        return AskAsync(grains.GetGrain<IStudyGrain>(study.Value), new CommandMessage(study, command, context), cancellation);
    }

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, SiteCommand command, CommandContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return AskAsync(grains.GetGrain<ISiteGrain>($"{study}/{command.Site}"), new CommandMessage(study, command, context), cancellation);
    }

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, ParticipantCommand command, CommandContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return AskAsync(grains.GetGrain<IParticipantGrain>($"{study}/{command.Participant}"), new CommandMessage(study, command, context), cancellation);
    }

    /// <inheritdoc/>
    public async Task<CommandOutcome> ExecuteAsync(StudyId study, RandomizeParticipant command, CommandContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var list = await lists.KeyOfAsync(study, command.Participant, cancellation);
        return await AskAsync(grains.GetGrain<IRandomizationBlockGrain>($"{study}/{list}"), new CommandMessage(study, command, context), cancellation);
    }

    private static async Task<CommandOutcome> AskAsync(ITrialGrain grain, CommandMessage message, CancellationToken cancellation)
    {
        byte[] answer;
        try
        {
            answer = await grain.ExecuteAsync(message.ToBytes(), cancellation);
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            // No answer is no failure: the silo may have written before it went.
            throw new AppendOutcomeUnknownException(message.Study.Value, message.Context.CommandId, lost);
        }

        return OutcomeMessage.FromBytes(answer).For(message);
    }
}
