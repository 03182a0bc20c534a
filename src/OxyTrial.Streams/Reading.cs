using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Streams;

/// <summary>
/// What one attempt at a decision has read. Every stream it hands out is remembered, and the append expects the version of all of them: a
/// decision never rests on something that has moved on, nor on two states of one stream.
/// </summary>
/// <param name="cache">Cache.</param>
/// <param name="study">Study.</param>
/// <param name="atHead">Whether each stream is brought up to the journal's head when it is read, rather than taken as cached.</param>
public sealed class Reading(StreamCache cache, StudyId study, bool atHead = false)
{
    private readonly Dictionary<string, Versioned> read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Versioned> prepared = new(StringComparer.Ordinal);

    /// <summary>The study.</summary>
    public StudyId StudyId => study;

    /// <summary>Every stream read and its version.</summary>
    public IReadOnlyList<StreamVersion> Versions => [.. read.Select(stream => new StreamVersion(stream.Key, stream.Value.Version))];

    /// <summary>State of the study.</summary>
    public async ValueTask<StudyState> StudyAsync(CancellationToken cancellation) =>
        (StudyState)await ReadAsync(Study.Stream, cancellation);

    /// <summary>State of the site.</summary>
    public async ValueTask<SiteState> SiteAsync(SiteId site, CancellationToken cancellation) =>
        (SiteState)await ReadAsync(Site.StreamOf(site), cancellation);

    /// <summary>State of the participant.</summary>
    public async ValueTask<ParticipantState> ParticipantAsync(ParticipantId participant, CancellationToken cancellation) =>
        (ParticipantState)await ReadAsync(Participant.StreamOf(participant), cancellation);

    /// <summary>State of the allocation list.</summary>
    public async ValueTask<RandomizationBlockState> BlockAsync(string scope, CancellationToken cancellation) =>
        (RandomizationBlockState)await ReadAsync(RandomizationBlock.StreamOf(scope), cancellation);

    /// <summary>Asks for all of these by one question, as far as the journal has to be asked; to read them then needs none.</summary>
    public async ValueTask PrepareAsync(IEnumerable<string> streams, CancellationToken cancellation)
    {
        string[] unknown = [.. streams.Where(stream => !read.ContainsKey(stream) && !prepared.ContainsKey(stream) && (atHead || cache.Find(study, stream) is null)).Distinct()];
        if (unknown.Length == 0)
        {
            return;
        }

        foreach (var (stream, state) in unknown.Zip(await cache.RefreshAsync(study, unknown, cancellation)))
        {
            prepared[stream] = state;
        }
    }

    /// <summary>Brings what was read up to date, here and in the cache; true when any of it had moved on.</summary>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellation)
    {
        string[] streams = [.. read.Keys];
        var moved = false;
        foreach (var (stream, fresh) in streams.Zip(await cache.RefreshAsync(study, streams, cancellation)))
        {
            moved |= fresh.Version != read[stream].Version;
            read[stream] = fresh;
        }

        return moved;
    }

    private async ValueTask<object> ReadAsync(string stream, CancellationToken cancellation)
    {
        if (!read.TryGetValue(stream, out var state))
        {
            await PrepareAsync([stream], cancellation);
            read[stream] = state = prepared.GetValueOrDefault(stream) ?? cache.Find(study, stream)!;
        }

        return state.State;
    }
}
