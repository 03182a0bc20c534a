using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OxyTrial.Server.Operations;

/// <summary>What a health endpoint answers; nothing of why, which the log tells.</summary>
/// <param name="Status"><c>ready</c>, <c>alive</c> or <c>not ready</c>.</param>
/// <param name="Failing">Names of the checks that fail, in order; empty when none does.</param>
internal sealed record HealthAnswer(string Status, ImmutableArray<string> Failing);

/// <summary>
/// For load balancers and supervisors. <c>/health/live</c>: the process answers; restart it when it does not. <c>/health/ready</c>: it can
/// do its work; send it no requests while it cannot (503).
/// </summary>
internal static class HealthEndpoints
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<JournalHealth>("journal", timeout: TimeSpan.FromSeconds(5))
            .AddCheck<AccountHealth>("accounts", timeout: TimeSpan.FromSeconds(5))
            .AddCheck<ReadModelHealth>("read-models", timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").ExcludeFromDescription().AllowAnonymous();
        health.MapGet("/live", () => new HealthAnswer("alive", []));
        health.MapGet("/ready", async (HealthCheckService checks, CancellationToken cancellation) =>
        {
            var report = await checks.CheckHealthAsync(cancellation);
            ImmutableArray<string> failing = [.. report.Entries.Where(check => check.Value.Status != HealthStatus.Healthy).Select(check => check.Key).Order(StringComparer.Ordinal)];
            return failing.IsEmpty
                ? Results.Ok(new HealthAnswer("ready", failing))
                : Results.Json(new HealthAnswer("not ready", failing), statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }
}
