namespace OxyTrial.Simulation.Scheduling;

/// <summary>The scheduler's time, as the real code asks for it. A timer is one more thing that is due.</summary>
internal sealed class SimulatedClock(Scheduler scheduler, DateTimeOffset start) : TimeProvider
{
    private const long MicrosecondsPerSecond = 1_000_000;

    public override long TimestampFrequency => MicrosecondsPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => start.AddMicroseconds(scheduler.Now);

    public override long GetTimestamp() => scheduler.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(Scheduler scheduler, TimerCallback callback, object? state) : ITimer
    {
        private int setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
            {
                throw new NotSupportedException("Nothing here needs a timer that goes off again and again.");
            }

            var mine = ++setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                scheduler.After((long)dueTime.TotalMicroseconds, () => GoOff(mine));
            }

            return true;
        }

        public void Dispose() => setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void GoOff(int mine)
        {
            if (mine == setting)
            {
                callback(state);
            }
        }
    }
}
