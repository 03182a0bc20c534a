using Microsoft.AspNetCore.Identity;

namespace OxyTrial.Server.Accounts;

/// <summary>A person's account. Accounts are disabled, never deleted: the journal names them for ever.</summary>
public sealed class Account : IdentityUser
{
    /// <summary>The person's name as printed on reports and signatures (21 CFR 11.50).</summary>
    public string PrintedName { get; set; } = string.Empty;

    /// <summary>Whether the account may no longer sign in.</summary>
    public bool Disabled { get; set; }
}

/// <summary>One change of an account, kept for ever (ICH E6(R3) 4.3: account and role changes are logged).</summary>
public sealed class AccountChange
{
    /// <summary>Order of the change.</summary>
    public long Id { get; set; }

    /// <summary>When, in UTC (ISO 8601).</summary>
    public required string Utc { get; set; }

    /// <summary>Who made it: an account name, or <c>console</c> for the operator at the machine.</summary>
    public required string Actor { get; set; }

    /// <summary>Whose account.</summary>
    public required string AccountName { get; set; }

    /// <summary>What, e.g. <c>created</c>, <c>password-set</c>, <c>grants-set</c>, <c>disabled</c>, <c>enabled</c>, <c>locked-out</c>, <c>password-refused</c>.</summary>
    public required string Change { get; set; }

    /// <summary>Detail such as the grants; never a password or a hash.</summary>
    public required string Detail { get; set; }
}
