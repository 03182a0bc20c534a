using OpenTelemetry.Exporter;

namespace OxyTrial.Server.Operations;

/// <summary>Where metrics and traces are sent: an OpenTelemetry collector that takes OTLP over HTTP.</summary>
/// <param name="Address">Its address, usually port 4318; <c>v1/metrics</c> and <c>v1/traces</c> are added.</param>
public sealed record TelemetryCollector(Uri Address)
{
    /// <summary>How often something is sent.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Reads an address.</summary>
    /// <returns>Null for what is not an absolute http or https address.</returns>
    public static TelemetryCollector? Parse(string text) =>
        Uri.TryCreate(text?.TrimEnd('/') + "/", UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? new TelemetryCollector(address) : null;

    internal void Apply(OtlpExporterOptions otlp, string signal)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri(Address, signal);
    }
}
