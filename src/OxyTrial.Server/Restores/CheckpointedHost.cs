using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;

namespace OxyTrial.Server.Restores;

/// <summary>
/// A host whose every kit is in the checkpoints before it is told: what a site is handed can never be unknown outside. A study of which
/// checkpoints are known is not registered a second time.
/// </summary>
internal sealed class CheckpointedHost(ITrialHost inner, CheckpointBook book) : ITrialHost
{
    /// <inheritdoc/>
    public async Task<CommandOutcome> ExecuteAsync(StudyId study, StudyCommand command, CommandContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        return command is RegisterStudy && !await book.HasJournalAsync(study, cancellation) && book.NewestOf(study.Value) is { } known
            ? new CommandOutcome.Refused(new Refusal(RefusalCode.StudyInQuarantine, $"There is no journal of the study; checkpoint {known.Printed} is known. Restore a backup."))
            : await inner.ExecuteAsync(study, command, context, cancellation);
    }

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, SiteCommand command, CommandContext context, CancellationToken cancellation = default) =>
        inner.ExecuteAsync(study, command, context, cancellation);

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, ParticipantCommand command, CommandContext context, CancellationToken cancellation = default) =>
        KnownOutsideAsync(study, inner.ExecuteAsync(study, command, context, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, RandomizeParticipant command, CommandContext context, CancellationToken cancellation = default) =>
        KnownOutsideAsync(study, inner.ExecuteAsync(study, command, context, cancellation), cancellation);

    private async Task<CommandOutcome> KnownOutsideAsync(StudyId study, Task<CommandOutcome> running, CancellationToken cancellation)
    {
        var outcome = await running;
        if (outcome is CommandOutcome.Completed { Reply: CommandReply.KitReady })
        {
            await book.RecordAsync(study, cancellation);
        }

        return outcome;
    }
}
