namespace OxyTrial.Cli.Commands.Simulation;

/// <summary>
/// Progress of a long computation on stderr: percent and the time that is left, on a moving line at a terminal, as a line each tenth
/// elsewhere.
/// </summary>
internal sealed class TrialProgress(long trials, TimeProvider time, string command = "simulate", string things = "trials") : IProgress<long>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Lock turn = new();
    private readonly long start = time.GetTimestamp();
    private TimeSpan lastShown;
    private long most;
    private long lastTenth;

    public void Report(long value)
    {
        lock (turn)
        {
            // Threads report out of order; a smaller number than the last says nothing new.
            if (value <= most)
            {
                return;
            }

            most = value;
            var elapsed = time.GetElapsedTime(start);
            if (Console.IsErrorRedirected ? value * 10 / trials > lastTenth : value == trials || elapsed - lastShown > Pause)
            {
                Show(value, elapsed);
            }
        }
    }

    private void Show(long value, TimeSpan elapsed)
    {
        (lastShown, lastTenth) = (elapsed, value * 10 / trials);
        var left = TimeSpan.FromSeconds(Math.Ceiling(elapsed.TotalSeconds * (trials - value) / value));
        var text = FormattableString.Invariant($"{command}: {100 * value / trials} % of {trials} {things}, {left:c} left");
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(text);
            return;
        }

        Console.Error.Write($"\r{text}{(value == trials ? Environment.NewLine : string.Empty)}");
    }
}
