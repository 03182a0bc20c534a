using System.Collections.Immutable;
using OxyTrial.Simulation.Faults;
using OxyTrial.Simulation.Store;
using OxyTrial.Simulation.Trials;

namespace OxyTrial.Simulation;

/// <summary>What a range of seeds gave.</summary>
/// <param name="Seeds">How many were run.</param>
/// <param name="Failed">Seeds with violations, in order.</param>
/// <param name="Hits">How often each fault point was hit, in the order of <see cref="FaultPoint"/>.</param>
/// <param name="SeedsHit">In how many seeds each was hit.</param>
/// <param name="Counts">What was done.</param>
internal sealed record SimulationReport(long Seeds, ImmutableArray<SeedReport> Failed, ImmutableArray<long> Hits, ImmutableArray<long> SeedsHit, Counts Counts)
{
    /// <summary>From so many seeds on, a fault point that none of them hit fails the run.</summary>
    public const long SeedsThatHitEverything = 2_000;

    /// <summary>Nothing violated, and nothing left out that so many seeds should have hit.</summary>
    public bool Passes => Failed.IsEmpty && (Seeds < SeedsThatHitEverything || !NeverHit.Any());

    /// <summary>Violations of all seeds.</summary>
    public int Violations => Failed.Sum(failed => failed.Violations.Length);

    /// <summary>Fault points that no seed has hit.</summary>
    public IEnumerable<FaultPoint> NeverHit => Enum.GetValues<FaultPoint>().Where(point => Hits[(int)point] == 0);
}

/// <summary>Runs many seeds, on all processors; each seed stays on one thread.</summary>
internal sealed class Simulation(ImmutableArray<Template> templates, Weakness weakness = Weakness.None)
{
    /// <summary>Runs seeds from the first on; stops when cancelled, and after so many failed ones.</summary>
    /// <param name="first">First seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">How many at once; any number gives the same report.</param>
    /// <param name="mostFailures">Stops after so many.</param>
    public SimulationReport Run(ulong first, long count, int threads, int mostFailures = 20)
    {
        var places = Enum.GetValues<FaultPoint>().Length;
        var (hits, seedsHit) = (new long[places], new long[places]);
        var counts = new Counts(0, 0, 0, 0, 0);
        var failed = new List<SeedReport>();
        long run = 0;
        var turn = new Lock();
        Parallel.For(0L, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, (offset, loop) =>
        {
            var report = SimulatedTrial.Run(first + (ulong)offset, templates, weakness);
            lock (turn)
            {
                run++;
                counts += report.Counts;
                for (var place = 0; place < places; place++)
                {
                    hits[place] += report.Hits[place];
                    seedsHit[place] += Math.Min(1, report.Hits[place]);
                }

                if (!report.Violations.IsEmpty)
                {
                    failed.Add(report);
                    if (failed.Count >= mostFailures)
                    {
                        loop.Stop();
                    }
                }
            }
        });
        return new SimulationReport(run, [.. failed.OrderBy(report => report.Seed)], [.. hits], [.. seedsHit], counts);
    }
}
