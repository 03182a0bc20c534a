using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OxyTrial.Server.Hosting;
using OxyTrial.Server.Operations;
using OxyTrial.Server.Restores;

namespace OxyTrial.Server.Orleans;

/// <summary>The server's processes in a cluster: web nodes, silos, and both in one.</summary>
public static class TrialCluster
{
    /// <summary>A web server whose commands are the cluster's; with <see cref="ClusterRole.All"/> it is a silo as well.</summary>
    public static WebApplication BuildServer(ServerOptions options, ClusterOptions cluster, Action<IServiceCollection>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(cluster);
        return TrialServer.Build(options with { DutiesByTimer = false }, services =>
        {
            services.AddTrialCluster(options, cluster);
            services.AddHealthChecks().AddCheck<ClusterHealth>("cluster", timeout: TimeSpan.FromSeconds(5));
            overrides?.Invoke(services);
        });
    }

    /// <summary>A silo without a web server.</summary>
    public static IHost BuildSilo(ServerOptions options, ClusterOptions cluster, Action<IServiceCollection>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(cluster);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = typeof(TrialCluster).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddConsole().AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning);
        builder.Services.AddTrial(options with { DutiesByTimer = false });
        builder.Services.AddTrialCluster(options, cluster);
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RestoreWatch>());
        builder.Services.AddTelemetryExport(options);
        overrides?.Invoke(builder.Services);
        return builder.Build();
    }
}
