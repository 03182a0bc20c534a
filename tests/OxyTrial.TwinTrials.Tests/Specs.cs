using System.Collections.Immutable;
using System.Text;

namespace OxyTrial.TwinTrials.Tests;

/// <summary>The specs of this folder.</summary>
internal static class Specs
{
    /// <summary>A spec file's bytes.</summary>
    public static ImmutableArray<byte> Read(string name) => [.. File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, $"{name}.yaml"))];

    /// <summary>A spec with a part of its text replaced.</summary>
    public static ImmutableArray<byte> With(string name, string part, string instead) => With(Read(name), part, instead);

    /// <summary>The same.</summary>
    public static ImmutableArray<byte> With(ImmutableArray<byte> spec, string part, string instead)
    {
        var text = Encoding.UTF8.GetString(spec.AsSpan());
        text.ShouldContain(part);
        return [.. Encoding.UTF8.GetBytes(text.Replace(part, instead, StringComparison.Ordinal))];
    }
}
