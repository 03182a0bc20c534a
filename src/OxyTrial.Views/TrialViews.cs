using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using OxyTrial.Journal;
using OxyTrial.Streams;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views.Snapshots;

namespace OxyTrial.Views;

/// <summary>
/// Read models fed from the journal. A query first catches up with the journal's head, so who wrote something sees it at once;
/// everything can be folded again.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="snapshots">Where a study's folding may begin other than at its first event; null for nowhere.</param>
/// <param name="states">Takes in what was read here, so that whoever decides from it need not ask the journal again; null for nobody.</param>
public sealed class TrialViews(IJournalReader journal, SnapshotFolder? snapshots = null, StreamCache? states = null)
{
    private const int PageSize = 1000;
    private const int PagesAhead = 3;

    // What others wrote since the last look, mostly; of so many studies at once as one answer may hold.
    private const int FewEvents = 100;
    private const int StudiesAtOnce = 64;

    private readonly ConcurrentDictionary<StudyId, Follower> followers = new();

    /// <summary>The study as of now; null when it is not registered.</summary>
    public async ValueTask<StudyView?> StudyAsync(StudyId study, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (followers.TryGetValue(study, out var follower) && await follower.NewestAsync(cancellation) is { } newest)
        {
            return newest;
        }

        var head = await journal.HeadAsync(study.Value, cancellation);
        return head.Position == 0 ? null : await AtAsync(head, cancellation);
    }

    /// <summary>The study as of this head or a later one, without asking the journal for another.</summary>
    /// <param name="head">A head that was read; not that of a study without events.</param>
    /// <param name="cancellation">Gives up.</param>
    public ValueTask<StudyView> AtAsync(JournalHead head, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(head.Position);
        return Of(head.Study).CatchUpAsync(head, [], cancellation);
    }

    /// <summary>Every registered study as of now, in order of identifier.</summary>
    public async ValueTask<IReadOnlyList<StudyView>> AllAsync(CancellationToken cancellation = default)
    {
        var views = new List<StudyView>();
        await ForEachAsync(
            await journal.HeadsAsync(cancellation),
            view =>
            {
                views.Add(view);
                return ValueTask.CompletedTask;
            },
            cancellation);
        return views;
    }

    /// <summary>Takes a step with each study, as of its head or later. One that cannot be read, or whose step fails, does not hold up the others.</summary>
    /// <param name="heads">The studies, in the order in which they have their turn.</param>
    /// <param name="step">Told of each study's view.</param>
    /// <param name="cancellation">Gives up at once.</param>
    /// <exception cref="Exception">The last failure, once all have had their turn.</exception>
    public async Task ForEachAsync(IReadOnlyCollection<JournalHead> heads, Func<StudyView, ValueTask> step, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(step);
        ExceptionDispatchInfo? failure = null;
        foreach (var some in heads.Chunk(StudiesAtOnce))
        {
            var news = await NewsAsync(some, cancellation);
            foreach (var head in some)
            {
                try
                {
                    await step(await Of(head.Study).CatchUpAsync(head, news[head.Study], cancellation));
                }
                catch (Exception failed) when (failed is not OperationCanceledException || !cancellation.IsCancellationRequested)
                {
                    failure = ExceptionDispatchInfo.Capture(failed);
                }
            }
        }

        failure?.Throw();
    }

    private Follower Of(string study) => followers.GetOrAdd(StudyId.FromTrusted(study), id => new Follower(id, journal, snapshots, states));

