namespace OxyTrial.TwinTrials.Seams;

/// <summary>The twins' time: it moves when the history moves it.</summary>
internal sealed class TwinClock : TimeProvider
{
    /// <summary>When every history begins.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private long ticks = Start.UtcTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    /// <summary>Moves on.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
}
