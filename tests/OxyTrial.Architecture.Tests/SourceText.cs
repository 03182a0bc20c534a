using System.Text.RegularExpressions;
using OxyTrial.Samples;

namespace OxyTrial.Architecture.Tests;

/// <summary>Sources as text, and rules about them that a compiler does not know.</summary>
internal static partial class SourceText
{
    /// <summary>Sources of a project by path from the repository's root, in order; nothing generated.</summary>
    public static IEnumerable<(string Path, string Text)> Of(string folder) =>
        Directory.GetFiles(Repository.PathOf(folder), "*.*", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File: file))
            .Where(source => source.Path.EndsWith(".cs", StringComparison.Ordinal) || source.Path.EndsWith(".razor", StringComparison.Ordinal))
            .Where(source => !source.Path.Contains("/obj/", StringComparison.Ordinal) && !source.Path.Contains("/bin/", StringComparison.Ordinal))
            .OrderBy(source => source.Path, StringComparer.Ordinal)
            .Select(source => (source.Path, File.ReadAllText(source.File)));

    /// <summary>The first use of floating point, or null. Min, Max and Clamp of whole numbers are none; comments and strings do not count.</summary>
    public static string? FloatingPoint(string source) =>
        FloatingPointWord().Match(CommentOrString().Replace(source, " ")) is { Success: true } found ? found.Value : null;

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|\"\"\".*?\"\"\"|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\])'""", RegexOptions.Singleline)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"\b(double|float|MathF)\b|(?<!\.)\b(Double|Single|Half)\b|\bMath\.(?!Min\b|Max\b|Clamp\b)\w+|(?<![\w.])\d[\d_]*\.\d+(?![\d_]*[mM])")]
    private static partial Regex FloatingPointWord();
}
