using System.CommandLine;
using System.Net;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Cli.Commands;

/// <summary>The options that every process of a cluster has.</summary>
internal sealed class ClusterArguments
{
    private const string MembershipVariable = "OXYTRIAL_MEMBERSHIP";
    private static readonly ClusterOptions Usual = new() { Role = ClusterRole.All };

    private readonly Option<string> clusterId = new("--cluster-id") { Description = "The cluster; its processes know those of the same id only.", DefaultValueFactory = _ => Usual.ClusterId, HelpName = "name" };
    private readonly Option<string> serviceId = new("--service-id") { Description = "The service, the same for ever: reminders are kept under it.", DefaultValueFactory = _ => Usual.ServiceId, HelpName = "name" };
    private readonly Option<string> siloAddress = new("--silo-address")
    {
        Description = "Address at which the cluster's other processes reach this silo; it listens there only. What goes over it is not encrypted: loopback or a private network.",
        DefaultValueFactory = _ => Usual.SiloAddress.ToString(),
        HelpName = "IP address",
    };

    private readonly Option<int> siloPort = new("--silo-port") { Description = "Port for other silos.", DefaultValueFactory = _ => Usual.SiloPort };
    private readonly Option<int> gatewayPort = new("--gateway-port") { Description = "Port for web nodes.", DefaultValueFactory = _ => Usual.GatewayPort };
    private readonly Option<string?> membership = new("--membership")
    {
        Description = $"Connection string of the PostgreSQL database of members and reminders, or '{ClusterOptions.Localhost}' for one machine in development; default: {MembershipVariable}, where that is set.",
        HelpName = "connection",
    };

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { clusterId, serviceId, siloAddress, siloPort, gatewayPort, membership })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What they say.</summary>
    /// <exception cref="CommandLineException">They say nothing that could work.</exception>
    public ClusterOptions Read(ParseResult parsed, ClusterRole role)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var options = new ClusterOptions
        {
            Role = role,
            ClusterId = parsed.GetValue(clusterId)!,
            ServiceId = parsed.GetValue(serviceId)!,
            SiloAddress = IPAddress.TryParse(parsed.GetValue(siloAddress), out var address) ? address : throw new CommandLineException($"'{parsed.GetValue(siloAddress)}' is not an IP address."),
            SiloPort = parsed.GetValue(siloPort),
            GatewayPort = parsed.GetValue(gatewayPort),
            Membership = parsed.GetValue(membership) ?? (Environment.GetEnvironmentVariable(MembershipVariable) is { Length: > 0 } kept ? kept : ClusterOptions.Localhost),
        };
        return options.Fault() is { } fault ? throw new CommandLineException(fault) : options;
    }
}
