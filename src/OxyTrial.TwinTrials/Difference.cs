using System.Globalization;

namespace OxyTrial.TwinTrials;

/// <summary>Where the twins first differ.</summary>
/// <param name="Scenario">Number of the history, from 0.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Step">Number of the request, from 1; the last one for what is compared at the end.</param>
/// <param name="What">The request, or what else was compared.</param>
/// <param name="First">What the first twin says there.</param>
/// <param name="Second">What the second says.</param>
public sealed record Difference(int Scenario, long Seed, int Step, string What, string First, string Second)
{
    private const int Shown = 400;
    private const int Before = 80;

    /// <summary>In four lines.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"scenario {Scenario}, seed {Seed}, step {Step}: {What}\n  first:  {First}\n  second: {Second}");

    /// <summary>The parts of two texts around the first character that differs.</summary>
    internal static (string First, string Second) Around(string first, string second)
    {
        var place = first.AsSpan().CommonPrefixLength(second);
        return (Part(first, place), Part(second, place));
    }

    /// <summary>The first lines of two lists that differ; null when none does.</summary>
    internal static (string First, string Second)? Between(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        for (var line = 0; line < Math.Max(first.Count, second.Count); line++)
        {
            var (one, other) = (first.ElementAtOrDefault(line) ?? "(nothing)", second.ElementAtOrDefault(line) ?? "(nothing)");
            if (one != other)
            {
                return Around(one, other);
            }
        }

        return null;
    }

    // From the start of the line, or a little before the place.
    private static string Part(string text, int place)
    {
        var from = Math.Max(place == 0 ? 0 : text.LastIndexOf('\n', place - 1) + 1, place - Before);
        var part = text.AsSpan(from, Math.Min(Shown, text.Length - from)).ToString().ReplaceLineEndings("⏎");
        return from > 0 && text[from - 1] != '\n' ? $"…{part}" : part;
    }
}

/// <summary>Ends a scenario: the twins differ.</summary>
internal sealed class TwinsDifferException(Difference difference) : Exception(difference.ToString())
{
    /// <summary>Where.</summary>
    public Difference Difference => difference;
}
