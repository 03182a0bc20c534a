using System.Numerics;
using OxyTrial.Randomization;

namespace OxyTrial.Assessment.Rerandomization;

/// <summary>Cuts the participants of a trial into its allocation lists, and asks whether the procedure can have made them.</summary>
internal static class AllocationLists
{
    /// <summary>The lists, in the order of their first participants.</summary>
    public static AllocationList[] Of(
        ProcedureDefinition procedure,
        AllocationRatio ratio,
        IReadOnlyList<RandomizedParticipant> participants,
        ArmComparison comparison,
        BigInteger scale) =>
    [
        .. participants
            .GroupBy(participant => ListOf(procedure, participant))
            .Select(list => new AllocationList(procedure, ratio, comparison, [.. list.Select(one => PlaceOf(one, scale))])),
    ];

    /// <summary>The least common denominator of all values.</summary>
    public static BigInteger ScaleOf(IEnumerable<RandomizedParticipant> participants) =>
        Rational.LeastCommonDenominator(participants.Select(participant => participant.Value).OfType<Rational>());

    /// <summary>The first participant whose arm the procedure cannot have allocated, or null.</summary>
    public static RerandomizationRefusal? Impossible(
        ProcedureDefinition procedure, AllocationRatio ratio, IReadOnlyList<RandomizedParticipant> participants)
    {
        var lists = new Dictionary<(string, Profile), (IProcedureState State, int Used)>();
        for (var index = 0; index < participants.Count; index++)
        {
            var participant = participants[index];
            var key = ListOf(procedure, participant);
            var (state, used) = lists.TryGetValue(key, out var list) ? list : (procedure.Open(ratio), 0);
            if (used == procedure.Length)
            {
                return new(index, $"comes after the last of the list's {procedure.Length} places");
            }

            if (!state.TryAdd(participant.Profile, participant.Arm))
            {
                return new(index, $"has arm {ratio.Arms[participant.Arm].Name}, which {procedure} with these parameters cannot have "
                    + "allocated there; the rows are to be in the order of enrollment");
            }

            lists[key] = (state, used + 1);
        }

        return null;
    }

    private static (string, Profile) ListOf(ProcedureDefinition procedure, RandomizedParticipant participant) =>
        (participant.Cohort, procedure.IsStratified ? participant.Profile : Profile.Empty);

    private static ListPlace PlaceOf(RandomizedParticipant participant, BigInteger scale) => new(
        participant.Profile, participant.Arm, participant.Value is { } value ? value.Numerator * (scale / value.Denominator) : null);
}
