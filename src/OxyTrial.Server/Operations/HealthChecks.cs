using Microsoft.Extensions.Diagnostics.HealthChecks;
using OxyTrial.Journal;
using OxyTrial.Server.Accounts;

namespace OxyTrial.Server.Operations;

/// <summary>The journal can be read.</summary>
internal sealed class JournalHealth(IJournalReader journal) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await journal.StudiesAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>Accounts can be read: without them nobody can sign in or ask for anything.</summary>
internal sealed class AccountHealth(AccountDatabase accounts) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await accounts.EnsureReadyAsync(cancellationToken);
        await accounts.FindLivingAsync(string.Empty, string.Empty, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>The read models have taken in the journal and keep pace with it.</summary>
internal sealed class ReadModelHealth(JournalFollower follower, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !follower.HasCaughtUp ? HealthCheckResult.Unhealthy("The journal is being read.")
        : time.GetUtcNow() - follower.BehindSince > JournalFollower.Patience ? HealthCheckResult.Unhealthy($"{follower.Lag} events behind since {follower.BehindSince:O}.")
        : HealthCheckResult.Healthy());
}
