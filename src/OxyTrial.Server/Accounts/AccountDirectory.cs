using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OxyTrial.Web.Access;

namespace OxyTrial.Server.Accounts;

/// <summary>An account as listed.</summary>
/// <param name="Name">Account name.</param>
/// <param name="PrintedName">Name as printed.</param>
/// <param name="Disabled">Whether it may no longer sign in.</param>
/// <param name="Grants">Roles by study and site.</param>
public sealed record AccountLine(string Name, string PrintedName, bool Disabled, ImmutableArray<Grant> Grants);

/// <summary>What became of a change of accounts: null error = done.</summary>
/// <param name="Errors">Sentences for the person who asked; empty when done.</param>
public sealed record AccountResult(ImmutableArray<string> Errors)
{
    /// <summary>Whether the change was made.</summary>
    public bool Succeeded => Errors.IsEmpty;

    internal static AccountResult Done { get; } = new([]);

    internal static AccountResult Failed(params IEnumerable<string> errors) => new([.. errors]);
}

/// <summary>
/// Accounts and their grants. Every change is logged with who made it and when, in the same transaction (ICH E6(R3) 4.3); the log is
/// append-only. <c>actor</c> is the account name of who asks, or <c>console</c> for the operator at the machine.
/// </summary>
public sealed class AccountDirectory
{
    private readonly IServiceScopeFactory scopes;
    private readonly AccountDatabase database;
    private readonly AccountStore store;
    private readonly TimeProvider time;

    internal AccountDirectory(IServiceScopeFactory scopes, AccountDatabase database, AccountStore store, TimeProvider time) =>
        (this.scopes, this.database, this.store, this.time) = (scopes, database, store, time);

    /// <summary>Makes an account. Refused: a name taken or not of letters, digits, '-', '_', '.', '@'; a password under 12 characters; roles that must not meet.</summary>
    public Task<AccountResult> CreateAsync(string name, string printedName, string password, IEnumerable<Grant> grants, string actor, CancellationToken cancellation = default) =>
        ChangeOneAsync(name, async (users, log) =>
        {
            if (string.IsNullOrWhiteSpace(printedName))
            {
                return AccountResult.Failed("The name as printed is missing.");
            }

            var account = new Account { UserName = name, PrintedName = printedName };
            var created = await users.CreateAsync(account, password);
            if (!created.Succeeded)
            {
                return Of(created);
            }

            log(name, "created", printedName);
            return await GrantAsync(users, log, account, grants);
        }, actor, cancellation);

    /// <summary>Replaces an account's grants. Refused: roles that must not meet, see <see cref="RoleCombination"/>.</summary>
    public Task<AccountResult> SetGrantsAsync(string name, IEnumerable<Grant> grants, string actor, CancellationToken cancellation = default) =>
        ChangeAsync(name, (users, log, account) => GrantAsync(users, log, account, grants), actor, cancellation);

    /// <summary>Sets a password and ends every sign-in of the account.</summary>
    public Task<AccountResult> SetPasswordAsync(string name, string password, string actor, CancellationToken cancellation = default) =>
        ChangeAsync(name, async (users, log, account) =>
        {
            foreach (var validator in users.PasswordValidators)
            {
                if (await validator.ValidateAsync(users, account, password) is { Succeeded: false } weak)
                {
                    return Of(weak);
                }
            }

            account.PasswordHash = users.PasswordHasher.HashPassword(account, password);
            log(name, "password-set", string.Empty);
            await users.ResetAccessFailedCountAsync(account);
            await users.SetLockoutEndDateAsync(account, null);
            return Of(await users.UpdateSecurityStampAsync(account));
        }, actor, cancellation);

    /// <summary>Disables an account and ends every sign-in of it, or enables it again.</summary>
    public Task<AccountResult> SetDisabledAsync(string name, bool disabled, string actor, CancellationToken cancellation = default) =>
        ChangeAsync(name, async (users, log, account) =>
        {
            account.Disabled = disabled;
            log(name, disabled ? "disabled" : "enabled", string.Empty);
            return Of(await users.UpdateSecurityStampAsync(account));
        }, actor, cancellation);

    /// <summary>Every account in order of name.</summary>
    public async Task<IReadOnlyList<AccountLine>> ListAsync(CancellationToken cancellation = default)
    {
        await database.EnsureReadyAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var stored = scope.ServiceProvider.GetRequiredService<AccountDbContext>();
        var grants = (await stored.UserClaims.AsNoTracking().Where(claim => claim.ClaimType == Grant.ClaimType).ToListAsync(cancellation)).ToLookup(claim => claim.UserId);
        var accounts = await stored.Users.AsNoTracking().OrderBy(account => account.NormalizedUserName).ToListAsync(cancellation);
        return [.. accounts.Select(account => new AccountLine(account.UserName!, account.PrintedName, account.Disabled, Parsed(grants[account.Id].Select(claim => claim.ClaimValue))))];
    }

    /// <summary>Every change of any account, in order.</summary>
    public async Task<IReadOnlyList<AccountChange>> ChangesAsync(CancellationToken cancellation = default)
    {
        await database.EnsureReadyAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountDbContext>().Changes.AsNoTracking().OrderBy(change => change.Id).ToListAsync(cancellation);
    }

