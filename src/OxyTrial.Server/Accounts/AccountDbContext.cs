using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace OxyTrial.Server.Accounts;

/// <summary>Accounts, their grants (claims) and the log of their changes, in a SQLite file of their own or in the database of the journal.</summary>
internal sealed class AccountDbContext(DbContextOptions<AccountDbContext> options) : IdentityUserContext<Account>(options)
{
    public DbSet<AccountChange> Changes => Set<AccountChange>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>().ToTable("account");
        builder.Entity<IdentityUserClaim<string>>().ToTable("account_grant");
        builder.Entity<AccountChange>().ToTable("account_change");
    }
}
