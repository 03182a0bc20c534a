using System.Collections.Immutable;
using System.Numerics;
using OxyTrial.Randomization;
using OxyTrial.SmallWorlds.Trials;
using OxyTrial.SmallWorlds.Worlds;

namespace OxyTrial.SmallWorlds.Posteriors;

/// <summary>
/// Groups worlds by what was seen in them, and compares, as fractions, the arms of each group with what the procedure alone implies.
/// </summary>
internal sealed class Posterior(SmallTrial trial)
{
    private readonly Dictionary<string, Seen> groups = new(StringComparer.Ordinal);

    /// <summary>Worlds added.</summary>
    public int Worlds { get; private set; }

    public void Add(Sighting world)
    {
        Worlds++;
        var disclosed = world.Disclosed.ToImmutableSortedDictionary(place => place, place => world.Arms[place]);
        var key = string.Join('\n', [.. world.Transcript, world.JournalHead, .. disclosed.Select(arm => $"{arm.Key} is {arm.Value}")]);
        if (!groups.TryGetValue(key, out var seen))
        {
            groups[key] = seen = new Seen(world.Transcript, world.Participants, disclosed);
        }

        seen.Add(KeyOf(world.Arms), world.Probability);
    }

    /// <exception cref="InvalidOperationException">The probabilities of the worlds do not sum to one.</exception>
    public LeakReport Report()
    {
        var sum = groups.Values.Aggregate(Rational.Zero, (total, seen) => total + seen.Probability);
        if (sum != Rational.One)
        {
            throw new InvalidOperationException($"The probabilities of all worlds sum to {sum}.");
        }

        var law = new ArmLaw(trial.Procedure, trial.Ratio);
        var telling = groups.Values.Select(seen => TellingOf(seen, law)).OfType<TellingTranscript>().OrderByDescending(one => one.Bits).ToArray();
        return new LeakReport(
            trial.Scenario.Name, trial.Procedure.Method, Worlds, groups.Count, telling.Length,
            telling.Sum(one => Number(one.Probability) * one.Bits), telling.FirstOrDefault());
    }

    private TellingTranscript? TellingOf(Seen seen, ArmLaw law)
    {
        var implied = law.Given([.. seen.Participants.Select(one => one.Profile)], seen.Disclosed).ToDictionary(one => KeyOf(one.Arms), one => one.Probability);
        var beliefs = implied.Keys.Union(seen.ByArms.Keys).Order(StringComparer.Ordinal)
            .Select(arms => new ArmsBelief(arms, seen.ByArms.GetValueOrDefault(arms) / seen.Probability, implied.GetValueOrDefault(arms)))
            .ToImmutableArray();
        return beliefs.All(belief => belief.AfterTranscript == belief.ByProcedure)
            ? null
            : new TellingTranscript(
                [.. seen.Transcript, .. seen.Disclosed.Select(arm => $"known: participant {seen.Participants[arm.Key].Number} is in arm {trial.Ratio.Arms[arm.Value].Name}")],
                seen.Probability, beliefs.Sum(Divergence), [.. seen.Participants.Select(one => one.Number)], beliefs);
    }

    // An arm the procedure cannot have given would be infinitely telling; the rule would have to be another than the procedure's.
    private static double Divergence(ArmsBelief belief) =>
        belief.AfterTranscript.Sign == 0 ? 0
        : belief.ByProcedure.Sign == 0 ? double.PositiveInfinity
        : Number(belief.AfterTranscript) * Math.Log2(Number(belief.AfterTranscript / belief.ByProcedure));

    private static double Number(Rational value) => Math.Exp(BigInteger.Log(value.Numerator) - BigInteger.Log(value.Denominator));

    private string KeyOf(ImmutableArray<int> arms) => string.Join(' ', arms.Select(arm => trial.Ratio.Arms[arm].Name));

    private sealed class Seen(ImmutableArray<string> transcript, ImmutableArray<Guessed> participants, ImmutableSortedDictionary<int, int> disclosed)
    {
        public ImmutableArray<string> Transcript => transcript;

        public ImmutableArray<Guessed> Participants => participants;

        public ImmutableSortedDictionary<int, int> Disclosed => disclosed;

        public Rational Probability { get; private set; }

        public Dictionary<string, Rational> ByArms { get; } = new(StringComparer.Ordinal);

        public void Add(string arms, Rational probability)
        {
            Probability += probability;
            ByArms[arms] = ByArms.GetValueOrDefault(arms) + probability;
        }
    }
}
