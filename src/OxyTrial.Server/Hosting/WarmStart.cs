using Microsoft.EntityFrameworkCore;
using OxyTrial.Journal;
using OxyTrial.Server.Accounts;

namespace OxyTrial.Server.Hosting;

/// <summary>
/// Opens the journal before the first request, so that a server that cannot have it does not start. Once the server listens it builds
/// the model of the accounts' tables, which takes longer than all the rest of the start and is needed by the first sign-in only.
/// </summary>
internal sealed class WarmStart(IJournalReader journal, IServiceScopeFactory scopes, AccountDatabase accounts, IHostApplicationLifetime lifetime, ILogger<WarmStart> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = journal;
        try
        {
            await accounts.EnsureReadyAsync(stoppingToken);
            var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(listening.SetResult);
            await listening.Task.WaitAsync(stoppingToken);
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<AccountDbContext>().Users.AnyAsync(stoppingToken);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // The next sign-in tries again and tells its caller.
            log.LogError(failed, "The accounts cannot be made ready");
        }
    }
}
