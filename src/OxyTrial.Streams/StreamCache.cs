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

    /// <summary>The state as cached; null when it is not.</summary>
    public Versioned? Find(StudyId study, string stream) => cached.GetValueOrDefault((study, stream));

    /// <summary>Folds whatever the journal has of these streams beyond the cached versions, by one question.</summary>
    /// <returns>The states, in the order of <paramref name="streams"/>.</returns>
    public async ValueTask<IReadOnlyList<Versioned>> RefreshAsync(StudyId study, IReadOnlyList<string> streams, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(streams);
        var known = streams.ToDictionary(stream => stream, stream => Find(study, stream) ?? new Versioned(StreamKind.Of(stream).Initial, 0), StringComparer.Ordinal);
        var newer = streams.Count == 1
            ? await journal.ReadStreamAsync(study.Value, streams[0], known[streams[0]].Version, cancellation)
            : await journal.ReadStreamsAsync(study.Value, [.. known.Select(stream => new StreamVersion(stream.Key, stream.Value.Version))], cancellation);
        foreach (var entry in newer)
        {
            known[entry.Stream] = Fold(known[entry.Stream], entry);
        }

        return [.. streams.Select(stream => Keep(study, stream, known[stream]))];
    }

    /// <summary>
    /// Folds entries that this process has just written, or read for another purpose; a stream that is not cached stays so. What cannot be
    /// folded is told to whoever decides from it, not to whoever came by with it: the stream is forgotten, and read again when it is asked for.
    /// </summary>
    public void Take(StudyId study, IEnumerable<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            // A gap means that somebody else wrote in between: the next load or conflict reads it.
            if (cached.TryGetValue((study, entry.Stream), out var known) && known.Version == entry.Version - 1)
            {
                try
                {
                    Keep(study, entry.Stream, Fold(known, entry));
                }
#pragma warning disable CA1031 // Whatever it is, the next reading of the stream meets it again.
                catch
#pragma warning restore CA1031
                {
                    cached.TryRemove((study, entry.Stream), out _);
                }
            }
        }
    }

    private Versioned Keep(StudyId study, string stream, Versioned fresh) =>
        cached.AddOrUpdate((study, stream), fresh, (_, known) => known.Version > fresh.Version ? known : fresh);

    private static Versioned Fold(Versioned state, JournalEntry entry) =>
        new(StreamKind.Of(entry.Stream).Evolve(state.State, EventCodec.Read(entry.Type, entry.SchemaVersion, entry.Body)), entry.Version);
}
