using System.Collections.Concurrent;
using OxyTrial.Grains.Commands;
using OxyTrial.Grains.Pipeline;
using OxyTrial.Journal;
using OxyTrial.Streams;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Grains.InProcess;

/// <summary>Grains in this process, one mailbox each. They hold no state of their own, so none is ever lost with them.</summary>
public sealed class InProcessTrialHost : ITrialHost
{
    private readonly CommandPipeline pipeline;
    private readonly AllocationLists lists;
    private readonly IAllocator allocator;
    private readonly ConcurrentDictionary<StudyId, StudyGrain> studies = new();
    private readonly ConcurrentDictionary<(StudyId, SiteId), SiteGrain> sites = new();
    private readonly ConcurrentDictionary<(StudyId, ParticipantId), ParticipantGrain> participants = new();
    private readonly ConcurrentDictionary<(StudyId, string), RandomizationBlockGrain> blocks = new();

    /// <summary>A host over a journal and the vault's allocator; both stay the caller's to dispose.</summary>
    public InProcessTrialHost(IJournal journal, IAllocator allocator)
        : this(journal, allocator, HostSeams.Production)
    {
    }

    /// <summary>A host that shares its states with whoever else reads the journal.</summary>
    public InProcessTrialHost(IJournal journal, IAllocator allocator, StreamCache states)
        : this(journal, allocator, HostSeams.Production, states)
    {
    }

    internal InProcessTrialHost(IJournal journal, IAllocator allocator, HostSeams seams, StreamCache? states = null)
    {
        pipeline = new CommandPipeline(journal, seams, states ?? new StreamCache(journal));
        lists = new AllocationLists(pipeline.NewReading);
        this.allocator = allocator;
    }

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, StudyCommand command, CommandContext context, CancellationToken cancellation = default) =>
        studies.GetOrAdd(study, id => new StudyGrain(id, pipeline, allocator)).ExecuteAsync(command, context, cancellation);

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, SiteCommand command, CommandContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return sites.GetOrAdd((study, command.Site), key => new SiteGrain(key.Item1, key.Item2, pipeline)).ExecuteAsync(command, context, cancellation);
    }

    /// <inheritdoc/>
    public Task<CommandOutcome> ExecuteAsync(StudyId study, ParticipantCommand command, CommandContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return participants.GetOrAdd((study, command.Participant), key => new ParticipantGrain(key.Item1, key.Item2, pipeline, allocator)).ExecuteAsync(command, context, cancellation);
    }

    /// <inheritdoc/>
    public async Task<CommandOutcome> ExecuteAsync(StudyId study, RandomizeParticipant command, CommandContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var list = await lists.KeyOfAsync(study, command.Participant, cancellation);
        return await blocks.GetOrAdd((study, list), key => new RandomizationBlockGrain(key.Item1, pipeline, allocator)).ExecuteAsync(command, context, cancellation);
    }
}
