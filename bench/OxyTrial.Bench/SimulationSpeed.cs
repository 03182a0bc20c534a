using System.Globalization;
using System.Text;
using System.Text.Json;
using OxyTrial.Assessment.Simulation;
using OxyTrial.Randomization;

namespace OxyTrial.Bench;

/// <summary>
/// The simulation: nanoseconds of processor time an assignment of trials of 100 patients on one thread, correct guesses, largest imbalance and all other
/// figures included; then what twice the trials and two threads do, and the memory that a hundred times the trials take.
/// </summary>
internal static class SimulationSpeed
{
    private const string Factors = "\"factors\":{\"gender\":[\"F\",\"M\"],\"anxiety\":[\"high\",\"low\"],\"site\":[\"HD\",\"MA\",\"UL\"]}";
    private const int Patients = 100;
    private const long Assignments = 20_000_000;

    private static readonly (string Name, string Procedure, bool Factors)[] Contestants =
    [
        ("permuted block [4]", """{"method":"permuted-block","sizes":[4]}""", false),
        ("big stick (4)", """{"method":"big-stick","tolerance":4}""", false),
        ("Wei's urn (0, 1)", """{"method":"wei-urn","alpha":0,"beta":1}""", false),
        ("maximal procedure (3)", """{"method":"maximal","tolerance":3,"length":100}""", false),
        ("permuted blocks [4, 6]", """{"method":"permuted-block","sizes":[4,6]}""", false),
        ("permuted block [4], 12 strata", "{\"method\":\"permuted-block\",\"sizes\":[4]," + Factors + "}", true),
        ("minimization, range, 3 factors", "{\"method\":\"minimization\"," + Factors + ",\"metric\":\"range\",\"probability\":\"4/5\"}", true),
        ("minimization, variance, 3 factors", "{\"method\":\"minimization\"," + Factors + ",\"metric\":\"variance\",\"probability\":\"4/5\"}", true),
        ("Hu and Hu, 3 factors", "{\"method\":\"hu-hu\"," + Factors + ",\"probability\":\"4/5\",\"weights\":{\"overall\":\"1/5\",\"stratum\":\"3/10\",\"margins\":{\"gender\":\"1/6\",\"anxiety\":\"1/6\",\"site\":\"1/6\"}}}", true),
    ];

    public static string Measure(int rounds, CancellationToken cancellation)
    {
        var speed = new Measured([.. Contestants.Select(contestant => contestant.Name)], "ns of processor time an assignment");
        var scaling = new Measured(["minimization, one thread", "minimization, twice the trials", "minimization, two threads"], "ns of wall clock an assignment");
        for (var round = 0; round <= rounds; round++)
        {
            // The first round warms up.
            double[] figures = [.. Contestants.Select(contestant => ProcessorNanoseconds(Request(contestant), cancellation))];
            var minimization = Request(Contestants[6]);
            double[] scaled =
            [
                Nanoseconds(minimization, cancellation),
                Nanoseconds(minimization with { Trials = 2 * minimization.Trials }, cancellation),
                Nanoseconds(minimization with { Threads = 2 }, cancellation),
            ];
            if (round > 0)
            {
                speed.Add(figures);
                scaling.Add(scaled);
                Console.Error.WriteLine($"round {round} of {rounds}");
            }
        }

        return speed.ToMarkdown() + scaling.ToMarkdown((1, 0), (0, 2)) + Memory(cancellation);
    }

    // What a run allocates does not grow with its trials: tables, histograms and the summary.
    private static string Memory(CancellationToken cancellation)
    {
        var text = new StringBuilder().AppendLine("| bytes allocated | 10,000 trials | 1,000,000 trials | more bytes an assignment |").AppendLine("|---|---|---|---|");
        foreach (var contestant in new[] { Contestants[0], Contestants[6] })
        {
            var (few, many) = (Allocated(contestant, 10_000, cancellation), Allocated(contestant, 1_000_000, cancellation));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {contestant.Name} | {few:#,0} | {many:#,0} | {(double)(many - few) / (990_000L * Patients):0.000000} |");
        }

        return text.AppendLine().ToString();
    }

    private static long Allocated((string, string, bool) contestant, long trials, CancellationToken cancellation)
    {
        var request = Request(contestant) with { Trials = trials };
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Nanoseconds(request, cancellation);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    // What the process itself used: another program on the machine does not count.
    private static double ProcessorNanoseconds(SimulationRequest request, CancellationToken cancellation)
    {
        var before = Environment.CpuUsage.UserTime;
        var run = Simulator.Run(request, TimeProvider.System, null, cancellation).Run;
        return 1e9 * (Environment.CpuUsage.UserTime - before).TotalSeconds / run.Assignments;
    }

    private static double Nanoseconds(SimulationRequest request, CancellationToken cancellation)
    {
        var run = Simulator.Run(request, TimeProvider.System, null, cancellation).Run;
        return 1e9 * run.Seconds / run.Assignments;
    }

    private static SimulationRequest Request((string Name, string Procedure, bool Factors) contestant)
    {
        var ratio = AllocationRatio.Create(("A", 1), ("B", 1));
        using var document = JsonDocument.Parse(contestant.Procedure);
        return new SimulationRequest
        {
            Procedure = ProcedureDefinition.Read(document.RootElement, ratio).Definition!,
            Ratio = ratio,
            Population = contestant.Factors ? [Factor("gender", ("F", 0.8), ("M", 0.2)), Factor("anxiety", ("high", 0.75), ("low", 0.25)), Factor("site", ("HD", 0.5), ("MA", 0.25), ("UL", 0.25))] : [],
            Patients = Patients,
            Trials = Assignments / Patients,
            Seed = 1,
            Threads = 1,
        };
    }

    private static PopulationFactor Factor(string name, params (string Level, double Share)[] levels) => new(
        name, [.. levels.Select(level => new LevelShare(level.Level, level.Share))], name == "site" ? FactorRole.Site : FactorRole.Factor, PrevalenceOrigin.Given);
}
