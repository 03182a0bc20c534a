using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace OxyTrial.Server.Accounts;

/// <summary>The keys that protect cookies, tokens and forms, where several nodes share them: who signed in at one is signed in at all.</summary>
internal sealed class ProtectionKeyContext(DbContextOptions<ProtectionKeyContext> options) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<DataProtectionKey>().ToTable("protection_key");
}
