using System.Net;

namespace OxyTrial.Server.Hosting;

/// <summary>What a process is in a cluster.</summary>
public enum ClusterRole
{
    /// <summary>Grains only: no pages, no API.</summary>
    Silo,

    /// <summary>Pages and API only; commands go to the silos.</summary>
    Web,

    /// <summary>Both in one process.</summary>
    All,
}

/// <summary>How a process finds the others of its cluster, and they it.</summary>
public sealed record ClusterOptions
{
    /// <summary>Membership of a single machine: nothing is kept, the first silo knows the others. For development.</summary>
    public const string Localhost = "localhost";

    /// <summary>What the process is.</summary>
    public required ClusterRole Role { get; init; }

    /// <summary>The cluster: its processes know those of the same id only.</summary>
    public string ClusterId { get; init; } = "oxytrial";

    /// <summary>The service, the same for ever: reminders are kept under it.</summary>
    public string ServiceId { get; init; } = "oxytrial";

    /// <summary>Address at which other processes reach this silo; it listens there only.</summary>
    public IPAddress SiloAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Port for other silos, 1–65535.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for web nodes, 1–65535; with <see cref="Localhost"/> also where a web node looks for a silo.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>With <see cref="Localhost"/> the port of the silo that was started first, where this is another; null for this one's.</summary>
    public int? PrimarySiloPort { get; init; }

    /// <summary><see cref="Localhost"/>, or the connection string of the PostgreSQL database that holds members and reminders.</summary>
    public string Membership { get; init; } = Localhost;

    /// <summary>Whether members are those of this machine.</summary>
    public bool IsLocal => Membership == Localhost;

    /// <summary>What is wrong with the options, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        new[] { SiloPort, GatewayPort, PrimarySiloPort ?? SiloPort }.Any(port => port is < 1 or > 65535) ? "A port is 1 to 65535."
        : SiloPort == GatewayPort ? "The silo's port and its gateway's are two."
        : string.IsNullOrWhiteSpace(ClusterId) || string.IsNullOrWhiteSpace(ServiceId) ? "A cluster and a service have names."
        : !IsLocal && !Membership.Contains('=', StringComparison.Ordinal) ? $"Membership is '{Localhost}' or a connection string such as Host=db;Database=oxytrial_cluster;Username=oxytrial_cluster."
        : null;
}
