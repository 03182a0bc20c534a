using System.Security.Claims;
using System.Threading.RateLimiting;
using OxyTrial.Server.Hosting;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Accounts;

/// <summary>
/// Checks passwords asked for again: as often a minute as sign-ins are, but counted by account, so that nobody who shares an address
/// with an investigator can use up the attempts of an emergency. Wrong ones lock the account as wrong sign-ins do.
/// </summary>
internal sealed class PasswordCheck(AccountDirectory accounts, SignInLog log, ServerOptions options) : IPasswordCheck, IDisposable
{
    private readonly PartitionedRateLimiter<string> rate = PartitionedRateLimiter.Create<string, string>(account => RateLimitPartition.GetFixedWindowLimiter(
        account, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    public async ValueTask<PasswordAnswer> CheckAsync(ClaimsPrincipal person, string password, string purpose, CancellationToken cancellation)
    {
        var (id, name) = (person.FindFirstValue(ClaimTypes.NameIdentifier), person.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in."));
        using var lease = rate.AttemptAcquire(id ?? name);
        if (!lease.IsAcquired)
        {
            return PasswordAnswer.TooMany;
        }

        var account = await accounts.SignInAsync(name, password, cancellation, purpose);
        log.Again(name, purpose, account is not null);
        return account?.Id == id ? PasswordAnswer.Right : PasswordAnswer.Wrong;
    }

    public void Dispose() => rate.Dispose();
}
