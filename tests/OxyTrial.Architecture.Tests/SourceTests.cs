using System.Reflection;
using OxyTrial.Samples;
using OxyTrial.Trial;
using Shouldly;

namespace OxyTrial.Architecture.Tests;

public sealed class SourceTests
{
    private const int MostLines = 400;

    // Projects whose tests stand elsewhere, each with the reason.
    private static readonly Dictionary<string, string> TestedElsewhere = new(StringComparer.Ordinal)
    {
        ["OxyTrial.Assessment.Reports"] = "built from simulations in Assessment.Tests",
        ["OxyTrial.Instruments"] = "scored in Specs.Tests, where the specs that use it are",
        ["OxyTrial.Journal.Sqlite"] = "Journal.Tests runs one conformance suite against every store",
        ["OxyTrial.Journal.PostgreSql"] = "Journal.Tests runs one conformance suite against every store",
        ["OxyTrial.Reports.QuestPdf"] = "Reports.Tests renders with every renderer",
        ["OxyTrial.Server.Orleans"] = "Grains.Orleans.Tests runs its silos and web nodes as processes",
        ["OxyTrial.Streams"] = "read through by every grain in Grains.Tests, and by the vault in Vault.Tests",
        ["OxyTrial.Vault.Remote"] = "Vault.Tests asks it over a socket and a port",
        ["OxyTrial.Views"] = "folded from whole trials in Grains.Tests and shown in Server.Tests",
        ["OxyTrial.Web"] = "pages and API are asked over HTTP in Server.Tests and Browser.Tests",
        ["OxyTrial.Web.Unblinded"] = "pages and API are asked over HTTP in Server.Tests and Browser.Tests",
    };

    [Theory]
    [InlineData("OxyTrial.Randomization")]
    [InlineData("OxyTrial.Vault")]
    [InlineData("OxyTrial.Trial")]
    [InlineData("OxyTrial.Grains")]
    public void No_floating_point_decides_an_allocation(string project) =>
        SourceText.Of($"src/{project}").Where(source => SourceText.FloatingPoint(source.Text) is not null).Select(source => $"{source.Path}: {SourceText.FloatingPoint(source.Text)}").ShouldBeEmpty();

    [Theory]
    [InlineData("double p = 1;", "double")]
    [InlineData("var p = 0.5;", "0.5")]
    [InlineData("var p = Math.Sqrt(2);", "Math.Sqrt")]
    [InlineData("List<float> p;", "float")]
    [InlineData("// a double\nvar p = \"0.5\"; /* float */ Math.Min(1, 2);", null)]
    [InlineData("var p = 0.5m; var q = 1..3;", null)]
    public void Floating_point_is_found_where_it_is_and_nowhere_else(string source, string? found) => SourceText.FloatingPoint(source).ShouldBe(found);

    [Fact]
    public void No_stored_event_has_a_field_that_names_an_arm()
    {
        var events = typeof(TrialEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TrialEvent)) && !type.IsAbstract).ToArray();
        events.Length.ShouldBeGreaterThan(30);
        events.SelectMany(type => ArmFields(type, [])).ShouldBeEmpty();
    }

    [Fact]
    public void A_planted_arm_is_found_however_deep() => ArmFields(typeof(Planted), []).ShouldBe(["Planted.Inner.TreatmentCode"]);

    [Fact]
    public void Every_source_file_is_short() =>
        SourceText.Of("src").Where(source => source.Text.Count(character => character == '\n') > MostLines).Select(source => source.Path).ShouldBeEmpty();

    [Fact]
    public void Every_project_with_code_has_tests_or_says_where_they_are()
    {
        foreach (var folder in Directory.GetDirectories(Repository.PathOf("src")).Select(folder => Path.GetFileName(folder)!))
        {
            var project = Repository.PathOf("tests", $"{folder}.Tests", $"{folder}.Tests.csproj");
            if (File.Exists(Repository.PathOf("src", folder, $"{folder}.csproj")) && SourceText.Of($"src/{folder}").Any() && !File.Exists(project))
            {
                TestedElsewhere.Keys.ShouldContain(folder, $"{folder} has code and neither a test project nor a reason");
            }
        }

        TestedElsewhere.Keys.Where(project => File.Exists(Repository.PathOf("tests", $"{project}.Tests", $"{project}.Tests.csproj"))).ShouldBeEmpty("a reason outlived by a test project");
    }

    [Fact]
    public void The_changelog_says_for_every_release_what_became_of_allocation()
    {
        var releases = File.ReadAllText(Repository.PathOf("CHANGELOG.md")).Split("\n## ").Skip(1).ToArray();
        releases.ShouldNotBeEmpty();
        releases.ShouldAllBe(release => release.Contains("Allocation behaviour", StringComparison.Ordinal));
    }

    private static IEnumerable<string> ArmFields(Type type, HashSet<Type> visited) =>
        !visited.Add(type) ? [] : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
        {
            var inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments() : [property.PropertyType];
            var below = inner.Where(part => part.Assembly == type.Assembly).SelectMany(part => ArmFields(part, visited)).Select(name => $"{type.Name}.{name}");
            return Words(property.Name).Any(word => word is "arm" or "arms" or "treatment" or "allocation" or "group") ? below.Prepend($"{type.Name}.{property.Name}") : below;
        });

    private static IEnumerable<string> Words(string name) =>
        System.Text.RegularExpressions.Regex.Split(name, "(?=[A-Z])").Select(word => word.ToUpperInvariant()).Select(word => word switch
        {
            "ARM" => "arm",
            "ARMS" => "arms",
            "TREATMENT" => "treatment",
            "ALLOCATION" => "allocation",
            "GROUP" => "group",
            _ => string.Empty,
        });

    private sealed record Planted(string Name, List<Inner> Below);

    private sealed record Inner(string TreatmentCode);
}
