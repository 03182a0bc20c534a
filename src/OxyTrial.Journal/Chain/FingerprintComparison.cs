namespace OxyTrial.Journal;

/// <summary>What a journal says about a fingerprint that was printed from it, or claims to be.</summary>
public enum FingerprintComparison
{
    /// <summary>The journal has this hash at this position: everything up to there is as it was when it was printed.</summary>
    Confirmed,

    /// <summary>
    /// The journal ends before this position: acknowledged events are missing, as after the restore of an old backup. Nothing
    /// may be allocated before that is reconciled.
    /// </summary>
    JournalIsShorter,

    /// <summary>Another hash stands at this position: the journal was rewritten, or the fingerprint is of another one.</summary>
    Differs,
}
