namespace OxyTrial.Journal.Observed;

/// <summary>What became of an append, as metrics and traces name it.</summary>
internal static class AppendOutcomeName
{
    public const string Conflict = "conflict";
    public const string ClaimTaken = "claim-taken";

    public static string Of(AppendOutcome outcome) =>
        outcome.Match(_ => "written", _ => "already-done", _ => "command-id-reused", _ => Conflict, _ => ClaimTaken);

    public static string Of(Exception thrown) => thrown switch
    {
        AppendOutcomeUnknownException => "unknown",
        JournalUnavailableException => "unavailable",
        OperationCanceledException => "withdrawn",
        _ => "failed",
    };
}
