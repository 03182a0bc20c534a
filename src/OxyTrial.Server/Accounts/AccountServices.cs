using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Npgsql;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Server.Accounts;

/// <summary>ASP.NET Core Identity on SQLite or PostgreSQL, and the keys that protect cookies and tokens.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, ServerOptions options)
    {
        services.AddLogging();
        var protection = services.AddDataProtection().SetApplicationName("OxyTrial");
        if (options.Database is { } database)
        {
            services.AddSingleton(_ => PostgreSqlAccountStore.Pool(database));
            services.AddSingleton<AccountStore, PostgreSqlAccountStore>();
            services.AddDbContext<ProtectionKeyContext>((provider, keys) => provider.GetRequiredService<AccountStore>().Configure(keys));
            protection.PersistKeysToDbContext<ProtectionKeyContext>();
        }
        else
        {
            services.AddSingleton<AccountStore>(new SqliteAccountStore(options.IdentityFile));
            protection.PersistKeysToFileSystem(new DirectoryInfo(options.KeyDirectory));
        }

        services.AddDbContext<AccountDbContext>((provider, accounts) => provider.GetRequiredService<AccountStore>().Configure(accounts));
        services.AddIdentityCore<Account>(identity =>
        {
            // Length over composition (NIST SP 800-63B 5.1.1.2).
            identity.Password.RequiredLength = 12;
            identity.Password.RequireDigit = false;
            identity.Password.RequireLowercase = false;
            identity.Password.RequireUppercase = false;
            identity.Password.RequireNonAlphanumeric = false;
            identity.Password.RequiredUniqueChars = 5;
            identity.Lockout.AllowedForNewUsers = true;
            identity.Lockout.MaxFailedAccessAttempts = 5;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            identity.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@";
        }).AddEntityFrameworkStores<AccountDbContext>();
        services.AddSingleton<AccountDatabase>();
        services.AddSingleton(provider => new AccountDirectory(
            provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<AccountDatabase>(), provider.GetRequiredService<AccountStore>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
