using OxyTrial.Grains;
using OxyTrial.Grains.Commands;
using OxyTrial.Journal;
using OxyTrial.Server.Hosting;
using OxyTrial.Streams;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Refusals;

namespace OxyTrial.Server.Restores;

/// <summary>
/// Compares the journal with the checkpoints held outside, before the first request is answered and whenever one is added. What is missing is
/// journaled: the quarantine then holds at every node and after every restart, whoever can read the checkpoints.
/// </summary>
internal sealed class RestoreWatch(ServerOptions options, CheckpointBook book, IJournalReader journal, ITrialHost host, TimeProvider time, ILogger<RestoreWatch> log)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>Who the quarantine is begun by.</summary>
    public const string Actor = "server";

    private bool failing;

    /// <summary>Compares all checkpoints; a server that cannot read them does not start.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last word before the server is gone.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => book.IsKept ? RecordAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Compares what was added to the checkpoints since the last time, and begins the quarantines that follow.</summary>
    internal async Task CheckAsync(CancellationToken cancellation)
    {
        foreach (var ofStudy in (await book.NewsAsync(cancellation)).GroupBy(checkpoint => checkpoint.Study))
        {
            if (await RestoreCheck.FindAsync(journal, ofStudy.Key, ofStudy, cancellation) is { } missing && StudyId.TryParse(ofStudy.Key, out var study))
            {
                log.LogCritical("Restored? {Missing}", missing.ToString());
                await BeginAsync(study, missing, cancellation);
            }
        }
    }

    /// <summary>Writes down where every study is.</summary>
    internal async Task RecordAsync(CancellationToken cancellation)
    {
        foreach (var name in await journal.StudiesAsync(cancellation))
        {
            await book.RecordAsync(StudyId.FromTrusted(name), cancellation);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!book.IsKept || options.CheckpointEvery == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        using var rhythm = new PeriodicTimer(options.CheckpointEvery, time);
        while (await TickedAsync(rhythm, stoppingToken))
        {
            try
            {
                await RecordAsync(stoppingToken);
                await CheckAsync(stoppingToken);
                failing = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or JournalUnavailableException or AppendOutcomeUnknownException)
            {
                if (!failing)
                {
                    failing = true;
                    log.LogError(failed, "The journal cannot be compared with its checkpoints now; it is tried again");
                }
            }
        }
    }

    private static async ValueTask<bool> TickedAsync(PeriodicTimer rhythm, CancellationToken stopping)
    {
        try
        {
            return await rhythm.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task BeginAsync(StudyId study, MissingCheckpoint missing, CancellationToken cancellation)
    {
        // One id for what all nodes find: it is written once.
        var id = $"restore/{missing.JournalEnd}/{missing.Checkpoint.Position}:{missing.Checkpoint.Digits}";
        var outcome = await host.ExecuteAsync(study, missing.ToCommand(), new CommandContext(id, Actor, time.GetUtcNow()), cancellation);
        if (outcome is CommandOutcome.Refused { Refusal: var refusal } && refusal.Code != RefusalCode.CheckpointKnown)
        {
            // Of a study that is lost whole there is no stream to write to; it can be registered by nobody, see CheckpointedHost.
            log.LogCritical("The quarantine of study {Study} is not journaled: {Refusal}", study.Value, refusal.Message);
        }
    }
}
