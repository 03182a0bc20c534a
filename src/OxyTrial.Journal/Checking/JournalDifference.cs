namespace OxyTrial.Journal;

/// <summary>The first place where a journal is not what its own hashes and rules say it is.</summary>
/// <param name="Study">The study, or null when the store as a whole is meant.</param>
/// <param name="Position">Position of the event concerned, or null when no single event is.</param>
/// <param name="Field">The field or table concerned, such as <c>hash</c> or <c>command.result</c>.</param>
/// <param name="Message">What is wrong, for a person.</param>
public sealed record JournalDifference(string? Study, long? Position, string Field, string Message)
{
    /// <inheritdoc />
    public override string ToString() => string.Concat(
        Study is null ? "journal" : $"study {Study}", Position is { } position ? $", position {position}" : "", $", {Field}: {Message}");
}
