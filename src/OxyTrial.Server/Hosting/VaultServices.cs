using OxyTrial.Trial.Allocation;
using OxyTrial.Journal;
using OxyTrial.Vault;
using OxyTrial.Web.Unblinded.Lifecycle;

namespace OxyTrial.Server.Hosting;

/// <summary>The only place where the blinded rooms are joined to the vault: they see two ports of the core, never its type.</summary>
internal static class VaultServices
{
    public static IServiceCollection AddVault(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(new VaultOptions(options.VaultDirectory, options.VaultKey));
        services.AddSingleton(provider => new TrialVault(provider.GetRequiredService<VaultOptions>(), provider.GetRequiredService<IJournalReader>()));
        services.AddSingleton<IAllocator>(provider => provider.GetRequiredService<TrialVault>());
        services.AddSingleton<IEmergencyDisclosure>(provider => provider.GetRequiredService<TrialVault>());
        services.AddSingleton<IEmergencyPacks>(provider => provider.GetRequiredService<TrialVault>());
        services.AddSingleton<StudyLifecycle>();
        return services;
    }
}