    // What many studies have to tell is little each, and asked for at once. A study with more to tell, or not folded yet, is read by itself.
    private async Task<ILookup<string, JournalEntry>> NewsAsync(JournalHead[] heads, CancellationToken cancellation)
    {
        try
        {
            JournalHead[] behind =
            [
                .. heads.Select(head => (Newest: head, Folded: Of(head.Study).Head))
                    .Where(study => study.Folded.Position > 0 && study.Newest.Position - study.Folded.Position is > 0 and <= FewEvents)
                    .Select(study => study.Folded),
            ];
            return (behind.Length < 2 ? [] : await journal.ReadAllAsync(behind, FewEvents, cancellation)).ToLookup(entry => entry.Study, StringComparer.Ordinal);
        }
#pragma warning disable CA1031 // Each study is then asked for by itself, and says what fails.
        catch (Exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return Enumerable.Empty<JournalEntry>().ToLookup(entry => entry.Study, StringComparer.Ordinal);
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose of.")]
    private sealed class Follower(StudyId study, IJournalReader journal, SnapshotFolder? snapshots, StreamCache? states)
    {
        private readonly SemaphoreSlim folding = new(1, 1);
        private StudyView view = new() { Id = study, Head = JournalHead.Empty(study.Value) };

        /// <summary>The newest event that has been folded.</summary>
        public JournalHead Head => Volatile.Read(ref view).Head;

        /// <summary>The study as of now, by one question; null when that is not enough: nothing is folded yet, or much is to come.</summary>
        public async ValueTask<StudyView?> NewestAsync(CancellationToken cancellation)
        {
            var current = Volatile.Read(ref view);
            if (current.Head.Position == 0)
            {
                return null;
            }

            var newer = await journal.ReadAllAsync(study.Value, current.Head.Position, FewEvents, cancellation);
            return newer switch
            {
                { Count: 0 } => Volatile.Read(ref view),
                { Count: FewEvents } => null,
                _ => await CatchUpAsync(JournalHead.Of(newer[^1]), newer, cancellation),
            };
        }

        /// <summary>The study as of this head or a later one.</summary>
        /// <param name="head">The head.</param>
        /// <param name="read">What was read of it already: events in order, the first of them no later than the first that is not folded.</param>
        /// <param name="cancellation">Gives up.</param>
        public async ValueTask<StudyView> CatchUpAsync(JournalHead head, IEnumerable<JournalEntry> read, CancellationToken cancellation)
        {
            if (Volatile.Read(ref view) is var current && current.Head.Position >= head.Position)
            {
                return current;
            }

            await folding.WaitAsync(cancellation);
            try
            {
                if (view.Head.Position == 0 && await SnapshotAsync(cancellation) is { } snapshot)
                {
                    Volatile.Write(ref view, snapshot);
                }

                // Another may have folded some of them in the meantime.
                Fold([.. read.SkipWhile(entry => entry.Position <= view.Head.Position).Select(Happening.Of)]);
                foreach (var page in Pages(view.Head.Position, head.Position, cancellation))
                {
                    Fold(await page);
                }

                return view;
            }
            finally
            {
                folding.Release();
            }
        }

        private void Fold(Happening[] next)
        {
            if (next.Length == 0)
            {
                return;
            }

            Volatile.Write(ref view, view.With(next));
            states?.Take(study, next.Select(happening => happening.Entry));
        }

        // The chain makes an event's hash that of all before it too: the journal that has this one is the journal that was folded.
        private async Task<StudyView?> SnapshotAsync(CancellationToken cancellation)
        {
            if (snapshots is null || await snapshots.ReadAsync(study, cancellation) is not { } snapshot)
            {
                return null;
            }

            var there = await journal.ReadAllAsync(study.Value, snapshot.Head.Position - 1, 1, cancellation);
            if (there is [var entry] && entry.Position == snapshot.Head.Position && entry.Hash.AsSpan().SequenceEqual(snapshot.Head.Hash))
            {
                snapshots.Believe(snapshot);
                return snapshot;
            }

            snapshots.Disbelieve(snapshot);
            return null;
        }

        // A long journal is read by some threads while another folds what was read. Positions have no gaps, so each page's place is known.
        private IEnumerable<Task<Happening[]>> Pages(long from, long to, CancellationToken cancellation)
        {
            if (from >= to)
            {
                yield break;
            }

            if (to - from <= PageSize)
            {
                yield return PageAsync(from, cancellation);
                yield break;
            }

            var reading = new Queue<Task<Happening[]>>();
            for (var next = from; next < to || reading.Count > 0;)
            {
                for (; next < to && reading.Count < PagesAhead; next += PageSize)
                {
                    var after = next;
                    reading.Enqueue(Task.Run(() => PageAsync(after, cancellation), cancellation));
                }

                yield return reading.Dequeue();
            }
        }

        private async Task<Happening[]> PageAsync(long after, CancellationToken cancellation)
        {
            var entries = await journal.ReadAllAsync(study.Value, after, PageSize, cancellation);
            return [.. entries.Select(Happening.Of)];
        }
    }
}
