using System.Collections.Immutable;

namespace OxyTrial.Architecture.Tests;

/// <summary>The arrows between the projects of src, declared once. A new arrow is written here and in an architecture decision.</summary>
internal static class Arrows
{
    public static readonly ImmutableArray<string> Unblinded = ["OxyTrial.Vault", "OxyTrial.Web.Unblinded"];

    public static readonly ImmutableArray<string> Blinded =
    [
        "OxyTrial.Trial", "OxyTrial.Specs", "OxyTrial.Instruments", "OxyTrial.Journal", "OxyTrial.Journal.Sqlite", "OxyTrial.Journal.PostgreSql",
        "OxyTrial.Streams", "OxyTrial.Grains", "OxyTrial.Grains.Orleans", "OxyTrial.Views", "OxyTrial.Reports", "OxyTrial.Reports.QuestPdf", "OxyTrial.Web",
    ];

    public static readonly ImmutableArray<string> Verifier = ["OxyTrial.Journal", "OxyTrial.Randomization"];

    private static readonly Dictionary<string, string> Declared = new(StringComparer.Ordinal)
    {
        ["OxyTrial.Randomization"] = "",
        ["OxyTrial.Assessment"] = "Randomization",
        ["OxyTrial.Assessment.Reports"] = "Assessment Randomization Reports",
        ["OxyTrial.Instruments"] = "",
        ["OxyTrial.Journal"] = "",
        ["OxyTrial.Reports"] = "",
        ["OxyTrial.Trial"] = "Instruments Randomization",
        ["OxyTrial.Specs"] = "Instruments Randomization Trial",
        ["OxyTrial.Journal.Sqlite"] = "Journal",
        ["OxyTrial.Journal.PostgreSql"] = "Journal",
        ["OxyTrial.Streams"] = "Journal Trial",
        ["OxyTrial.Vault"] = "Journal Randomization Streams Trial",
        ["OxyTrial.Vault.Remote"] = "Journal Trial Vault",
        ["OxyTrial.Grains"] = "Journal Streams Trial",
        ["OxyTrial.Grains.Orleans"] = "Grains Journal Trial",
        ["OxyTrial.SmallWorlds"] = "Grains Journal Randomization Trial Vault",
        ["OxyTrial.Views"] = "Journal Streams Trial",
        ["OxyTrial.Reports.QuestPdf"] = "Reports",
        ["OxyTrial.Verifier"] = "Journal Randomization",
        ["OxyTrial.Web"] = "Grains Instruments Journal Reports Streams Trial Views",
        ["OxyTrial.Web.Unblinded"] = "Grains Journal Reports Specs Trial Vault Views Web",
        ["OxyTrial.Server"] = "Grains Journal Journal.PostgreSql Journal.Sqlite Reports Reports.QuestPdf Specs Streams Trial Vault Vault.Remote Views Web Web.Unblinded",
        ["OxyTrial.Server.Orleans"] = "Grains Grains.Orleans Journal Journal.Sqlite Server",
        ["OxyTrial.TwinTrials"] = "Grains Instruments Journal Randomization Reports Server Specs Trial Vault Views Web",
        ["OxyTrial.Cli"] = "Assessment Assessment.Reports Grains Instruments Journal Journal.Sqlite Randomization Reports Server Server.Orleans SmallWorlds Specs Streams Trial TwinTrials Vault Vault.Remote Verifier Views Web Web.Unblinded",
    };

    /// <summary>Every breach of the rules in a graph, one sentence each.</summary>
    public static IEnumerable<string> Breaches(ProjectGraph graph) =>
    [
        .. from project in graph.References
           where !Declared.ContainsKey(project.Key)
           select $"{project.Key} is not in the table of arrows",
        .. from project in graph.References
           where Declared.ContainsKey(project.Key)
           from reference in project.Value
           where !Declared[project.Key].Split(' ').Contains(reference["OxyTrial.".Length..])
           select $"{project.Key} names {reference}",
        .. from project in Blinded
           from reached in graph.Reachable(project)
           where Unblinded.Contains(reached)
           select $"{project} is blinded and reaches {reached}",
        .. from reached in graph.Reachable("OxyTrial.Verifier")
           where !Verifier.Contains(reached)
           select $"OxyTrial.Verifier stands alone and reaches {reached}",
    ];
}
