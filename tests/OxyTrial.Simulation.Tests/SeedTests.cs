using System.Globalization;
using OxyTrial.Simulation.Faults;
using OxyTrial.Simulation.Trials;
using Shouldly;

namespace OxyTrial.Simulation.Tests;

public sealed class SeedTests(Prepared prepared)
{
    private const long SeedsInContinuousIntegration = 20_000;

    [Fact]
    public void Twenty_thousand_seeds_keep_every_promise_and_hit_every_fault_point()
    {
        var report = new Simulation(prepared.Templates).Run(1, SeedsInContinuousIntegration, Environment.ProcessorCount);

        report.Failed.SelectMany(failed => failed.Violations.Select(violation => string.Create(CultureInfo.InvariantCulture, $"eng/simulate --from {failed.Seed} --seeds 1 --trace: {violation}"))).ShouldBeEmpty();
        report.NeverHit.ShouldBeEmpty();
        report.Seeds.ShouldBe(SeedsInContinuousIntegration);

        // A run in which next to nothing is done would keep its promises too.
        report.Counts.Allocations.ShouldBeGreaterThan(SeedsInContinuousIntegration);
        report.Counts.Unknown.ShouldBeGreaterThan(SeedsInContinuousIntegration);
    }

    [Fact]
    public void A_seed_gives_the_same_trace_every_time_whatever_runs_beside_it()
    {
        const int seeds = 60;
        var alone = Enumerable.Range(1, seeds).Select(HashOf).ToArray();
        var beside = new ulong[seeds];
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 4 }, index => beside[index] = HashOf(index + 1));

        beside.ShouldBe(alone);
        alone.ShouldBeUnique();
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_report()
    {
        var (one, four) = (Run(threads: 1), Run(threads: 4));
        one.Hits.ShouldBe(four.Hits);
        one.Counts.ShouldBe(four.Counts);

        SimulationReport Run(int threads) => new Simulation(prepared.Templates).Run(500, 60, threads);
    }

    [Fact]
    public void A_traced_seed_is_the_same_trial_as_an_untraced_one()
    {
        var traced = SimulatedTrial.Run(3, prepared.Templates, traced: true);
        traced.TraceHash.ShouldBe(HashOf(3));
        traced.Trace.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_run_that_leaves_a_fault_point_out_does_not_pass()
    {
        var all = Enumerable.Repeat(1L, Enum.GetValues<FaultPoint>().Length).ToArray();
        var whole = new SimulationReport(SimulationReport.SeedsThatHitEverything, [], [.. all], [.. all], new Counts(0, 0, 0, 0, 0));
        whole.Passes.ShouldBeTrue();
        all[(int)FaultPoint.LostAfterCommit] = 0;
        (whole with { Hits = [.. all] }).Passes.ShouldBeFalse();
        (whole with { Hits = [.. all] }).NeverHit.ShouldBe([FaultPoint.LostAfterCommit]);
    }

    private ulong HashOf(int seed) => SimulatedTrial.Run((ulong)seed, prepared.Templates).TraceHash;
}
