using System.Collections.Immutable;
using OxyTrial.Randomization;

namespace OxyTrial.SmallWorlds.Posteriors;

/// <summary>
/// What a procedure alone implies of the arms of participants whose profiles are known: the exact probability of every sequence of arms.
/// </summary>
internal sealed class ArmLaw(ProcedureDefinition procedure, AllocationRatio ratio)
{
    private readonly Dictionary<string, ImmutableArray<(ImmutableArray<int> Arms, Rational Probability)>> laws = new(StringComparer.Ordinal);

    /// <summary>Every possible sequence with its probability, given the arms that are known.</summary>
    /// <param name="profiles">The participants in the order of their randomization.</param>
    /// <param name="known">Arm by place.</param>
    public ImmutableArray<(ImmutableArray<int> Arms, Rational Probability)> Given(IReadOnlyList<Profile> profiles, IReadOnlyDictionary<int, int> known)
    {
        var key = string.Join(';', profiles.Select(procedure.Factors.StratumOf));
        if (!laws.TryGetValue(key, out var all))
        {
            laws[key] = all = [.. From([], profiles, Rational.One)];
        }

        var possible = all.Where(one => known.All(arm => one.Arms[arm.Key] == arm.Value)).ToArray();
        var sum = possible.Aggregate(Rational.Zero, (total, one) => total + one.Probability);
        return [.. possible.Select(one => (one.Arms, one.Probability / sum))];
    }

    private IEnumerable<(ImmutableArray<int> Arms, Rational Probability)> From(ImmutableArray<int> arms, IReadOnlyList<Profile> profiles, Rational probability)
    {
        if (arms.Length == profiles.Count)
        {
            return [(arms, probability)];
        }

        var history = arms.Select((arm, place) => new Allocated(profiles[place], arm));
        return NextAllocation.TryAnswer(procedure, ratio, history, profiles[arms.Length], out var answer, out var error)
            ? answer.Arms.Index().Where(arm => arm.Item.Probability.Sign > 0).SelectMany(arm => From(arms.Add(arm.Index), profiles, probability * arm.Item.Probability))
            : throw new InvalidOperationException($"The procedure does not go on: {error}.");
    }
}
