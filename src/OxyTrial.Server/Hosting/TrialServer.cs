namespace OxyTrial.Server.Hosting;

/// <summary>The web server: pages and API over the trial's rooms.</summary>
public static class TrialServer
{
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
        builder.Services.AddTrial(options);
        overrides?.Invoke(builder.Services);
        var app = builder.Build();
        return app;
    }

    /// <summary>Largest request: a questionnaire is under 1 kB, a spec at most 256 kB.</summary>
    public const int MaximumBodyBytes = 512 * 1024;
}
