using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Streams;

/// <summary>
/// What one attempt at a decision has read. Every stream it hands out is remembered with its version, and the append expects all
/// of them: a decision never rests on something that has moved on.
/// </summary>
/// <param name="cache">Cache.</param>
/// <param name="study">Study.</param>
/// <param name="atHead">Whether each stream is brought up to the journal's head when it is read, rather than taken as cached.</param>
public sealed class Reading(StreamCache cache, StudyId study, bool atHead = false)
{
    private readonly Dictionary<string, long> versions = new(StringComparer.Ordinal);

    /// <summary>The study.</summary>
    public StudyId StudyId => study;

    /// <summary>Every stream read and its version.</summary>
    public IReadOnlyList<StreamVersion> Versions => [.. versions.Select(read => new StreamVersion(read.Key, read.Value))];

    /// <summary>State of the study.</summary>
    public async ValueTask<StudyState> StudyAsync(CancellationToken cancellation) =>
        (StudyState)await ReadAsync(StreamKind.OfStudy, Study.Stream, cancellation);

    /// <summary>State of the site.</summary>
    public async ValueTask<SiteState> SiteAsync(SiteId site, CancellationToken cancellation) =>
        (SiteState)await ReadAsync(StreamKind.OfSite, Site.StreamOf(site), cancellation);

    /// <summary>State of the participant.</summary>
    public async ValueTask<ParticipantState> ParticipantAsync(ParticipantId participant, CancellationToken cancellation) =>
        (ParticipantState)await ReadAsync(StreamKind.OfParticipant, Participant.StreamOf(participant), cancellation);

    /// <summary>State of the allocation list.</summary>
    public async ValueTask<RandomizationBlockState> BlockAsync(string scope, CancellationToken cancellation) =>
        (RandomizationBlockState)await ReadAsync(StreamKind.OfBlock, RandomizationBlock.StreamOf(scope), cancellation);

    /// <summary>Brings the cache up to date; true when anything read had moved on.</summary>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellation)
    {
        var moved = false;
        foreach (var (stream, version) in versions)
        {
            var fresh = await cache.RefreshAsync(study, StreamKind.Of(stream), stream, cancellation);
            moved |= fresh.Version != version;
        }

        return moved;
    }

    private async ValueTask<object> ReadAsync(StreamKind kind, string stream, CancellationToken cancellation)
    {
        var read = atHead ? await cache.RefreshAsync(study, kind, stream, cancellation) : await cache.LoadAsync(study, kind, stream, cancellation);
        versions[stream] = read.Version;
        return read.State;
    }
}
