using OxyTrial.Verifier.Tests.Forging;

namespace OxyTrial.Verifier.Tests.Tamperings;

/// <summary>A planted tampering.</summary>
/// <param name="Name">What was done, as the table in docs/verification.md has it.</param>
/// <param name="FoundBy">The check that must find it.</param>
/// <param name="Plant">Does it.</param>
public sealed record Tampering(string Name, string FoundBy, Action<Forgery> Plant)
{
    /// <summary>The trial it is planted into.</summary>
    public TrialPlan Trial { get; init; } = PlayedTrials.Parallel;

    public override string ToString() => Name;
}

/// <summary>All tamperings, in the order of the table.</summary>
internal static class AllTamperings
{
    public static IReadOnlyList<Tampering> List { get; } =
    [
        .. ChainTamperings.List,
        .. CommitmentTamperings.List,
        .. BeaconTamperings.List,
        .. OrderTamperings.List,
        .. SignatureTamperings.List,
        .. StratumTamperings.List,
        .. ListTamperings.List,
        .. KitTamperings.List,
        .. DoseTamperings.List,
        .. RestoreTamperings.List,
    ];
}
