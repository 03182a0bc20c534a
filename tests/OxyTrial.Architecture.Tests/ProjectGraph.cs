using System.Collections.Immutable;
using System.Xml.Linq;
using OxyTrial.Samples;

namespace OxyTrial.Architecture.Tests;

/// <summary>Which project names which, by name without the ending.</summary>
internal sealed record ProjectGraph(ImmutableSortedDictionary<string, ImmutableSortedSet<string>> References)
{
    /// <summary>The projects of src as their files say.</summary>
    public static ProjectGraph OfSources() => new(Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .ToImmutableSortedDictionary(NameOf, file => ReferencesOf(XDocument.Load(file)), StringComparer.Ordinal));

    /// <summary>The same with one more reference: a planted violation.</summary>
    public ProjectGraph With(string from, string to) =>
        new(References.SetItem(from, References.GetValueOrDefault(from, ImmutableSortedSet.Create<string>(StringComparer.Ordinal)).Add(to)));

    /// <summary>Everything a project reaches, directly or through others.</summary>
    public ImmutableSortedSet<string> Reachable(string project)
    {
        var reached = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        var open = new Queue<string>([project]);
        while (open.TryDequeue(out var next))
        {
            foreach (var reference in References.GetValueOrDefault(next, ImmutableSortedSet<string>.Empty).Where(reached.Add))
            {
                open.Enqueue(reference);
            }
        }

        return reached.ToImmutable();
    }

    public static ImmutableSortedSet<string> ReferencesOf(XDocument project) =>
        [.. project.Descendants("ProjectReference").Select(reference => NameOf(reference.Attribute("Include")!.Value))];

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
