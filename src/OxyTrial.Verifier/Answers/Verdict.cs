using System.Collections.Immutable;

namespace OxyTrial.Verifier;

/// <summary>One re-derived allocation.</summary>
/// <param name="Participant">Participant.</param>
/// <param name="Stratum">Stratum key as randomized.</param>
/// <param name="Slot">List and place, e.g. <c>cohort=BPD#12</c>.</param>
/// <param name="Kit">First kit.</param>
/// <param name="Arm">Arm key.</param>
public sealed record DerivedAllocation(string Participant, string Stratum, string Slot, string Kit, string Arm);

/// <summary>One re-derived kit.</summary>
/// <param name="Kit">Kit number.</param>
/// <param name="Arm">Arm key.</param>
public sealed record DerivedKit(string Kit, string Arm);

/// <summary>What verification found.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Everything follows from secret, spec and journal.</summary>
    /// <param name="Allocations">All allocations in the order of the journal.</param>
    /// <param name="Kits">All released kits in the order of the journal.</param>
    public sealed record Verified(ImmutableArray<DerivedAllocation> Allocations, ImmutableArray<DerivedKit> Kits) : Verdict
    {
        /// <inheritdoc/>
        public override string ToString() => $"verified: {Allocations.Length} allocations, {Kits.Length} kits";
    }

    /// <summary>The first thing that does not follow.</summary>
    /// <param name="Where">Journal position, or the file and line.</param>
    /// <param name="What">What differs.</param>
    public sealed record Differs(string Where, string What) : Verdict
    {
        /// <inheritdoc/>
        public override string ToString() => $"NOT verified: {Where}: {What}";
    }
}
