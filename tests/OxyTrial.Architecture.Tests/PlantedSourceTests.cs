using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using OxyTrial.Samples;
using Shouldly;

namespace OxyTrial.Architecture.Tests;

/// <summary>A source file planted in the blinded pages is really compiled, with exactly the assemblies their project names.</summary>
public sealed class PlantedSourceTests
{
    private const string NamesTheVault = "class Planted { public object Peek() => typeof(OxyTrial.Vault.TrialVault); }";

    [Fact]
    public void The_blinded_pages_cannot_name_a_type_of_the_vault()
    {
        var (exitCode, output) = Compile(NamesTheVault, References("OxyTrial.Web"));
        exitCode.ShouldNotBe(0);
        output.ShouldMatch("CS0246|CS0234");
        output.ShouldContain("Vault");
    }

    [Fact]
    public void The_same_file_compiles_as_soon_as_the_project_names_the_vault()
    {
        var (exitCode, output) = Compile(NamesTheVault, [.. References("OxyTrial.Web"), AssemblyOf("OxyTrial.Vault")]);
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public void The_blinded_pages_can_name_what_their_project_names()
    {
        var (exitCode, output) = Compile("class Planted { public object See() => typeof(OxyTrial.Views.TrialViews); }", References("OxyTrial.Web"));
        exitCode.ShouldBe(0, output);
    }

    private static string[] References(string project) =>
        [.. ProjectGraph.ReferencesOf(XDocument.Load(Repository.PathOf("src", project, $"{project}.csproj"))).Select(AssemblyOf)];

    private static string AssemblyOf(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Repository.PathOf("src", project, "bin", output.Parent!.Name, output.Name, $"{project}.dll");
    }

    private static (int ExitCode, string Output) Compile(string source, IEnumerable<string> references)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-planted-");
        try
        {
            var file = Path.Combine(folder.FullName, "Planted.cs");
            File.WriteAllText(file, source);
            var runtime = RuntimeEnvironment.GetRuntimeDirectory();
            var root = new DirectoryInfo(runtime).Parent!.Parent!.Parent!.FullName;
            var compiler = Directory.GetDirectories(Path.Combine(root, "sdk")).Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Where(File.Exists).Order(StringComparer.Ordinal).Last();
            string[] framework = [.. Directory.GetFiles(runtime, "System*.dll").Where(assembly => !assembly.Contains("Native", StringComparison.Ordinal)), Path.Combine(runtime, "netstandard.dll")];
            var start = new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet")) { RedirectStandardOutput = true };
            string[] arguments = [compiler, "-noconfig", "-nologo", "-target:library", $"-out:{Path.Combine(folder.FullName, "planted.dll")}", .. framework.Concat(references).Select(assembly => $"-r:{assembly}"), file];
            arguments.ToList().ForEach(start.ArgumentList.Add);
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
