#pragma warning disable CA1032 // These exceptions always carry what happened; the parameterless forms would lose it.
namespace OxyTrial.Journal;

/// <summary>
/// The store failed while an append was being written: whether it is stored is not known. The same command id, handed in
/// again, finds out and does it exactly once.
/// </summary>
public sealed class AppendOutcomeUnknownException(string study, string commandId, Exception cause)
    : Exception($"Whether command {commandId} of study {study} was stored is not known; repeat it under the same id.", cause)
{
    /// <summary>The study.</summary>
    public string Study { get; } = study;

    /// <summary>The command to repeat.</summary>
    public string CommandId { get; } = commandId;
}

/// <summary>The journal can not be opened: held by another process, of another format, or not a journal.</summary>
public sealed class JournalUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Stored data breaks a rule of the format. Nothing is appended to a damaged journal.</summary>
public sealed class JournalDamagedException(JournalDifference difference) : Exception(difference?.ToString())
{
    /// <summary>Where and what.</summary>
    public JournalDifference Difference { get; } = difference ?? throw new ArgumentNullException(nameof(difference));
}
