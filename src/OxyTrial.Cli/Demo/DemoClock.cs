namespace OxyTrial.Cli.Demo;

/// <summary>The demo's time: it moves when the demo moves it.</summary>
internal sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Never backwards.</summary>
    public void MoveTo(DateTimeOffset time) => now = time > now ? time : now;

    /// <summary>The next working step, some minutes on.</summary>
    public DateTimeOffset Tick(int minutes = 4) => now = now.AddMinutes(minutes);
}
