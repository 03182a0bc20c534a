using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Streams;

/// <summary>
/// What one attempt at a decision has read. Every stream it hands out is remembered with its version, and the append expects all
/// of them: a decision never rests on something that has moved on.
/// </summary>
/// <param name="streams">Where states come from.</param>
/// <param name="study">Study.</param>
public sealed class Reading(IStreams streams, StudyId study)
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

    /// <summary>Reads again; true when anything read had moved on.</summary>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellation)
    {
        var moved = false;
        foreach (var (stream, version) in versions)
        {
            var fresh = await streams.RefreshAsync(study, StreamKind.Of(stream), stream, cancellation);
            moved |= fresh.Version != version;
        }

        return moved;
    }

    private async ValueTask<object> ReadAsync(StreamKind kind, string stream, CancellationToken cancellation)
    {
        var read = await streams.LoadAsync(study, kind, stream, cancellation);
        versions[stream] = read.Version;
        return read.State;
    }
}
