using System.Collections.Immutable;
using OxyTrial.Trial;
using OxyTrial.Trial.Allocation;
using OxyTrial.Trial.Identifiers;

namespace OxyTrial.Vault;

/// <summary>A participant's arm, after the planned unblinding.</summary>
/// <param name="Participant">Participant.</param>
/// <param name="Stratum">Stratum as randomized.</param>
/// <param name="Slot">Slot.</param>
/// <param name="Kit">First kit.</param>
/// <param name="Arm">Arm key.</param>
public sealed record UnblindedAllocation(ParticipantId Participant, Stratum Stratum, Slot Slot, KitNumber Kit, string Arm);

/// <summary>A kit's content.</summary>
/// <param name="Kit">Kit.</param>
/// <param name="Set">Kit set, from 0.</param>
/// <param name="Arm">Arm key.</param>
/// <param name="Label">Arm label.</param>
public sealed record PackagedKit(KitNumber Kit, int Set, string Arm, string Label);

/// <summary>Arms by participant and by released kit, in the order of the journal.</summary>
/// <param name="Allocations">Every allocation.</param>
/// <param name="Kits">Every released kit.</param>
public sealed record UnblindedTables(ImmutableArray<UnblindedAllocation> Allocations, ImmutableArray<PackagedKit> Kits);
