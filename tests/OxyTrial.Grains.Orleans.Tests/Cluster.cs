using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using OxyTrial.Journal;
using OxyTrial.Trial.Allocation;
using OxyTrial.Vault;

namespace OxyTrial.Grains.Orleans.Tests;

internal static class Cluster
{
    /// <summary>Silos in this process. Each gets a journal of its own making, all of them the same vault.</summary>
    public static async Task<InProcessTestCluster> StartAsync(short silos, Func<string, IJournal> journalOf, TrialVault vault, Action<ISiloBuilder>? more = null)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((options, silo) =>
        {
            var journal = journalOf(options.SiloName);
            silo.Services.AddSingleton(journal);
            silo.Services.AddSingleton<IJournalReader>(journal);
            silo.Services.AddSingleton<IAllocator>(vault);
            silo.Services.AddOrleansTrialHost();
            silo.Services.Configure<ClusterMembershipOptions>(Impatient);
            silo.UseInMemoryReminderService();
            silo.AddTrialGrains();
            more?.Invoke(silo);
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5)));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    // A silo that was killed is found dead in seconds.
    private static void Impatient(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        options.NumMissedProbesLimit = 1;
        options.NumVotesForDeathDeclaration = 1;
    }
}
