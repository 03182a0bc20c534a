using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Hosting;
using OxyTrial.TwinTrials.Seams;

namespace OxyTrial.TwinTrials.Servers;

/// <summary>The accounts' database, made once and copied for every server: ids and stamps, which the framework draws, are then the same in both twins.</summary>
internal sealed class Installation : IDisposable
{
    private readonly DirectoryInfo folder = Scratch.Folder("oxytrial-twin-accounts-");

    /// <summary>Makes the accounts.</summary>
    public static async Task<Installation> MakeAsync(ImmutableArray<TwinAccount> accounts, CancellationToken cancellation)
    {
        var made = new Installation();
        var options = new ServerOptions { DataDirectory = made.folder.FullName };
        var services = new ServiceCollection().AddSingleton<TimeProvider>(new TwinClock()).AddTrial(options);
        FewIterations(services);
        await using (var provider = services.BuildServiceProvider())
        {
            var directory = provider.GetRequiredService<AccountDirectory>();
            foreach (var account in accounts)
            {
                var result = await directory.CreateAsync(account.Name, $"Printed {account.Name}", TwinAccounts.Password, account.Grants, "console", cancellation);
                if (!result.Succeeded)
                {
                    throw new TwinTrialException($"Account {account.Name}: {string.Join(' ', result.Errors)}");
                }
            }
        }

        SqliteConnection.ClearAllPools();
        return made;
    }

    /// <summary>Thousands of sign-ins in a run; the product keeps the framework's work factor.</summary>
    public static void FewIterations(IServiceCollection services) => services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);

    /// <summary>Copies the accounts to where a server will look for them.</summary>
    public void CopyTo(ServerOptions options)
    {
        options.MakeDirectories();
        foreach (var file in folder.EnumerateFiles("identity.db*"))
        {
            file.CopyTo(Path.Combine(options.DataDirectory, file.Name));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}
