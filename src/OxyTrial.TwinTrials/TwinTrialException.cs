namespace OxyTrial.TwinTrials;

/// <summary>The run cannot show anything: an address or a field that it does not know how to fill, a study that cannot have a twin.</summary>
public sealed class TwinTrialException : Exception
{
    /// <summary>For a message.</summary>
    public TwinTrialException(string message)
        : base(message)
    {
    }

    /// <summary>For a message and its cause.</summary>
    public TwinTrialException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without message.</summary>
    public TwinTrialException()
    {
    }
}
