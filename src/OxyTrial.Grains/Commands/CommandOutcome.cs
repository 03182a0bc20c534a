using OxyTrial.Trial.Refusals;

namespace OxyTrial.Grains.Commands;

/// <summary>What became of a command: done once, or refused with nothing changed.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome()
    {
    }

    /// <summary>Both cases, each visited.</summary>
    public TResult Match<TResult>(Func<CommandReply, TResult> completed, Func<Refusal, TResult> refused)
    {
        ArgumentNullException.ThrowIfNull(completed);
        ArgumentNullException.ThrowIfNull(refused);
        return this switch
        {
            Completed done => completed(done.Reply),
            Refused no => refused(no.Refusal),
            _ => throw new InvalidOperationException("A command is completed or refused."),
        };
    }

    /// <summary>The events are durable.</summary>
    /// <param name="Reply">The stored answer.</param>
    /// <param name="Repeated">True when an earlier attempt had already done it.</param>
    public sealed record Completed(CommandReply Reply, bool Repeated) : CommandOutcome;

    /// <summary>Refused; the journal is unchanged.</summary>
    public sealed record Refused(Refusal Refusal) : CommandOutcome;
}
