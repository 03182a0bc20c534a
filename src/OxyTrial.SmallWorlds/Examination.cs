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
    /// <summary>Every world of a tiny trial.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static Task<LeakReport> OfAsync(SmallTrial trial, CancellationToken cancellation = default) => OfAsync(trial, WorldParts.Real, cancellation);

    internal static async Task<LeakReport> OfAsync(SmallTrial trial, WorldParts parts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var (tape, posterior) = (new ChoiceTape(), new Posterior(trial));
        do
        {
            cancellation.ThrowIfCancellationRequested();
            posterior.Add(await World.RunAsync(trial, tape, parts, cancellation));
        }
        while (tape.Advance());

        return posterior.Report();
    }
}
