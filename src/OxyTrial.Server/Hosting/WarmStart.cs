using OxyTrial.Journal;
using OxyTrial.Server.Accounts;

namespace OxyTrial.Server.Hosting;

/// <summary>
/// Opens the journal before the first request, so that a server that cannot have it does not start; readies the accounts beside it,
/// because the model of the accounts' tables takes longer to build than everything else at the start.
/// </summary>
internal sealed class WarmStart(IJournal journal, AccountDatabase accounts, ILogger<WarmStart> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = journal;
        await Task.Yield();
        try
        {
            await accounts.EnsureReadyAsync(stoppingToken);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // The next sign-in tries again and tells its caller.
            log.LogError(failed, "The accounts' file {File} cannot be made ready", nameof(ServerOptions.IdentityFile));
        }
    }
}
