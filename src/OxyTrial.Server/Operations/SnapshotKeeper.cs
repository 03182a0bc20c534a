using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Views;
using OxyTrial.Views.Snapshots;

namespace OxyTrial.Server.Operations;

/// <summary>Writes down what was folded of long journals, beside the server's work. Nothing waits for it: without a snapshot a start takes longer.</summary>
internal sealed class SnapshotKeeper(IJournalReader journal, TrialViews views, SnapshotFolder snapshots, TimeProvider time, ILogger<SnapshotKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private string? told;

    /// <summary>Writes the snapshots that are due; a study that fails does not hold up the others.</summary>
    internal async Task KeepAsync(CancellationToken cancellation)
    {
        await views.ForEachAsync(
            await journal.HeadsAsync(cancellation),
            async view =>
            {
                if (snapshots.IsDue(view))
                {
                    await snapshots.WriteAsync(view, cancellation);
                }
            },
            cancellation);
        told = null;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => new Persistent(time, TimeSpan.FromMinutes(5), Failed).RunAsync(KeepAsync, Pause, stoppingToken);

    private void Failed(Exception failed)
    {
        // Once as long as it stays the same.
        if (failed.Message != told)
        {
            told = failed.Message;
            log.LogWarning(failed, "Not every snapshot of a long journal could be kept; they are tried again, and without them a start takes longer");
        }
    }
}
