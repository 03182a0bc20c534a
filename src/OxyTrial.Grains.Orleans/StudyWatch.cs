using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OxyTrial.Grains.Duties;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Grains.Orleans;

/// <summary>Key: study. Runs the study's duties when the cluster's reminders say so, wherever in the cluster it is.</summary>
internal interface IStudyWatchGrain : IGrainWithStringKey
{
    /// <summary>Sees to it that each duty has its reminder. Asked again and again, by every silo.</summary>
    Task WatchAsync(CancellationToken cancellation);
}

/// <summary>
/// One reminder a duty, under the duty's name. Reminders outlive silos; a tick may be lost with one, and the next comes a period later. A
/// tick twice does no harm, as no duty run twice does.
/// </summary>
internal sealed class StudyWatchGrain(IServiceProvider services, TimeProvider time, ILogger<StudyWatchGrain> log) : Grain, IStudyWatchGrain, IRemindable
{
    // As soon as a reminder may come.
    private static readonly TimeSpan FirstTick = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<IStudyDuty> duties = [.. services.GetServices<IStudyDuty>()];
    private bool watching;

    public async Task WatchAsync(CancellationToken cancellation)
    {
        if (watching)
        {
            return;
        }

        foreach (var duty in duties)
        {
            await this.RegisterOrUpdateReminder(duty.Name, FirstTick, duty.Period, cancellation);
        }

        watching = true;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (duties.SingleOrDefault(duty => duty.Name == reminderName) is not { } due)
        {
            log.LogInformation("Reminder {Reminder} is another version's; this silo has no such duty", reminderName);
            return;
        }

        await due.RunAsync(StudyId.FromTrusted(this.GetPrimaryKeyString()), time.GetUtcNow(), CancellationToken.None);
    }
}
