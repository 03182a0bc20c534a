using OxyTrial.Trial.Allocation;
using OxyTrial.Journal;
using OxyTrial.Vault;
using OxyTrial.Vault.Remote;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Server.Hosting;

/// <summary>The only place where the blinded rooms are joined to the vault: they see two ports of the core, never its type.</summary>
internal static class VaultServices
{
    public static IServiceCollection AddVault(this IServiceCollection services, ServerOptions options)
    {
        if (options.VaultAddress is { } address)
        {
            services.AddSingleton<IVault>(_ => new RemoteVault(address));
        }
        else
        {
            services.AddSingleton(options.Vault);
            services.AddSingleton(provider => new TrialVault(provider.GetRequiredService<VaultOptions>(), provider.GetRequiredService<IJournalReader>()));
            services.AddSingleton<IVault>(provider => provider.GetRequiredService<TrialVault>());
        }

        services.AddSingleton<IAllocator>(provider => provider.GetRequiredService<IVault>());
        services.AddSingleton<IEmergencyDisclosure>(provider => provider.GetRequiredService<IVault>());
        services.AddSingleton<StudyLifecycle>();
        return services;
    }
}
