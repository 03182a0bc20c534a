using System.Numerics;

namespace OxyTrial.Randomization.Exact;

/// <summary>The chain of a procedure that looks at counts only: its states are the counts.</summary>
internal sealed class CountChain(CountRule rule, bool mergesArms) : ArmChain<CountKey>(rule.Ratio, mergesArms)
{
    public override IEnumerable<(CountKey State, Rational Probability)> Start => [(CountKey.Of(new int[Ratio.Count]), Rational.One)];

    public override IReadOnlyList<Move<CountKey>> MovesOf(CountKey state)
    {
        var probabilities = new Rational[Ratio.Count];
        rule.Probabilities(state.Counts, probabilities);
        var moves = new List<Move<CountKey>>(Ratio.Count);
        for (var arm = 0; arm < probabilities.Length; arm++)
        {
            if (probabilities[arm].Sign > 0)
            {
                moves.Add(new Move<CountKey>(arm, probabilities[arm], After(state, arm)));
            }
        }

        return moves;
    }

    public override BigInteger ScaleOf(CountKey state) => rule.Scale(state.Counts);

    public override ReadOnlySpan<int> CountsOf(CountKey state) => state.Counts;

    public override bool IsCertain(CountKey state, IReadOnlyList<Move<CountKey>> moves) => moves.Count == 1;

    public override BigInteger SequenceCount(int patients) => SequenceCounting.Count(
        CountKey.Of(new int[Ratio.Count]), patients, state => MovesOf(state).Select(move => move.Next));

    private CountKey After(CountKey state, int arm)
    {
        if (MergesArms)
        {
            return state.After(arm);
        }

        int[] counts = [.. state.Counts];
        counts[arm]++;
        return CountKey.Of(counts);
    }
}
