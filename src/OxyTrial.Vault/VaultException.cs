namespace OxyTrial.Vault;

/// <summary>The vault stops rather than guess: a sealed file is missing, damaged or moved, or the journal does not allow what is asked.</summary>
public sealed class VaultException : Exception
{
    /// <summary>For a message.</summary>
    public VaultException(string message)
        : base(message)
    {
    }

    /// <summary>For a message and its cause.</summary>
    public VaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without message.</summary>
    public VaultException()
    {
    }
}
