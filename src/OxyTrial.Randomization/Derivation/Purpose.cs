namespace OxyTrial.Randomization.Derivation;

/// <summary>The first field of everything derived or committed to: two purposes never share a bit. Changed bytes need a new name.</summary>
internal static class Purpose
{
    public const string Slot = "oxytrial/slot/1";
    public const string Block = "oxytrial/block/1";
    public const string KitNumbers = "oxytrial/kit-numbers/1";
    public const string KitRank = "oxytrial/kit-rank/1";
    public const string EmergencyCode = "oxytrial/emergency-code/1";
    public const string Commitment = "oxytrial/commitment/1";
    public const string ProcedureCommitment = "oxytrial/procedure-commitment/1";
    public const string Beacon = "oxytrial/beacon/1";
}
