using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Views;

namespace OxyTrial.Server.Operations;

/// <summary>How far the read models of one study are.</summary>
/// <param name="Head">Newest position known.</param>
/// <param name="Folded">Position up to which they are folded.</param>
/// <param name="BehindSince">Since when they are behind; null while they are not.</param>
internal sealed record StudyProgress(long Head, long Folded, DateTimeOffset? BehindSince)
{
    /// <summary>Nothing is known yet.</summary>
    public static StudyProgress None { get; } = new(0, 0, null);

    /// <summary>The journal is at least this far.</summary>
    public StudyProgress Told(long head, DateTimeOffset now) => head <= Head ? this : this with { Head = head, BehindSince = BehindSince ?? now };

    /// <summary>The read models are at least this far.</summary>
    public StudyProgress Took(long position) => new(Math.Max(Head, position), Math.Max(Folded, position), position >= Head ? null : BehindSince);
}

/// <summary>
/// Keeps the read models at the journal's head, whoever writes it: this node or another. A question catches up by itself, so a page is
/// never behind; this makes that short, and says so when the node does not keep pace.
/// </summary>
internal sealed class JournalFollower : BackgroundService
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OxyTrial.Views";

    /// <summary>How long a node may be behind before it says that it is not ready.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Between two looks more events gather, and one reading takes all of a study's: each node follows what all of them write.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private readonly IJournal journal;
    private readonly TrialViews views;
    private readonly TimeProvider time;
    private readonly ILogger<JournalFollower> log;
    private readonly ConcurrentDictionary<string, StudyProgress> progress = new(StringComparer.Ordinal);
    private volatile bool first;
    private bool failing;
    private long heard;

    public JournalFollower(IJournal journal, TrialViews views, IMeterFactory meters, TimeProvider time, ILogger<JournalFollower> log)
    {
        (this.journal, this.views, this.time, this.log) = (journal, views, time, log);
        meters.Create(MeterName).CreateObservableGauge("oxytrial.views.lag", () => Lag, "{event}", "Events of the study furthest behind that its read models have not taken in.");
    }

    /// <summary>Whether everything that the journal held at the start has been folded.</summary>
    public bool HasCaughtUp => first;

    /// <summary>Events that the read models of the study furthest behind lack.</summary>
    public long Lag => progress.Values.Select(one => one.Head - one.Folded).DefaultIfEmpty(0).Max();

    /// <summary>Since when the study furthest behind is behind; null when none is.</summary>
    public DateTimeOffset? BehindSince => progress.Values.Min(one => one.BehindSince);

    /// <summary>Takes in everything the journal holds now; a study that cannot be read does not hold up the others.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellation)
    {
        var heads = await journal.HeadsAsync(cancellation);
        foreach (var head in heads)
        {
            Set(head.Study, one => one.Told(head.Position, time.GetUtcNow()));
        }

        await views.ForEachAsync(
            heads,
            view =>
            {
                Set(view.Id.Value, one => one.Took(view.Head.Position));
                return ValueTask.CompletedTask;
            },
            cancellation);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new Persistent(time, TimeSpan.FromSeconds(5), Failed).RunAsync(FollowAsync, Gathering, stoppingToken);

    private async Task FollowAsync(CancellationToken cancellation)
    {
        // Before the heads: what is appended after they were read is news again.
        var news = await journal.WaitForNewsAsync(heard, cancellation);
        await CatchUpAsync(cancellation);
        (heard, first, failing) = (news, true, false);
    }

    private void Set(string study, Func<StudyProgress, StudyProgress> change) =>
        progress.AddOrUpdate(study, _ => change(StudyProgress.None), (_, one) => change(one));

    private void Failed(Exception failed)
    {
        if (!failing)
        {
            failing = true;
            log.LogWarning(failed, "The read models cannot follow the journal; they try again until they can");
        }
    }
}
