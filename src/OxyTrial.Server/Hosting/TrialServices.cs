using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OxyTrial.Grains.Duties;
using OxyTrial.Grains.InProcess;
using OxyTrial.Grains;
using OxyTrial.Journal.Observed;
using OxyTrial.Journal.PostgreSql;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Journal;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Duties;
using OxyTrial.Server.Notices;
using OxyTrial.Server.Operations;
using OxyTrial.Server.Restores;
using OxyTrial.Streams;
using OxyTrial.Views;
using OxyTrial.Views.Snapshots;
using OxyTrial.Web.Api.Audit;

namespace OxyTrial.Server.Hosting;

/// <summary>The trial's rooms put together: journal, vault, grains, views, reports, accounts. Needs no web server.</summary>
public static class TrialServices
{
    // Read in a fraction of a second; fewer are not worth a file.
    private const int SnapshotEveryEvents = 10_000;

    /// <summary>
    /// Registers everything a command or a query needs. Nothing is opened yet: the journal opens (and takes its process lock) when
    /// it is first asked for, Chromium starts with the first PDF, accounts with the first sign-in.
    /// </summary>
    public static IServiceCollection AddTrial(this IServiceCollection services, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        options.MakeDirectories();
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddInstruments();
        services.AddSingleton<IJournal>(provider =>
        {
            var (instruments, time) = (provider.GetRequiredService<JournalInstruments>(), provider.GetRequiredService<TimeProvider>());
            return new ObservedJournal(Open(options, instruments.Committed, time), instruments, time);
        });
        services.AddSingleton<IJournalReader>(provider => provider.GetRequiredService<IJournal>());
        services.AddSingleton<IJournalInspection, JournalInspection>();
        services.AddVault(options);
        services.AddSingleton<StreamCache>();
        services.AddSingleton<InProcessTrialHost>();
        services.AddTrialHost<InProcessTrialHost>();
        services.AddSingleton<CheckpointBook>();

        // Not by way of the cluster, where there is one: the comparison comes before the process has joined it.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RestoreWatch>(provider, provider.GetRequiredService<InProcessTrialHost>()));
        services.AddSingleton(provider =>
        {
            var log = provider.GetRequiredService<ILogger<SnapshotFolder>>();
            return new SnapshotFolder(options.SnapshotDirectory, SnapshotEveryEvents, (study, why) => log.LogInformation("The snapshot of {Study} is not used, and its journal is read from the first event: {Why}", study, why));
        });
        services.AddSingleton<TrialViews>();
        services.AddSingleton<IStudyDuty, VisitNotice>();
        services.AddSingleton<IStudyDuty, KitNotice>();
        services.AddSingleton<IStudyDuty, CheckpointDuty>();
        services.AddSingleton<DutyTimer>();
        services.AddSingleton<IPdfRenderer>(_ => new ChromiumPdfRenderer(ChromiumOptions.FromEnvironment()));
        services.AddAccounts(options);
        return services;
    }

    /// <summary>Where commands go, measured, traced, and with each kit in the checkpoints; the last one named counts. The host itself is among the services.</summary>
    internal static IServiceCollection AddTrialHost<THost>(this IServiceCollection services)
        where THost : ITrialHost =>
        services.AddSingleton<ITrialHost>(provider => new CheckpointedHost(
            new ObservedTrialHost(
                provider.GetRequiredService<THost>(), provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<ServerTraces>().Source, provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<CheckpointBook>()));

    // A container makes its services without waiting; the journal is opened once, before anybody is served.
    private static IJournal Open(ServerOptions options, Action<int> committed, TimeProvider time) => options.Database is { } database
        ? Task.Run(() => PostgreSqlJournal.OpenAsync(database, time, committed)).GetAwaiter().GetResult()
        : SqliteJournal.Open(options.JournalFile, committed);
}
