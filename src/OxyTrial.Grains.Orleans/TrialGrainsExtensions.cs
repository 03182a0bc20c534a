using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Trial.Allocation;

namespace OxyTrial.Grains.Orleans;

/// <summary>Puts the trial's grains on Orleans. Clustering is the caller's choice of provider.</summary>
public static class TrialGrainsExtensions
{
    /// <summary>
    /// The grains, on a silo whose services hold an <see cref="IJournal"/>, an <see cref="IAllocator"/> and the studies' duties. Every silo
    /// needs the same journal and the same vault, and a reminder service of the caller's choice.
    /// </summary>
    public static ISiloBuilder AddTrialGrains(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<InProcessTrialHost>();
        silo.Services.AddHostedService<StudyWatchers>();
        return silo.AddReminders();
    }

    /// <summary>
    /// <see cref="ITrialHost"/> over the cluster, in a silo's services or a cluster client's; an <see cref="IJournalReader"/> must
    /// be among them.
    /// </summary>
    public static IServiceCollection AddOrleansTrialHost(this IServiceCollection services) => services.AddSingleton<ITrialHost, OrleansTrialHost>();
}
