using System.Runtime.CompilerServices;
using OxyTrial.SmallWorlds.Posteriors;
using OxyTrial.SmallWorlds.Tape;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.SmallWorlds.Worlds;

namespace OxyTrial.SmallWorlds;

/// <summary>
/// Enumerates every world of a tiny trial, that is every sequence of arms, arrangement of kits and secret order of them, with its exact
/// probability, and tells whether anything blinded people see changes what the arms may be.
/// </summary>
public static class Examination
{
    /// <summary>What the transcripts of a tiny trial tell; null when it has more worlds than asked for.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="mostWorlds">Worlds to enumerate at most.</param>
    /// <param name="cancellation">Stops between two worlds.</param>
    public static Task<LeakReport?> OfAsync(SmallTrial trial, int mostWorlds = int.MaxValue, CancellationToken cancellation = default) =>
        OfAsync(trial, WorldParts.Real, mostWorlds, cancellation);

    internal static async Task<LeakReport?> OfAsync(SmallTrial trial, WorldParts parts, int mostWorlds = int.MaxValue, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var posterior = new Posterior(trial);
        await foreach (var world in WorldsOfAsync(trial, parts, cancellation))
        {
            if (posterior.Worlds == mostWorlds)
            {
                return null;
            }

            posterior.Add(world);
        }

        return posterior.Report();
    }

    internal static async IAsyncEnumerable<Sighting> WorldsOfAsync(SmallTrial trial, WorldParts parts, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var beginning = await World.BeginAsync(trial, cancellation);
        var tape = new ChoiceTape();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            yield return await World.RunAsync(trial, beginning, tape, parts, cancellation);
        }
        while (tape.Advance());
    }
}
