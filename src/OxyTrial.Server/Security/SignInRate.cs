using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.Web.Api.Problems;

namespace OxyTrial.Server.Security;

/// <summary>Slows down guessing of passwords: so many attempts a minute from one address; accounts lock besides.</summary>
internal static class SignInRate
{
    public static IServiceCollection AddSignInRate(this IServiceCollection services, ServerOptions options) => services.AddRateLimiter(limits =>
    {
        limits.OnRejected = async (rejected, _) => await ApiProblem.Of(StatusCodes.Status429TooManyRequests).WriteAsync(rejected.HttpContext);
        limits.AddPolicy(SessionEndpoints.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? string.Empty,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = options.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) }));
    });
}
