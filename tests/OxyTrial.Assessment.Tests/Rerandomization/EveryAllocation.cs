using OxyTrial.Assessment.Rerandomization;
using OxyTrial.Randomization;
using OxyTrial.Randomization.Tests;

namespace OxyTrial.Assessment.Tests.Rerandomization;

/// <summary>
/// Complete enumeration written down a second time and plainly: every way to write arms in a row, its probability asked of fresh states,
/// the statistic in fractions. What the library does otherwise (lists apart, totals, whole numbers) it does not share.
/// </summary>
internal static class EveryAllocation
{
    public static Rational PValue(
        ProcedureDefinition procedure, AllocationRatio ratio, IReadOnlyList<RandomizedParticipant> participants, ArmComparison comparison)
    {
        var observed = Statistic(participants, [.. participants.Select(one => one.Arm)], comparison)!.Value;
        return Given.Sequences(ratio.Count, participants.Count)
            .Select(letters => letters.Select(letter => letter - 'A').ToArray())
            .Where(arms => IsExtreme(Statistic(participants, arms, comparison), observed, comparison.Alternative))
            .Aggregate(Rational.Zero, (sum, arms) => sum + Probability(procedure, ratio, participants, arms));
    }

    public static Rational Probability(
        ProcedureDefinition procedure, AllocationRatio ratio, IReadOnlyList<RandomizedParticipant> participants, int[] arms)
    {
        var probability = Rational.One;
        for (var index = 0; index < arms.Length && probability.Sign > 0; index++)
        {
            var next = participants[index];
            var history = participants.Take(index).Select((one, place) => (one, arm: arms[place]))
                .Where(earlier => earlier.one.Cohort == next.Cohort)
                .Select(earlier => new Allocated(earlier.one.Profile, earlier.arm));
            probability *= NextAllocation.TryAnswer(procedure, ratio, history, next.Profile, out var answer, out _)
                ? answer.Arms[arms[index]].Probability
                : Rational.Zero;
        }

        return probability;
    }

    private static Rational? Statistic(IReadOnlyList<RandomizedParticipant> participants, int[] arms, ArmComparison comparison)
    {
        Rational[] Values(int arm) => [.. participants.Where((one, place) => arms[place] == arm && one.Value is not null).Select(one => one.Value!.Value)];
        var (first, second) = (Values(comparison.First), Values(comparison.Second));
        if (comparison.Statistic == TestStatistic.CenteredScoreSum)
        {
            Rational[] all = [.. first, .. second];
            return all.Length == 0 ? Rational.Zero : first.Aggregate(Rational.Zero, (sum, score) => sum + score - Mean(all));
        }

        return first.Length == 0 || second.Length == 0 ? null : Mean(first) - Mean(second);
    }

    private static bool IsExtreme(Rational? statistic, Rational observed, Alternative alternative) => statistic is not { } value || alternative switch
    {
        Alternative.Greater => value >= observed,
        Alternative.Less => value <= observed,
        _ => value * value >= observed * observed,
    };

    private static Rational Mean(Rational[] values) => values.Aggregate((sum, value) => sum + value) / values.Length;
}
