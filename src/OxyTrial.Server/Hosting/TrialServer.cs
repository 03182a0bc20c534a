using Microsoft.AspNetCore.HttpOverrides;
using Npgsql;
using OxyTrial.Server.Accounts;
using OxyTrial.Server.Alerts;
using OxyTrial.Server.Duties;
using OxyTrial.Server.Operations;
using OxyTrial.Server.Restores;
using OxyTrial.Server.Security;
using OxyTrial.Web.Access;
using OxyTrial.Web.Api;
using OxyTrial.Web.Api.Problems;
using OxyTrial.Web.Pages;
using OxyTrial.Web.Unblinded.Pages;

namespace OxyTrial.Server.Hosting;

/// <summary>The web server: pages and API over the trial's rooms.</summary>
public static class TrialServer
{
    /// <summary>Largest request: a questionnaire is under 1 kB, a spec at most 256 kB.</summary>
    public const int MaximumBodyBytes = 512 * 1024;

    /// <summary>
    /// Builds the server; the caller runs it. <paramref name="overrides"/> come last and replace what they name: a test's journal,
    /// clock or vault.
    /// </summary>
    public static WebApplication Build(ServerOptions options, Action<IServiceCollection>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TrialServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // It warns at every start that its keys are protected by nothing but their folder's permissions, which is how this server keeps them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        AddServices(builder.Services, options);
        overrides?.Invoke(builder.Services);
        var app = builder.Build();
        if (options.BehindProxy)
        {
            // The framework believes loopback proxies only, which is what is meant.
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });
        }

        Use(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, ServerOptions options)
    {
        services.AddTrial(options);
        services.AddSignIns();
        services.AddSignInRate(options);
        services.AddSingleton<SignInLog>();
        services.AddSingleton<IPasswordCheck, PasswordCheck>();
        services.AddTrialApi();
        services.AddTrialPages();
        services.AddUnblindedPages();
        services.ConfigureSignInForms();
        services.AddHostedService<WarmStart>();
        services.AddHostedService(provider => provider.GetRequiredService<RestoreWatch>());
        services.AddSingleton<JournalFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<JournalFollower>());
        services.AddSingleton<SnapshotKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<SnapshotKeeper>());
        services.AddHealth();
        services.AddTelemetryExport(options);
        if (options.DutiesByTimer)
        {
            services.AddHostedService(provider => provider.GetRequiredService<DutyTimer>());
        }

        services.AddSingleton<IAlertSender>(new SmtpAlertSender(options.Alerts));
        services.AddSingleton<IAlertStore>(provider => options.Database is null ? new AlertFolder(options.AlertDirectory) : new AlertTable(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<EmergencyAlerts>();
        services.AddSingleton<IEmergencyAlerts>(provider => provider.GetRequiredService<EmergencyAlerts>());
        services.AddHostedService(provider => provider.GetRequiredService<EmergencyAlerts>());
    }

    // The order is the order of defense: headers on everything, failures as problems, who is it, is he signed in, may he see this study, is the form his own.
    private static void Use(WebApplication app)
    {
#if LEAK_MUTANTS
        app.UseLeaks();
#endif
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = PageErrors.WriteAsync });
        app.UseStatusCodePages(static async context =>
        {
            var http = context.HttpContext;
            await (ApiAddress.Covers(http.Request.Path) ? ApiProblem.Of(http.Response.StatusCode).WriteAsync(http) : PageErrors.WriteAsync(http));
        });
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseLivingAccounts();
        app.UseAuthorization();
        app.UseStudyAccess();
        app.UseAntiforgery();
        app.UseFormTokens();
        app.MapHealth();
        app.MapSessions();
        app.MapSignInPages();
        app.MapTrialApi();
        app.MapTrialPages();
        app.MapUnblindedPages();
    }
}
