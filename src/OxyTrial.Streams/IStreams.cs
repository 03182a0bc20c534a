using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Streams;

/// <summary>Where a <see cref="Reading"/> takes folded states from.</summary>
public interface IStreams
{
    /// <summary>The state as it is known; read when it is not.</summary>
    ValueTask<Versioned> LoadAsync(StudyId study, StreamKind kind, string stream, CancellationToken cancellation);

    /// <summary>The state with whatever the journal has beyond what is known.</summary>
    ValueTask<Versioned> RefreshAsync(StudyId study, StreamKind kind, string stream, CancellationToken cancellation);
}
