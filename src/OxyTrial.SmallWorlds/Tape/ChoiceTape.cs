using System.Collections.Immutable;
using OxyTrial.Randomization;

namespace OxyTrial.SmallWorlds.Tape;

/// <summary>
/// Every possible run of something that draws, one after the other. A run is replayed with the draws so far; at its first new draw the tape
/// forks, and takes each branch of positive probability in turn. Whatever is not asked for is not enumerated. Not thread-safe.
/// </summary>
internal sealed class ChoiceTape
{
    private readonly List<Fork> path = [];
    private int at;

    /// <summary>The exact probability of the draws of this run so far.</summary>
    public Rational Probability { get; private set; } = Rational.One;

    /// <summary>Draws an index, each with its probability.</summary>
    /// <exception cref="InvalidOperationException">The run asks for another draw here than when it was run before.</exception>
    public int Choose(ReadOnlySpan<Rational> probabilities)
    {
        if (at == path.Count)
        {
            path.Add(new Fork([.. probabilities], NextPossible([.. probabilities], 0) ?? throw new ArgumentException("Nothing is possible.", nameof(probabilities))));
        }

        var fork = path[at++];
        if (!fork.Probabilities.AsSpan().SequenceEqual(probabilities))
        {
            throw new InvalidOperationException($"Draw {at} of a replayed run is not the draw it was.");
        }

        Probability *= fork.Probabilities[fork.Chosen];
        return fork.Chosen;
    }

    /// <summary>Draws a whole number on [0, <paramref name="bound"/>), each equally likely.</summary>
    public int Below(int bound)
    {
        Span<Rational> each = new Rational[bound];
        each.Fill(new Rational(1, bound));
        return Choose(each);
    }

    /// <summary>Rewinds for the next run; false when every run has been.</summary>
    /// <exception cref="InvalidOperationException">The run made fewer draws than when it was run before.</exception>
    public bool Advance()
    {
        if (at != path.Count)
        {
            throw new InvalidOperationException($"A replayed run made {at} draws and not {path.Count}.");
        }

        (at, Probability) = (0, Rational.One);
        while (path is [.., var last])
        {
            path.RemoveAt(path.Count - 1);
            if (NextPossible(last.Probabilities, last.Chosen + 1) is { } next)
            {
                path.Add(last with { Chosen = next });
                return true;
            }
        }

        return false;
    }

    private static int? NextPossible(ImmutableArray<Rational> probabilities, int from)
    {
        for (var index = from; index < probabilities.Length; index++)
        {
            if (probabilities[index].Sign > 0)
            {
                return index;
            }
        }

        return null;
    }

    private sealed record Fork(ImmutableArray<Rational> Probabilities, int Chosen);
}
