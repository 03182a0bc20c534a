using System.Collections.Immutable;

namespace OxyTrial.Verifier;

/// <summary>Names of the checks, as docs/verification.md has them.</summary>
public static class Check
{
    public const string Chain = "chain";
    public const string Checkpoints = "checkpoints";
    public const string Spec = "spec";
    public const string Commitment = "commitment";
    public const string Order = "order";
    public const string Signatures = "signatures";
    public const string Strata = "strata";
    public const string Levels = "levels";
    public const string Allocations = "allocations";
    public const string Kits = "kits";
    public const string KitChoices = "kit-choices";
    public const string Stock = "stock";
    public const string Doses = "doses";
    public const string Receipts = "receipts";
    public const string End = "end";

    /// <summary>All, in the order of the answer.</summary>
    public static ImmutableArray<string> InOrder { get; } =
        [Chain, Checkpoints, Spec, Commitment, Order, Signatures, Strata, Levels, Allocations, Kits, KitChoices, Stock, Doses, Receipts, End];
}

/// <summary>The first thing that does not follow.</summary>
/// <param name="Check">Which check found it, see <see cref="Verifier.Check"/>; null for bad input.</param>
/// <param name="Position">Journal position, or that of a checkpoint; null when it is at none.</param>
/// <param name="What">What differs, a sentence.</param>
public sealed record Difference(string? Check, long? Position, string What);

/// <summary>What the checks have counted so far.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, long> counts = Check.InOrder.ToDictionary(check => check, _ => 0L);

    public long this[string check] => counts[check];

    public void Add(string check, long more = 1) => counts[check] += more;
}
