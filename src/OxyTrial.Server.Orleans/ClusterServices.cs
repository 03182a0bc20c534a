using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using OxyTrial.Grains;
using OxyTrial.Grains.Orleans;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Server.Hosting;
using ClusterOptions = OxyTrial.Server.Hosting.ClusterOptions;

namespace OxyTrial.Server.Orleans;

/// <summary>Puts the trial's services of one process into a cluster: as a silo, as a client, or as both.</summary>
internal static class ClusterServices
{
    private const string PostgreSql = "Npgsql";
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    // A command takes milliseconds. Who waits longer waits for a silo that died, and may ask again under the same id.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    /// <summary>After <see cref="TrialServices.AddTrial"/>, whose in-process host it takes the commands from.</summary>
    public static IServiceCollection AddTrialCluster(this IServiceCollection services, ServerOptions options, ClusterOptions cluster)
    {
        if (cluster.Role == ClusterRole.Web)
        {
            services.AddOrleansClient(client => Configure(client, cluster));
            if (options.Database is null)
            {
                services.ReadJournalFile(options);
            }
        }
        else
        {
            services.AddOrleans(silo => Configure(silo, cluster));
        }

        return services.AddSingleton<OrleansTrialHost>().AddTrialHost<OrleansTrialHost>();
    }

    private static void Configure(ISiloBuilder silo, ClusterOptions cluster)
    {
        if (cluster.IsLocal)
        {
            silo.UseLocalhostClustering(
                cluster.SiloPort, cluster.GatewayPort, cluster.PrimarySiloPort is { } primary ? new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, primary) : null, cluster.ServiceId, cluster.ClusterId);
            silo.UseInMemoryReminderService();
        }
        else
        {
            silo.Configure<global::Orleans.Configuration.ClusterOptions>(named => Name(named, cluster));
            silo.ConfigureEndpoints(cluster.SiloAddress, cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: false);
            silo.UseAdoNetClustering((AdoNetClusteringSiloOptions store) => (store.Invariant, store.ConnectionString) = (PostgreSql, cluster.Membership));
            silo.UseAdoNetReminderService((AdoNetReminderTableOptions store) => (store.Invariant, store.ConnectionString) = (PostgreSql, cluster.Membership));
        }

        silo.Configure<ClusterMembershipOptions>(Impatient);
        silo.Configure<SiloMessagingOptions>(messages => messages.ResponseTimeout = LongestAnswer);
        silo.AddTrialGrains();
    }

    private static void Configure(IClientBuilder client, ClusterOptions cluster)
    {
        if (cluster.IsLocal)
        {
            client.UseLocalhostClustering(cluster.GatewayPort, cluster.ServiceId, cluster.ClusterId);
        }
        else
        {
            client.Configure<global::Orleans.Configuration.ClusterOptions>(named => Name(named, cluster));
            client.UseAdoNetClustering((AdoNetClusteringClientOptions store) => (store.Invariant, store.ConnectionString) = (PostgreSql, cluster.Membership));
        }

        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = LongestAnswer);
        client.Configure<ClientMessagingOptions>(messages => messages.ResponseTimeout = LongestAnswer);

        // A web node may be started before the first silo: it listens once it has found one.
        client.UseConnectionRetryFilter(async (_, stopping) =>
        {
            await Task.Delay(RetryPause, stopping);
            return true;
        });
    }

    // A dead silo is found in seconds, and a whole cluster that died starts anew as soon. To hold a living one for dead costs its restart, never
    // an allocation: the journal sees to that.
    private static void Impatient(ClusterMembershipOptions members)
    {
        members.ProbeTimeout = TimeSpan.FromSeconds(2);
        members.NumMissedProbesLimit = 3;
        members.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        members.NumMissedTableIAmAliveLimit = 3;
    }

    private static void Name(global::Orleans.Configuration.ClusterOptions named, ClusterOptions cluster) => (named.ClusterId, named.ServiceId) = (cluster.ClusterId, cluster.ServiceId);

    // The silo writes; the file is no web node's to lock.
    private static void ReadJournalFile(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<IJournal>(provider => new FollowedJournal(new SqliteJournalReader(options.JournalFile), provider.GetRequiredService<TimeProvider>()));
    }
}
