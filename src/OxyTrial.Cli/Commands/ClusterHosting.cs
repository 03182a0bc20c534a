using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Cli.Commands;

/// <summary>The processes of a cluster, in a build that has Orleans; in one without, the same calls say so.</summary>
internal static class ClusterHosting
{
#if WITH_ORLEANS
    public static WebApplication BuildServer(ServerOptions options, ClusterOptions cluster) => Server.Orleans.TrialCluster.BuildServer(options, cluster);

    public static IHost BuildSilo(ServerOptions options, ClusterOptions cluster) => Server.Orleans.TrialCluster.BuildSilo(options, cluster);
#else
    private const string Missing = "this build has no Orleans and so no cluster. Publish one with 'dotnet publish src/OxyTrial.Cli -c Release -p:WithOrleans=true'; see deployment/orleans.";

    public static WebApplication BuildServer(ServerOptions options, ClusterOptions cluster) => throw new CommandLineException(Missing);

    public static IHost BuildSilo(ServerOptions options, ClusterOptions cluster) => throw new CommandLineException(Missing);
#endif
}
