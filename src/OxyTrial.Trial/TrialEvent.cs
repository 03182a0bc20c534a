namespace OxyTrial.Trial;

/// <summary>Something that happened in a trial. No event holds an arm of anyone, not even encrypted, until the planned unblinding.</summary>
public abstract record TrialEvent
{
    private protected TrialEvent()
    {
    }
}

/// <summary>An event that cannot follow the state it is folded onto: the journal is damaged or written by another version. Replay stops.</summary>
public sealed class UnexpectedEventException : Exception
{
    /// <summary>For the stream, the state and the event.</summary>
    public UnexpectedEventException(string stream, object state, TrialEvent happened)
        : base($"{happened?.GetType().Name} cannot follow {state?.GetType().Name} in {stream}.")
    {
    }

    /// <summary>For a message.</summary>
    public UnexpectedEventException(string message)
        : base(message)
    {
    }

    /// <summary>For a message and its cause.</summary>
    public UnexpectedEventException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without message.</summary>
    public UnexpectedEventException()
    {
    }
}
