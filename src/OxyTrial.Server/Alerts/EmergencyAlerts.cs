using System.Collections.Concurrent;
using MimeKit;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Views;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Alerts;

/// <summary>
/// Tells the sponsor of every journaled code break: follows the journal, keeps a message of each, and, where a mail
/// server is configured, sends it until it is taken. Nothing waits for it: a break is journaled and disclosed whether or not anybody
/// can be told.
/// </summary>
internal sealed class EmergencyAlerts(ServerOptions options, IJournalReader journal, TrialViews views, IAlertStore alerts, IAlertSender sender, TimeProvider time, ILogger<EmergencyAlerts> log)
    : BackgroundService, IEmergencyAlerts
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<StudyId, bool> looked = new();
    private volatile AlertState state = new(options.Alerts.Smtp is not null, alerts.Place, null, null);

    public AlertState State => state;

    public Task<bool> IsWaitingAsync(StudyId study, long position, CancellationToken cancellation) => alerts.IsWaitingAsync(study, position, cancellation);

    /// <summary>Writes the alerts of what was journaled since the last time; a study that cannot be read keeps nobody from being told of another's break.</summary>
    internal async Task FollowAsync(CancellationToken cancellation) =>
        await views.ForEachAsync(await journal.HeadsAsync(cancellation), view => FollowAsync(view, cancellation), cancellation);

    /// <summary>Sends what waits.</summary>
    internal async Task DeliverAsync(CancellationToken cancellation)
    {
        var failure = await alerts.DeliverAsync(sender.SendAsync, cancellation);
        state = failure is null ? state with { FailingSince = null, Failure = null } : state with { FailingSince = state.FailingSince ?? time.GetUtcNow(), Failure = failure.Message };
        if (failure is not null)
        {
            log.LogWarning("Alerts of code breaks are not taken by the mail server, and are sent again: {Failure}", failure.Message);
            throw new AlertsNotTakenException(failure);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var persistent = new Persistent(time, TimeSpan.FromMinutes(5), Failed);
        return Task.WhenAll(
            persistent.RunAsync(FollowAsync, Pause, stoppingToken),
            options.Alerts.Smtp is null ? Task.CompletedTask : persistent.RunAsync(DeliverAsync, Pause, stoppingToken));
    }

    private async ValueTask FollowAsync(StudyView view, CancellationToken cancellation)
    {
        // Positions are asked for only where there is something to tell, and once in a process's life: a restore comes between two lives.
        if (view.CodeBreaks.IsEmpty && looked.ContainsKey(view.Id))
        {
            return;
        }

        var from = await alerts.PositionOfAsync(view.Id, cancellation);
        if (from > view.Head.Position)
        {
            // A journal restored from a backup, shorter than what was followed: it is followed from its start, under the same Message-IDs.
            from = 0;
            await alerts.FollowAsync(view.Id, from, cancellation);
        }

        foreach (var broken in view.CodeBreaks.Where(broken => broken.Position > from))
        {
            var entry = (await journal.ReadAllAsync(view.Id.Value, broken.Position - 1, 1, cancellation))[0];
            await alerts.PutAsync(view.Id, broken.Position, AlertMessage.Of(view, broken, Fingerprint.Of(entry.Position, entry.Hash), options.Alerts), cancellation);
            await alerts.FollowAsync(view.Id, broken.Position, cancellation);
        }

        looked[view.Id] = true;
    }

    private void Failed(Exception failed)
    {
        if (failed is not AlertsNotTakenException)
        {
            log.LogError(failed, "Alerts of code breaks could not be written; they are tried again");
            state = state with { FailingSince = state.FailingSince ?? time.GetUtcNow(), Failure = failed.Message };
        }
    }
}

/// <summary>The mail server did not take every alert.</summary>
internal sealed class AlertsNotTakenException(Exception cause) : Exception("The mail server did not take every alert.", cause)
{
}
