using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OxyTrial.Grains.Tests;
using OxyTrial.Journal;
using OxyTrial.Vault;

namespace OxyTrial.Grains.Orleans.Tests;

/// <summary>
/// What every host promises, kept by Orleans. Each node is a cluster of its own over the one journal: two nodes are two live
/// activations of every grain, which a healthy cluster would never have.
/// </summary>
public sealed class OrleansHostTests : HostConformance
{
    private readonly List<InProcessTestCluster> clusters = [];

    private protected override IJournal OpenJournal() => new InMemoryJournal();

    private protected override ITrialHost OpenHost(IJournal over, TrialVault vault)
    {
        var cluster = Task.Run(() => Cluster.StartAsync(1, _ => over, vault)).GetAwaiter().GetResult();
        clusters.Add(cluster);
        return cluster.Silos[0].ServiceProvider.GetRequiredService<ITrialHost>();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var cluster in clusters)
        {
            // Nothing to hand over: a silo that says good-bye takes its seconds.
            await cluster.KillSiloAsync(cluster.Silos[0]);
            await cluster.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
