using System.Security.Claims;

namespace OxyTrial.Web.Access;

/// <summary>What the accounts' room says to a password asked for again.</summary>
public enum PasswordAnswer
{
    /// <summary>It is the account's.</summary>
    Right,

    /// <summary>It is not, or the account is locked or disabled: which of them is not told.</summary>
    Wrong,

    /// <summary>Not looked at: too many attempts in this minute.</summary>
    TooMany,
}

/// <summary>
/// Asks the signed-in person for the password again: before a code break, and as the second component of a signature (21 CFR 11.200).
/// The port behind which the accounts stand; an unattended screen or a stolen token gives neither.
/// </summary>
public interface IPasswordCheck
{
    /// <summary>Checks a password against the person's own account. Counted and locked out as a sign-in is; a wrong one is logged.</summary>
    /// <param name="person">Who is signed in.</param>
    /// <param name="password">As typed.</param>
    /// <param name="purpose">For the log, e.g. <c>emergency unblinding</c>.</param>
    /// <param name="cancellation">Ends the check.</param>
    ValueTask<PasswordAnswer> CheckAsync(ClaimsPrincipal person, string password, string purpose, CancellationToken cancellation);
}
