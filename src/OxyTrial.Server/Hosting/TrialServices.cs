using Microsoft.Extensions.DependencyInjection.Extensions;
using OxyTrial.Grains;
using OxyTrial.Grains.Duties;
using OxyTrial.Grains.InProcess;
using OxyTrial.Journal;
using OxyTrial.Journal.Sqlite;
using OxyTrial.Reports.Pdf;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Duties;
using OxyTrial.Server.Notices;
using OxyTrial.Views;
using OxyTrial.Web.Api.Audit;

namespace OxyTrial.Server.Hosting;

/// <summary>The trial's rooms put together: journal, vault, grains, views, reports, accounts. Needs no web server.</summary>
public static class TrialServices
{
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
        services.AddSingleton<IJournal>(_ => SqliteJournal.Open(options.JournalFile));
        services.AddSingleton<IJournalReader>(provider => provider.GetRequiredService<IJournal>());
        services.AddSingleton<IJournalInspection, SqliteJournalInspection>();
        services.AddVault(options);
        services.AddSingleton<ITrialHost, InProcessTrialHost>();
        services.AddSingleton<TrialViews>();
        services.AddSingleton<IStudyDuty, VisitNotice>();
        services.AddSingleton<IStudyDuty, KitNotice>();
        services.AddSingleton<DutyTimer>();
        services.AddSingleton<IPdfRenderer>(_ => new ChromiumPdfRenderer(ChromiumOptions.FromEnvironment()));
        services.AddAccounts(options);
        return services;
    }
}
