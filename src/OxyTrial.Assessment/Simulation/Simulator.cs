using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Simulation;

/// <summary>Simulates many trials of one design. Nothing here allocates a patient of a real trial, and nothing needs a trial's secret.</summary>
public static class Simulator
{
    private const int AssignmentsPerChunk = 100_000;

    /// <summary>Runs the trials, the sensitivity's reruns, and sums up.</summary>
    /// <param name="request">What to simulate.</param>
    /// <param name="time">Measures <see cref="SimulationRun.Seconds"/>.</param>
    /// <param name="progress">Told the number of finished trials now and then, from several threads and not always in order.</param>
    /// <param name="cancellation">Looked at every few milliseconds.</param>
    /// <exception cref="ArgumentException"><see cref="SimulationCheck.ErrorOf"/> has something to say.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static SimulationResult Run(
        SimulationRequest request, TimeProvider time, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (SimulationCheck.ErrorOf(request) is { } error)
        {
            throw new ArgumentException(error, nameof(request));
        }

        var design = new Design(request);
        var start = time.GetTimestamp();
        var tally = Run(design, progress, cancellation);
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        var sensitivity = Sensitivity.Of(design, changed => Run(changed, null, cancellation));
        return Summary.Of(design, tally, seconds, sensitivity);
    }

    /// <summary>All trials of a design; the sums do not depend on the threads.</summary>
    internal static Tally Run(Design design, IProgress<long>? progress, CancellationToken cancellation)
    {
        var request = design.Request;
        // Even, and the same whatever the threads.
        var chunk = 2 * Math.Max(1, AssignmentsPerChunk / 2 / request.Patients);
        var tallies = new Tally[request.Threads];
        var (next, finished) = (0L, 0L);
        var options = new ParallelOptions { MaxDegreeOfParallelism = request.Threads, CancellationToken = cancellation };
        Parallel.For(0, request.Threads, options, thread =>
        {
            var (trials, tally) = (design.NewTrials(), new Tally(design));
            tallies[thread] = tally;
            for (var first = Interlocked.Add(ref next, chunk) - chunk; first < request.Trials; first = Interlocked.Add(ref next, chunk) - chunk)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(chunk, request.Trials - first);
                trials.Run(request.Seed, first, count, tally);
                progress?.Report(Interlocked.Add(ref finished, count));
            }
        });
        var sum = tallies[0];
        foreach (var other in tallies.Skip(1))
        {
            sum.Add(other);
        }

        return sum;
    }
}
