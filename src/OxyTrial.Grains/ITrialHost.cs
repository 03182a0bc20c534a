using OxyTrial.Grains.Commands;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Grains;

/// <summary>Where commands go in. Each reaches the one grain that is serial for it; correctness does not depend on there being one.</summary>
public interface ITrialHost
{
    /// <summary>A command to the study.</summary>
    Task<CommandOutcome> ExecuteAsync(StudyId study, StudyCommand command, CommandContext context, CancellationToken cancellation = default);

    /// <summary>A command to a site.</summary>
    Task<CommandOutcome> ExecuteAsync(StudyId study, SiteCommand command, CommandContext context, CancellationToken cancellation = default);

    /// <summary>A command to a participant.</summary>
    Task<CommandOutcome> ExecuteAsync(StudyId study, ParticipantCommand command, CommandContext context, CancellationToken cancellation = default);

    /// <summary>A randomization, to the participant's allocation list.</summary>
    Task<CommandOutcome> ExecuteAsync(StudyId study, RandomizeParticipant command, CommandContext context, CancellationToken cancellation = default);
}
