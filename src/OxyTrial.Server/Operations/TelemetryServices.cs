using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OxyTrial.Grains;
using OxyTrial.Journal.Observed;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Server.Operations;

/// <summary>Source of this server's own spans. Two servers in one process have two, told apart by their tag.</summary>
internal sealed class ServerTraces : IDisposable
{
    /// <summary>Name of the source.</summary>
    public const string Name = "OxyTrial";

    /// <summary>The tag that every server's source bears.</summary>
    public const string ServerTag = "oxytrial.server";

    public ActivitySource Source { get; } = new(new ActivitySourceOptions(Name) { Tags = [new(ServerTag, Environment.ProcessId)] });

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();
}

/// <summary>Metrics and traces, and where they are sent.</summary>
internal static class TelemetryServices
{
    /// <summary>Meters that are sent: the journal's, the commands', the read models', and the framework's of requests and connections.</summary>
    private static readonly string[] Meters =
        [JournalInstruments.MeterName, ObservedTrialHost.MeterName, JournalFollower.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Instruments for the rooms; they cost next to nothing while nobody listens.</summary>
    public static IServiceCollection AddInstruments(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<ServerTraces>();
        services.TryAddSingleton(provider => new JournalInstruments(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<ServerTraces>().Source));
        return services;
    }

    /// <summary>Sends metrics and traces to a collector by OTLP, where one is named.</summary>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, ServerOptions options)
    {
        if (options.Telemetry is not { } collector)
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("oxytrial"))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter((otlp, reader) =>
            {
                collector.Apply(otlp, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)collector.Interval.TotalMilliseconds;
            }))
            .WithTracing(traces => traces.AddSource(ServerTraces.Name, "Microsoft.AspNetCore").AddOtlpExporter(otlp =>
            {
                collector.Apply(otlp, "v1/traces");
                otlp.BatchExportProcessorOptions.ScheduledDelayMilliseconds = (int)collector.Interval.TotalMilliseconds;
            }));
        return services;
    }
}
