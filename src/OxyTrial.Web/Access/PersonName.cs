using System.Security.Claims;

namespace OxyTrial.Web.Access;

/// <summary>A signed-in person's name as printed on reports and signatures (21 CFR 11.50).</summary>
public static class PersonName
{
    /// <summary>The claim that carries it.</summary>
    public const string ClaimType = "oxytrial/printed-name";

    /// <summary>Printed name and account name, e.g. <c>Maria Keller (m.keller)</c>.</summary>
    public static string Of(ClaimsPrincipal person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var account = person.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in.");
        return person.FindFirst(ClaimType)?.Value is { Length: > 0 } printed ? $"{printed} ({account})" : account;
    }
}
