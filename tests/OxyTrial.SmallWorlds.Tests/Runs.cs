using OxyTrial.Randomization;
using OxyTrial.SmallWorlds.Posteriors;
using OxyTrial.SmallWorlds.Tape;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.SmallWorlds.Worlds;
using OxyTrial.Trial.Specification;

namespace OxyTrial.SmallWorlds.Tests;

/// <summary>Tiny trials by name, and everything a tape can do.</summary>
internal static class Runs
{
    public static SmallTrial Trial(string scenario, string procedure = "complete", StockRule rule = StockRule.Pooled, int participants = 3)
    {
        var found = Scenarios.All.Single(one => one.Name == scenario);
        return new SmallTrial(found, TinyProcedures.For(SmallTrial.RatioOf(found)).Single(one => one.Method == procedure), rule, participants);
    }

    public static async Task<LeakReport> ReportAsync(SmallTrial trial, WorldParts? parts = null) =>
        (await Examination.OfAsync(trial, parts ?? WorldParts.Real, cancellation: TestContext.Current.CancellationToken))!;

    public static LeakReport ReportOf(SmallTrial trial, IEnumerable<Sighting> worlds)
    {
        var posterior = new Posterior(trial);
        foreach (var world in worlds)
        {
            posterior.Add(world);
        }

        return posterior.Report();
    }

    public static async Task<Sighting[]> WorldsAsync(SmallTrial trial, WorldParts? parts = null) =>
        await Examination.WorldsOfAsync(trial, parts ?? WorldParts.Real, TestContext.Current.CancellationToken).ToArrayAsync(TestContext.Current.CancellationToken);

    /// <summary>The exact probability of every outcome of something that draws.</summary>
    public static Dictionary<T, Rational> Outcomes<T>(Func<ChoiceTape, T> run)
        where T : notnull
    {
        var (tape, outcomes) = (new ChoiceTape(), new Dictionary<T, Rational>());
        do
        {
            var outcome = run(tape);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + tape.Probability;
        }
        while (tape.Advance());

        return outcomes;
    }
}
