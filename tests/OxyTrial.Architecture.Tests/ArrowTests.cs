using System.Xml.Linq;
using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Architecture.Tests;

public sealed class ArrowTests
{
    [Fact]
    public void The_projects_keep_to_the_declared_arrows() => Arrows.Breaches(ProjectGraph.OfSources()).ShouldBeEmpty();

    [Theory]
    [InlineData("OxyTrial.Web", "OxyTrial.Vault", "OxyTrial.Web is blinded and reaches OxyTrial.Vault")]
    [InlineData("OxyTrial.Views", "OxyTrial.Vault", "OxyTrial.Web is blinded and reaches OxyTrial.Vault")]
    [InlineData("OxyTrial.Reports", "OxyTrial.Web.Unblinded", "OxyTrial.Reports.QuestPdf is blinded and reaches OxyTrial.Web.Unblinded")]
    [InlineData("OxyTrial.Journal.Sqlite", "OxyTrial.Vault", "OxyTrial.Journal.Sqlite is blinded and reaches OxyTrial.Vault")]
    [InlineData("OxyTrial.Journal", "OxyTrial.Trial", "OxyTrial.Verifier stands alone and reaches OxyTrial.Trial")]
    [InlineData("OxyTrial.Verifier", "OxyTrial.Specs", "OxyTrial.Verifier stands alone and reaches OxyTrial.Specs")]
    [InlineData("OxyTrial.Randomization", "OxyTrial.Trial", "OxyTrial.Randomization names OxyTrial.Trial")]
    [InlineData("OxyTrial.Gadgets", "OxyTrial.Trial", "OxyTrial.Gadgets is not in the table of arrows")]
    public void A_planted_arrow_is_found(string from, string to, string breach) =>
        Arrows.Breaches(ProjectGraph.OfSources().With(from, to)).ShouldContain(breach);

    [Fact]
    public void A_reference_is_read_from_a_project_file_wherever_it_stands()
    {
        var project = XDocument.Parse("""<Project><ItemGroup Condition="'$(X)' == 'true'"><ProjectReference Include="..\OxyTrial.Vault\OxyTrial.Vault.csproj" /></ItemGroup></Project>""");
        ProjectGraph.ReferencesOf(project).ShouldBe(["OxyTrial.Vault"]);
    }

    [Fact]
    public void A_project_sees_only_what_it_names()
    {
        Property("Directory.Build.props", "DisableTransitiveProjectReferences").ShouldBe("true");
        var exceptions = Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("DisableTransitiveProjectReferences", StringComparison.Ordinal));
        exceptions.ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_is_under_the_banned_symbols()
    {
        var items = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants().ToArray();
        items.ShouldContain(item => item.Name == "AdditionalFiles" && item.Attribute("Include")!.Value.EndsWith("BannedSymbols.txt", StringComparison.Ordinal) && item.Attribute("Condition") == null);
        items.ShouldContain(item => item.Name == "PackageReference" && item.Attribute("Include")!.Value == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        var banned = File.ReadAllText(Repository.PathOf("BannedSymbols.txt"));
        foreach (var symbol in new[] { "T:System.Random;", "P:System.DateTime.Now;", "P:System.DateTime.UtcNow;", "P:System.DateTimeOffset.UtcNow;", "M:System.Guid.NewGuid;" })
        {
            banned.ShouldContain(symbol);
        }

        // A props or targets file of its own would cut a project off from the one at the root.
        Directory.GetFiles(Repository.PathOf("src"), "Directory.*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static string? Property(string file, string name) => XDocument.Load(Repository.PathOf(file)).Descendants(name).SingleOrDefault()?.Value;
}
