using OxyTrial.Grains.Duties;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Server.Duties;

/// <summary>
/// Runs the studies' duties where no cluster's reminders do: each once when the process starts, and again when its period has passed. What it
/// remembers is lost with the process; a duty that is run again comes to the same.
/// </summary>
internal sealed class DutyTimer(IEnumerable<IStudyDuty> duties, IJournalReader journal, TimeProvider time, ILogger<DutyTimer> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly Dictionary<(string Study, string Duty), DateTimeOffset> ran = [];

    /// <summary>Runs what is due; a duty that fails does not hold up the others, and has its turn again after its period.</summary>
    internal async Task RunDueAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        foreach (var study in await journal.StudiesAsync(cancellation))
        {
            foreach (var duty in duties.Where(duty => IsDue(study, duty, now)))
            {
                ran[(study, duty.Name)] = now;
                await RunAsync(duty, StudyId.FromTrusted(study), now, cancellation);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new Persistent(time, Pause, failed => log.LogWarning(failed, "The studies' duties cannot be looked for; they are tried again")).RunAsync(RunDueAsync, Pause, stoppingToken);

    private bool IsDue(string study, IStudyDuty duty, DateTimeOffset now) => !ran.TryGetValue((study, duty.Name), out var last) || now - last >= duty.Period;

    private async Task RunAsync(IStudyDuty duty, StudyId study, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await duty.RunAsync(study, now, cancellation);
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            log.LogError(failed, "Duty {Duty} of study {Study} failed; it is run again when its time comes", duty.Name, study.Value);
        }
    }
}
