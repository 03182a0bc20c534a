namespace OxyTrial.Cli;

/// <summary>The files of a finished trial's folder, as written by <c>demo</c> and read by <c>verify</c>.</summary>
internal static class TrialFolder
{
    public const string Spec = "spec.yaml";
    public const string Journal = "journal.ndjson";
    public const string Commitment = "commitment.json";
    public const string RevealedSecret = "revealed-secret.json";
    public const string Allocations = "allocations.csv";
    public const string Kits = "kits.csv";
    public const string Consort = "consort";
    public const string DosingSheets = "dosing-sheets";

    /// <summary>The working store of the demo: journal database, accounts, vault and keys.</summary>
    public const string Data = "data";
}
