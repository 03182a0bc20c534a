using System.Collections.Concurrent;
using OxyTrial.Journal;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.StoredFormat;

namespace OxyTrial.Streams;

/// <summary>
/// Folded states of one study that are brought to the journal's head all at once, by one reading of what was written since the last time. Each
/// such reading begins with the newest event known: is it no longer there, as after a restore, everything is read anew.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
public sealed class StreamsAtHead(StudyId id, IJournalReader journal) : IStreams
{
    private const int PageSize = 1000;

    // Held by whoever reads: a stream that is loaded while others are brought forward would miss what they take in.
    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly ConcurrentDictionary<string, Versioned> states = new(StringComparer.Ordinal);
    private JournalHead? head;

    /// <summary>Brings every state known to the journal's head.</summary>
    public Task CatchUpAsync(CancellationToken cancellation) => ReadAsync(
        async () =>
        {
            if (head is not { Position: > 0 } known || !await FoldAfterAsync(known, cancellation))
            {
                states.Clear();
                head = await journal.HeadAsync(id.Value, cancellation);
            }
        },
        cancellation);

    /// <inheritdoc/>
    public async ValueTask<Versioned> LoadAsync(StudyId study, StreamKind kind, string stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (states.TryGetValue(stream, out var known))
        {
            return known;
        }

        await ReadAsync(
            async () =>
            {
                var entries = await journal.ReadStreamAsync(Mine(study), stream, 0, cancellation);
                states[stream] = entries.Aggregate(new Versioned(kind.Initial, 0), (state, entry) => state.With(kind, entry));
            },
            cancellation);
        return states[stream];
    }

    /// <inheritdoc/>
    public async ValueTask<Versioned> RefreshAsync(StudyId study, StreamKind kind, string stream, CancellationToken cancellation)
    {
        await CatchUpAsync(cancellation);
        return await LoadAsync(study, kind, stream, cancellation);
    }

    // False when the newest event known is not the journal's any more.
    private async Task<bool> FoldAfterAsync(JournalHead known, CancellationToken cancellation)
    {
        while (true)
        {
            var page = await journal.ReadAllAsync(id.Value, known.Position - 1, PageSize, cancellation);
            if (page.Count == 0 || !page[0].Hash.AsSpan().SequenceEqual(known.Hash))
            {
                return false;
            }

            foreach (var entry in page.Skip(1))
            {
                Fold(entry);
            }

            head = known = JournalHead.Of(page[^1]);
            if (page.Count < PageSize)
            {
                return true;
            }
        }
    }

    // A stream that was loaded since is ahead of the others, and has taken the entry in.
    private void Fold(JournalEntry entry)
    {
        if (states.TryGetValue(entry.Stream, out var state) && entry.Version > state.Version)
        {
            states[entry.Stream] = state.With(StreamKind.Of(entry.Stream), entry);
        }
    }

    private string Mine(StudyId study) => study == id ? id.Value : throw new ArgumentException($"These are the streams of study {id}, not of {study}.", nameof(study));

    private async Task ReadAsync(Func<Task> read, CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            await read();
        }
        finally
        {
            reading.Release();
        }
    }
}
