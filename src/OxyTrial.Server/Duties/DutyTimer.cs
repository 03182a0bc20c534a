using OxyTrial.Grains.Duties;
using OxyTrial.Journal;
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

    /// <summary>Runs what is due; a duty that fails does not hold up the others.</summary>
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TriedAsync("The studies", () => RunDueAsync(stoppingToken), stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private bool IsDue(string study, IStudyDuty duty, DateTimeOffset now) => !ran.TryGetValue((study, duty.Name), out var last) || now - last >= duty.Period;

    private Task RunAsync(IStudyDuty duty, StudyId study, DateTimeOffset now, CancellationToken cancellation) =>
        TriedAsync($"{duty.Name} of study {study}", () => duty.RunAsync(study, now, cancellation), cancellation);

    private async Task TriedAsync(string what, Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work();
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            log.LogError(failed, "Not done, and tried again later: {What}", what);
        }
    }
}
