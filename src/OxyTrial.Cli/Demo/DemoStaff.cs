using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Cli.Demo;

/// <summary>Account names of the demo's staff.</summary>
internal static class DemoStaff
{
    public const string Statistician = "statistician";
    public const string SecondStatistician = "statistician.two";
    public const string Monitor = "monitor";
    public const string Auditor = "auditor";
    public const string ThirdParty = "poison.center";

    public static string Coordinator(SiteId site) => $"coordinator.{site.Value.ToLowerInvariant()}";

    public static string Investigator(SiteId site) => $"investigator.{site.Value.ToLowerInvariant()}";

    public static string Pharmacist(SiteId site) => $"pharmacist.{site.Value.ToLowerInvariant()}";
}
