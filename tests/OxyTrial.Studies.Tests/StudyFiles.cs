using OxyTrial.Samples;
using OxyTrial.Specs;

namespace OxyTrial.Studies.Tests;

/// <summary>Every spec below <c>randomization-specs</c>, found where it stands.</summary>
internal static class StudyFiles
{
    public static readonly string Root = Repository.PathOf("randomization-specs");

    /// <summary>Folders that hold a spec, relative to <see cref="Root"/>, such as "defaults/central-allocation".</summary>
    public static IEnumerable<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Root, "spec.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    public static string PathOf(string name) => Path.Combine(Root, name, "spec.yaml");

    public static SpecDocument Read(string name) => SpecReader.ReadFile(PathOf(name)).Match(
        accepted => accepted.Document, rejected => throw new InvalidOperationException(string.Join('\n', rejected.Errors)));
}