    /// <summary>What the account may do, for a name with its password at the console; null when refused, whatever the reason.</summary>
    public async Task<ImmutableArray<Grant>?> GrantsOfAsync(string name, string password, CancellationToken cancellation = default) =>
        await SignInAsync(name, password, cancellation) is { } account ? [.. account.Grants] : null;

    /// <summary>Who signs in with a name and a password; null when refused, whatever the reason.</summary>
    /// <param name="name">Account name.</param>
    /// <param name="password">Password.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <param name="again">For what a signed-in person was asked for the password again, whose refusal is kept for ever; null at a sign-in.</param>
    internal async Task<LivingAccount?> SignInAsync(string name, string password, CancellationToken cancellation, string? again = null)
    {
        LivingAccount? found = null;
        await ChangeOneAsync(name, async (users, log) =>
        {
            var account = await users.FindByNameAsync(name);
            if (account is null)
            {
                // The same work as for a known name, or the time taken would tell which accounts exist.
                users.PasswordHasher.HashPassword(new Account(), password);
                return AccountResult.Failed("unknown");
            }

            var locked = await users.IsLockedOutAsync(account);
            var right = await users.CheckPasswordAsync(account, password);
            if (locked || account.Disabled)
            {
                return AccountResult.Failed("locked or disabled");
            }

            if (right)
            {
                await users.ResetAccessFailedCountAsync(account);
                var claims = await users.GetClaimsAsync(account);
                found = new LivingAccount(account.Id, account.UserName!, account.PrintedName, account.SecurityStamp!, Parsed(claims.Select(claim => claim.Value)));
                return AccountResult.Done;
            }

            if (again is not null)
            {
                log(account.UserName!, "password-refused", again);
            }

            await users.AccessFailedAsync(account);
            if (await users.IsLockedOutAsync(account))
            {
                log(account.UserName!, "locked-out", $"after {users.Options.Lockout.MaxFailedAccessAttempts} wrong passwords");
            }

            // Kept: the count of failures is a change of its own.
            return AccountResult.Done;
        }, actor: "sign-in", cancellation);
        return found;
    }

    private static async Task<AccountResult> GrantAsync(UserManager<Account> users, Action<string, string, string> log, Account account, IEnumerable<Grant> grants)
    {
        var asked = grants.ToArray();
        if (RoleCombination.Refusal(asked) is { } refusal)
        {
            return AccountResult.Failed(refusal);
        }

        var wanted = asked.Select(grant => grant.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var held = (await users.GetClaimsAsync(account)).Where(claim => claim.Type == Grant.ClaimType).ToArray();
        log(account.UserName!, "grants-set", string.Join(' ', wanted));
        var removed = held.Length == 0 ? IdentityResult.Success : await users.RemoveClaimsAsync(account, held);
        return removed.Succeeded && wanted.Length > 0
            ? Of(await users.AddClaimsAsync(account, wanted.Select(grant => new Claim(Grant.ClaimType, grant))))
            : Of(removed);
    }

    private Task<AccountResult> ChangeAsync(string name, Func<UserManager<Account>, Action<string, string, string>, Account, Task<AccountResult>> change, string actor, CancellationToken cancellation) =>
        ChangeOneAsync(
            name,
            async (users, log) => await users.FindByNameAsync(name) is { } account ? await change(users, log, account) : AccountResult.Failed($"There is no account '{name}'."),
            actor,
            cancellation);

    private async Task<AccountResult> ChangeOneAsync(string name, Func<UserManager<Account>, Action<string, string, string>, Task<AccountResult>> change, string actor, CancellationToken cancellation)
    {
        await database.EnsureReadyAsync(cancellation);
        try
        {
            return await ChangeInTurnAsync(name, change, actor, cancellation);
        }
        catch (Exception failed) when (failed is DbException || failed.InnerException is DbException)
        {
            throw AccountDatabase.Unavailable(failed);
        }
    }

    private async Task<AccountResult> ChangeInTurnAsync(string name, Func<UserManager<Account>, Action<string, string, string>, Task<AccountResult>> change, string actor, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var stored = scope.ServiceProvider.GetRequiredService<AccountDbContext>();
        await using var transaction = await stored.Database.BeginTransactionAsync(cancellation);
        await store.TakeTurnAsync(stored, name, cancellation);
        var result = await change(scope.ServiceProvider.GetRequiredService<UserManager<Account>>(), (account, what, detail) => stored.Changes.Add(new AccountChange
        {
            Utc = time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            Actor = actor,
            AccountName = account,
            Change = what,
            Detail = detail,
        }));
        if (result.Succeeded)
        {
            await stored.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }

        return result;
    }

    private static ImmutableArray<Grant> Parsed(IEnumerable<string?> stored) =>
        [.. stored.Select(text => Grant.TryParse(text, out var grant) ? grant : null).OfType<Grant>()];

    private static AccountResult Of(IdentityResult result) => result.Succeeded ? AccountResult.Done : AccountResult.Failed(result.Errors.Select(error => error.Description));
}
