using System.Diagnostics;
using System.Globalization;
using OxyTrial.Simulation.Faults;
using OxyTrial.Simulation.Store;
using OxyTrial.Simulation.Trials;

namespace OxyTrial.Simulation;

/// <summary>The command line of eng/simulate.</summary>
internal static class SimulationCommand
{
    private const int WrongArguments = 2;

    /// <summary>Runs it. 0: no violations; 1: some, or a fault point that was never hit; 2: wrong arguments.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        if (!Options.TryRead(arguments, out var options))
        {
            await output.WriteLineAsync("simulate [--seeds N] [--from FIRST] [--trace] [--threads N] [--without WEAKNESS,...]");
            return WrongArguments;
        }

        var clock = Stopwatch.StartNew();
        var templates = await Template.SetUpAllAsync();
        var report = new Simulation(templates, options.Weakness).Run(options.From, options.Seeds, options.Threads);
        foreach (var failed in report.Failed)
        {
            await TellAsync(output, failed);
        }

        if (options.Trace || !report.Failed.IsEmpty)
        {
            var traced = SimulatedTrial.Run(report.Failed.IsEmpty ? options.From : report.Failed[0].Seed, templates, options.Weakness, traced: true);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Trace of seed {traced.Seed}, hash {traced.TraceHash:x16}:"));
            await output.WriteLineAsync(string.Join('\n', traced.Trace));
        }

        await TellAsync(output, report, clock.Elapsed);
        return report.Passes ? 0 : 1;
    }

    private static async Task TellAsync(TextWriter output, SeedReport failed)
    {
        foreach (var violation in failed.Violations)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"VIOLATION in seed {failed.Seed}: {violation}"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  replay: eng/simulate --from {failed.Seed} --seeds 1 --trace"));
    }

    private static async Task TellAsync(TextWriter output, SimulationReport report, TimeSpan took)
    {
        await output.WriteLineAsync("| Fault point | Hits | Seeds |\n|---|---:|---:|");
        foreach (var point in Enum.GetValues<FaultPoint>())
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {point} | {report.Hits[(int)point]} | {report.SeedsHit[(int)point]} |"));
        }

        if (report.Failed.IsEmpty && !report.Passes)
        {
            await output.WriteLineAsync($"NEVER HIT: {string.Join(", ", report.NeverHit)}");
        }

        var counts = report.Counts;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{counts.Asks} commands asked: {counts.Done} done, {counts.Refused} refused, {counts.Unknown} unknown at first; {counts.Allocations} allocations; {took.TotalSeconds:0.0} s"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.Seeds} seeds, {report.Violations} violations"));
    }

    private sealed record Options(long Seeds, ulong From, bool Trace, int Threads, Weakness Weakness)
    {
        public static bool TryRead(IReadOnlyList<string> arguments, out Options options)
        {
            options = new Options(20_000, 1, false, Environment.ProcessorCount, Weakness.None);
            for (var at = 0; at < arguments.Count; at++)
            {
                var value = at + 1 < arguments.Count ? arguments[at + 1] : string.Empty;
                switch (arguments[at])
                {
                    case "--trace":
                        options = options with { Trace = true };
                        break;
                    case "--seeds" when long.TryParse(value, CultureInfo.InvariantCulture, out var seeds) && seeds > 0:
                        (options, at) = (options with { Seeds = seeds }, at + 1);
                        break;
                    case "--from" when ulong.TryParse(value, CultureInfo.InvariantCulture, out var from):
                        (options, at) = (options with { From = from }, at + 1);
                        break;
                    case "--threads" when int.TryParse(value, CultureInfo.InvariantCulture, out var threads) && threads > 0:
                        (options, at) = (options with { Threads = threads }, at + 1);
                        break;
                    case "--without" when Enum.TryParse<Weakness>(value, ignoreCase: true, out var weakness):
                        (options, at) = (options with { Weakness = weakness }, at + 1);
                        break;
                    default:
                        return false;
                }
            }

            return true;
        }
    }
}
