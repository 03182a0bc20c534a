using System.Collections.Immutable;
using OxyTrial.Trial.Identifiers;
using OxyTrial.Trial.Specification;

namespace OxyTrial.Trial.Allocation;

/// <summary>One place in an allocation list.</summary>
/// <param name="Scope">The list's key, see <see cref="Stratum.ScopeKey(StudySpec)"/>.</param>
/// <param name="Sequence">Place in the list, from 1.</param>
public sealed record Slot(string Scope, int Sequence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Scope}#{Sequence}";
}

/// <summary>A lot's kits that may be assigned now.</summary>
/// <param name="Lot">Blinded lot name.</param>
/// <param name="Available">Kits neither used nor lost, in order of number.</param>
public sealed record OpenLot(string Lot, ImmutableArray<KitNumber> Available);

/// <summary>Asks the allocator for a kit of the slot's hidden arm. Everything in it is known to blinded people.</summary>
/// <param name="Study">The study.</param>
/// <param name="Slot">The participant's place; the next one of its list at randomization, an occupied one for a later visit.</param>
/// <param name="Participant">The participant.</param>
/// <param name="Stratum">The participant's stratum as randomized.</param>
/// <param name="Visit">Key of the visit the kit is for; in a cross-over it has the period's treatment.</param>
/// <param name="StockRule">The spec's stock rule.</param>
/// <param name="Lots">Lots in the order they are opened; under the pooled rule exactly one.</param>
/// <param name="Today">The site's day, on which these lots may be used.</param>
public sealed record KitRequest(StudyId Study, Slot Slot, ParticipantId Participant, Stratum Stratum, string Visit, StockRule StockRule, ImmutableArray<OpenLot> Lots, DateOnly Today);

/// <summary>Asks the allocator for the level that a slot of a randomized factor's list has.</summary>
/// <param name="Study">The study.</param>
/// <param name="Participant">The participant.</param>
/// <param name="Factor">Name of the factor.</param>
/// <param name="Slot">The next place of its list.</param>
/// <param name="Stratum">The participant's stratum, without levels still to be drawn.</param>
public sealed record LevelRequest(StudyId Study, ParticipantId Participant, string Factor, Slot Slot, Stratum Stratum);

/// <summary>The allocator's answer: a kit, and never an arm.</summary>
/// <param name="Kit">The kit.</param>
/// <param name="Lot">Its lot.</param>
public sealed record ChosenKit(KitNumber Kit, string Lot);

/// <summary>
/// The port behind which the vault stands. It answers with a kit or a refusal; which arm is meant never crosses it.
/// </summary>
public interface IAllocator
{
    /// <summary>
    /// A kit of the slot's arm. Refused: a slot after the last of its list (405; only the vault knows how long a list is), and no lot
    /// with a kit of each arm under the every-arm rule (501). A request that the allocator's own reading of the journal does not give is
    /// refused too (703): it is stale, or nobody's right.
    /// </summary>
    /// <remarks>The same request on the same journal has the same answer, so that a repeated attempt changes nothing.</remarks>
    ValueTask<Decision<ChosenKit>> ChooseKitAsync(KitRequest request, CancellationToken cancellation);

    /// <summary>
    /// The level of a slot of a randomized factor; open to everybody once it is journaled, and known to nobody before. Refused: a slot after
    /// the last of its list (405), and a request that the journal does not bear out (703).
    /// </summary>
    ValueTask<Decision<string>> DrawLevelAsync(LevelRequest request, CancellationToken cancellation);

    /// <summary>The numbers of the kits in the given sets, in order of number: what a release to a site may show.</summary>
    ValueTask<ImmutableArray<KitNumber>> KitNumbersAsync(StudyId study, int firstSet, int sets, CancellationToken cancellation);
}

/// <summary>
/// The port of one participant's code break. The break is journaled before it is asked for, and the answer goes to the person
/// who asked only.
/// </summary>
public interface IEmergencyDisclosure
{
    /// <summary>The arm's label, e.g. <c>Oxytocin 24 IU</c>.</summary>
    /// <exception cref="InvalidOperationException">No code break of this participant stands in the journal under this command id.</exception>
    ValueTask<string> DiscloseAsync(StudyId study, ParticipantId participant, string commandId, CancellationToken cancellation);
}
