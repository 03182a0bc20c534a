using System.Collections.Concurrent;
using OxyTrial.Journal;
using OxyTrial.Trial;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Streams;

/// <summary>A state and the version of the stream it was folded from.</summary>
/// <param name="State">State.</param>
/// <param name="Version">Version; 0 before the first event.</param>
public sealed record Versioned(object State, long Version);

/// <summary>
/// Folded states by stream, shared within one process. A disposable cache: the journal refuses whatever was decided from a stale one.
/// </summary>
public sealed class StreamCache(IJournalReader journal)
{
    private readonly ConcurrentDictionary<(StudyId Study, string Stream), Versioned> cached = new();

    /// <summary>The state as cached; read when it is not.</summary>
    public async ValueTask<Versioned> LoadAsync(StudyId study, StreamKind kind, string stream, CancellationToken cancellation) =>
        cached.TryGetValue((study, stream), out var known) ? known : await RefreshAsync(study, kind, stream, cancellation);

    /// <summary>Folds whatever the journal has beyond the cached version.</summary>
    public async ValueTask<Versioned> RefreshAsync(StudyId study, StreamKind kind, string stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(kind);
        var known = cached.GetValueOrDefault((study, stream)) ?? new Versioned(kind.Initial, 0);
        var newer = await journal.ReadStreamAsync(study.Value, stream, known.Version, cancellation);
        return Keep(study, stream, newer.Aggregate(known, (state, entry) => Fold(kind, state, entry)));
    }

    /// <summary>Folds entries this process has just written.</summary>
    public void Written(StudyId study, IEnumerable<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            // A gap means that somebody else wrote in between: the next load or conflict reads it.
            if (cached.TryGetValue((study, entry.Stream), out var known) && known.Version == entry.Version - 1)
            {
                Keep(study, entry.Stream, Fold(StreamKind.Of(entry.Stream), known, entry));
            }
        }
    }

    private Versioned Keep(StudyId study, string stream, Versioned fresh) =>
        cached.AddOrUpdate((study, stream), fresh, (_, known) => known.Version > fresh.Version ? known : fresh);

    private static Versioned Fold(StreamKind kind, Versioned state, JournalEntry entry) =>
        new(kind.Evolve(state.State, EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)), entry.Version);
}
