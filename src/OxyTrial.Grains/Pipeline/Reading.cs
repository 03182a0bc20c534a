using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Grains.Pipeline;

/// <summary>
/// What one attempt at a decision has read. Every stream it hands out is remembered with its version, and the append expects all
/// of them: a decision never rests on something that has moved on.
/// </summary>
internal sealed class Reading(StreamCache cache, StudyId study)
{
    private readonly Dictionary<string, long> versions = new(StringComparer.Ordinal);

    public StudyId StudyId => study;

    public IReadOnlyList<StreamVersion> Versions => [.. versions.Select(read => new StreamVersion(read.Key, read.Value))];

    public async ValueTask<StudyState> StudyAsync(CancellationToken cancellation) =>
        (StudyState)await ReadAsync(StreamKind.OfStudy, Study.Stream, cancellation);

    public async ValueTask<SiteState> SiteAsync(SiteId site, CancellationToken cancellation) =>
        (SiteState)await ReadAsync(StreamKind.OfSite, Site.StreamOf(site), cancellation);

    public async ValueTask<ParticipantState> ParticipantAsync(ParticipantId participant, CancellationToken cancellation) =>
        (ParticipantState)await ReadAsync(StreamKind.OfParticipant, Participant.StreamOf(participant), cancellation);

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
        var read = await cache.LoadAsync(study, kind, stream, cancellation);
        versions[stream] = read.Version;
        return read.State;
    }
}
