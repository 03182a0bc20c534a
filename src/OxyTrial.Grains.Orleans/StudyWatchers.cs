using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using OxyTrial.Journal;

namespace OxyTrial.Grains.Orleans;

/// <summary>
/// On every silo: names each study of the journal to its watch, when the silo starts and every minute, so that a study registered since, or
/// whose reminders were lost with the reminder store, is watched. To be named twice changes nothing.
/// </summary>
internal sealed class StudyWatchers(IGrainFactory grains, IJournalReader journal, TimeProvider time, ILogger<StudyWatchers> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(await TryAsync(stoppingToken) ? Pause : PauseAfterFailure, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var study in await journal.StudiesAsync(cancellation))
            {
                await grains.GetGrain<IStudyWatchGrain>(study).WatchAsync(cancellation);
            }

            return true;
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // A silo that is still joining, a journal out of reach: nothing is lost, reminders go on.
            log.LogWarning(failed, "The studies' watches cannot be named; they are tried again");
            return false;
        }
    }
}
