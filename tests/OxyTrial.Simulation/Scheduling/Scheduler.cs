namespace OxyTrial.Simulation.Scheduling;

/// <summary>
/// The one thread of a simulated trial, and its time. Whatever is awaited comes back here: what is due next runs next, and of what is due
/// at the same moment chance picks. Time stands still while something runs.
/// </summary>
internal sealed class Scheduler(Chance chance) : SynchronizationContext
{
    /// <summary>More steps than any trial needs: one that comes this far runs in circles.</summary>
    private const int MaximumSteps = 2_000_000;

    private readonly PriorityQueue<Work, (long Due, ulong Order)> queue = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private int steps;

    /// <summary>Microseconds since the trial began.</summary>
    public long Now { get; private set; }

    /// <summary>What went wrong in a way that no part of the trial could tell; null when nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => Add(0, new Work(d, state));

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing waits for another thread here.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Does something later.</summary>
    /// <param name="delay">Microseconds, 0 or more.</param>
    /// <param name="work">What to do.</param>
    public void After(long delay, Action work) => Add(delay, new Work(static state => ((Action)state!)(), work));

    /// <summary>Completes later.</summary>
    /// <param name="delay">Microseconds, 0 or more.</param>
    public Task WaitAsync(long delay)
    {
        var due = new TaskCompletionSource();
        After(delay, due.SetResult);
        return due.Task;
    }

    /// <summary>Runs work that nobody waits for; its failure is the simulation's.</summary>
    public async void Begin(Func<Task> work)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // Told at the end of the run.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fail(failure);
        }
    }

    /// <summary>Remembers the first failure of the simulation itself.</summary>
    public void Fail(Exception failure) => Failure ??= failure;

    /// <summary>Throws when the caller has left the one thread: then the same seed would not give the same trial.</summary>
    public void EnsureHere()
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            Fail(new InvalidOperationException("Something awaited did not come back to the scheduler."));
            throw Failure!;
        }
    }

    /// <summary>Runs until nothing is due any more.</summary>
    public void RunToRest(Func<Task> main)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var running = main();
            while (Failure is null && queue.TryDequeue(out var work, out var at))
            {
                Now = Math.Max(Now, at.Due);
                work.Callback(work.State);
                if (++steps > MaximumSteps)
                {
                    Fail(new InvalidOperationException("The trial does not come to rest."));
                }
            }

            if (!running.IsCompletedSuccessfully)
            {
                Fail(running.Exception?.InnerException ?? new InvalidOperationException("Something waits for what never happens."));
            }
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private void Add(long delay, Work work)
    {
        if (Environment.CurrentManagedThreadId == thread)
        {
            queue.Enqueue(work, (Now + delay, chance.Next()));
        }
        else
        {
            // Thrown on a thread of the pool it would end the process and name no seed.
            Fail(new InvalidOperationException("Something awaited came back from another thread."));
        }
    }

    private readonly record struct Work(SendOrPostCallback Callback, object? State);
}
