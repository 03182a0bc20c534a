using Orleans;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.InProcess;

namespace OxyTrial.Grains.Orleans;

/// <summary>A grain that takes commands and answers them, both in the project's own JSON: the core needs no attribute of Orleans.</summary>
internal interface ITrialGrain : IGrainWithStringKey
{
    /// <summary>A <see cref="CommandMessage"/> in, an <see cref="OutcomeMessage"/> out.</summary>
    Task<byte[]> ExecuteAsync(byte[] command, CancellationToken cancellation);
}

/// <summary>Key: study.</summary>
internal interface IStudyGrain : ITrialGrain;

/// <summary>Key: study/site.</summary>
internal interface ISiteGrain : ITrialGrain;

/// <summary>Key: study/participant.</summary>
internal interface IParticipantGrain : ITrialGrain;

/// <summary>Key: study/scope of the allocation list.</summary>
internal interface IRandomizationBlockGrain : ITrialGrain;

/// <summary>
/// The one entrance to its key in the whole cluster. Orleans lets one command in at a time; what the command does is the silo's
/// in-process host's business, as on a single node.
/// </summary>
internal abstract class TrialGrain(InProcessTrialHost silo) : Grain, ITrialGrain
{
    public async Task<byte[]> ExecuteAsync(byte[] command, CancellationToken cancellation) =>
        (await OutcomeMessage.OfAsync(CommandMessage.FromBytes(command).ExecuteAsync(silo, cancellation))).ToBytes();
}

internal sealed class StudyGrain(InProcessTrialHost silo) : TrialGrain(silo), IStudyGrain;

internal sealed class SiteGrain(InProcessTrialHost silo) : TrialGrain(silo), ISiteGrain;

internal sealed class ParticipantGrain(InProcessTrialHost silo) : TrialGrain(silo), IParticipantGrain;

internal sealed class RandomizationBlockGrain(InProcessTrialHost silo) : TrialGrain(silo), IRandomizationBlockGrain;
