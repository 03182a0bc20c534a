using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Architecture.Tests;

/// <summary>Planted leaks (docs/leaks.md) are in no ordinary build.</summary>
public sealed class LeakMutantTests
{
    private const string Switch = "LeakMutants";
    private const string Constant = "LEAK_MUTANTS";

    [Fact]
    public void No_assembly_of_an_ordinary_build_has_a_planted_leak()
    {
        var assemblies = OrdinaryAssemblies().ToArray();

        // The rooms that this project builds; a build of everything has them all.
        assemblies.Length.ShouldBeGreaterThan(8);
        assemblies.Where(file => Names(file).Any(IsOfAMutant)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("LeakMutant", true)]
    [InlineData("OXYTRIAL_LEAK", true)]
    [InlineData("UseLeaks", true)]
    [InlineData("LeakReport", false)]
    public void The_names_of_planted_leaks_are_known(string name, bool isOne) => IsOfAMutant(name).ShouldBe(isOne);

    [Fact]
    public void Every_use_in_the_product_is_under_the_constant()
    {
        var uses = SourceText.Of("src").Where(source => source.Text.Contains("LeakMutant", StringComparison.Ordinal)).ToArray();

        uses.Length.ShouldBeGreaterThan(15);
        uses.SelectMany(source => Outside(source.Text).Select(line => $"{source.Path}: {line}")).ShouldBeEmpty();
    }

    [Fact]
    public void A_use_outside_the_constant_is_found() =>
        Outside($"#if {Constant}\nLeakMutant.Is(1)\n#else\nLeakMutant.Is(2)\n#endif\nLeakMutant.Is(3)\n").ShouldBe(["LeakMutant.Is(2)", "LeakMutant.Is(3)"]);

    [Fact]
    public void The_constant_is_defined_in_one_place_and_the_switch_is_on_in_one_script_only()
    {
        string[] folders = [.. Directory.GetDirectories(Repository.Root).Where(folder => Path.GetFileName(folder) is not (".git" or "artifacts" or "data" or "docs"))];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Concat(Directory.GetFiles(Repository.Root))
            .Select(file => (Path: Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File: file))
            .Where(file => !Regex.IsMatch(file.Path, "(^|/)(bin|obj)/|[.](cs|md)$"))
            .Select(file => (file.Path, Text: File.ReadAllText(file.File)))
            .ToArray();

        files.Where(file => file.Text.Contains(Constant, StringComparison.Ordinal)).Select(file => file.Path).ShouldBe(["Directory.Build.targets", "eng/leaks"], ignoreOrder: true);
        files.Where(file => file.Text.Contains($"{Switch}=true", StringComparison.Ordinal)).Select(file => file.Path).ShouldBe(["eng/leaks"]);
        files.Where(file => file.Text.Contains($"<{Switch}>", StringComparison.Ordinal) || file.Text.Contains($"#define {Constant}", StringComparison.Ordinal)).ShouldBeEmpty();
        SourceText.Of("src").Concat(SourceText.Of("tests")).Where(source => Regex.IsMatch(source.Text, $@"^\s*#define\s+{Constant}", RegexOptions.Multiline)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_number_that_is_planted_is_in_the_table_and_every_number_of_the_table_is_planted()
    {
        var rows = File.ReadLines(Repository.PathOf("tests", "leaks.table")).Where(line => !line.StartsWith('#')).Select(line => line.Split(" | ")).ToArray();
        var planted = SourceText.Of("src").SelectMany(source => Regex.Matches(source.Text, @"LeakMutant\.Is\((\d+)\)")).Select(match => match.Groups[1].Value).Distinct();

        rows.Select(row => row[0]).ShouldBe(Enumerable.Range(1, 25).Select(number => $"{number}"));
        planted.ShouldBe(rows.Where(row => row[5] != "in the test").Select(row => row[0]), ignoreOrder: true);
    }

    private static bool IsOfAMutant(string name) => name is "LeakMutant" or "LeakTeller" or "UseLeaks" or "OXYTRIAL_LEAK";

    // What each project of src left in its own folder.
    private static IEnumerable<string> OrdinaryAssemblies() =>
        Directory.GetDirectories(Repository.PathOf("src"))
            .SelectMany(folder => Directory.Exists(Path.Combine(folder, "bin")) ? Directory.EnumerateFiles(Path.Combine(folder, "bin"), "*.dll", SearchOption.AllDirectories) : [])
            .Where(file => Path.GetFileName(file).StartsWith("oxytrial", StringComparison.OrdinalIgnoreCase));

    // Names of types and methods, and every text in the code.
    private static List<string> Names(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        var names = metadata.TypeDefinitions.Select(type => metadata.GetString(metadata.GetTypeDefinition(type).Name))
            .Concat(metadata.MethodDefinitions.Select(method => metadata.GetString(metadata.GetMethodDefinition(method).Name))).ToList();
        for (var text = MetadataTokens.UserStringHandle(1); !text.IsNil; text = metadata.GetNextHandle(text))
        {
            names.Add(metadata.GetUserString(text));
        }

        return names;
    }

    private static IEnumerable<string> Outside(string source)
    {
        var under = false;
        foreach (var line in source.Split('\n').Select(line => line.Trim()))
        {
            under = line switch
            {
                _ when line.StartsWith("#if ", StringComparison.Ordinal) => line == $"#if {Constant}",
                _ when line.StartsWith("#else", StringComparison.Ordinal) || line.StartsWith("#endif", StringComparison.Ordinal) => false,
                _ => under,
            };
            if (!under && line.Contains("LeakMutant", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
