using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OxyTrial.Server.Hosting;

namespace OxyTrial.Bench;

/// <summary>
/// What a randomization costs in a study of many participants against one in a study of 100: the process's own processor time, so that other
/// work on the machine does not count. Grain, vault, journal in one SQLite file; no HTTP.
/// </summary>
internal sealed class Scale(RunningStudies studies)
{
    private const int Measured = 100;

    public static async Task<string> MeasureAsync(int participants, int rounds, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("oxytrial-scale-").FullName;
        try
        {
            await using var services = new ServiceCollection().AddLogging().AddTrial(new ServerOptions { DataDirectory = folder }).BuildServiceProvider();
            return await new Scale(new RunningStudies(services, setsOfLot: 400)).RunAsync(participants, rounds, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> RunAsync(int participants, int rounds, CancellationToken cancellation)
    {
        var large = await studies.OpenAsync("large", participants + ((rounds + 1) * Measured), cancellation);
        while (large.Participants < participants)
        {
            await studies.RandomizeAsync(large, await studies.PrepareAsync(large, Math.Min(2000, participants - large.Participants), cancellation), cancellation);
            Console.Error.WriteLine($"{large.Participants} of {participants} participants");
        }

        var measured = new Measured(["a study of 100 participants", string.Create(CultureInfo.InvariantCulture, $"a study of {participants:#,0} participants")], "µs of processor time a randomization");
        for (var round = 0; round <= rounds; round++)
        {
            var small = await studies.OpenAsync($"small-{round}", 4 * Measured, cancellation);
            await studies.RandomizeAsync(small, await studies.PrepareAsync(small, Measured, cancellation), cancellation);
            double[] costs = [await CostAsync(small, cancellation), await CostAsync(large, cancellation)];
            if (round > 0)
            {
                measured.Add(costs);
            }
        }

        return measured.ToMarkdown((1, 0));
    }

    private async Task<double> CostAsync(RunningStudy study, CancellationToken cancellation)
    {
        var eligible = await studies.PrepareAsync(study, Measured, cancellation);
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        foreach (var one in eligible)
        {
            await studies.RandomizeAsync(study, one, cancellation);
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / Measured;
    }
}
