using System.Numerics;

namespace OxyTrial.Randomization.Exact;

/// <summary>
/// A state of a list of permuted blocks of random sizes. <paramref name="Counts"/>: counts per arm less all whole balanced sets.
/// <paramref name="Open"/>: the block that is open. <paramref name="Possible"/>: all open blocks that the arms so far allow, ascending.
/// </summary>
internal readonly record struct BlockListState(CountKey Counts, OpenBlock Open, CountKey Possible)
{
    /// <summary>What an observer of the arms knows.</summary>
    public (CountKey Counts, CountKey Possible) Seen => (Counts, Possible);
}

/// <summary>An open block as one number: index of its size, and its places used.</summary>
internal readonly record struct OpenBlock(int Size, int Used)
{
    private const int Radix = 1 << 15;

    public int Code => (Size * Radix) + Used;

    public static OpenBlock FromCode(int code) => new(code / Radix, code % Radix);
}

/// <summary>
/// The chain of permuted blocks of random sizes. The probabilities follow from the block that is actually open; what is certain
/// follows from the blocks that could be open.
/// </summary>
internal sealed class BlockListChain(AllocationRatio ratio, IReadOnlyList<int> sizes, bool mergesArms) : ArmChain<BlockListState>(ratio, mergesArms)
{
    private readonly CountKey _balanced = CountKey.Of(new int[ratio.Count]);
    private readonly OpenBlock[] _new = [.. Enumerable.Range(0, sizes.Count).Select(size => new OpenBlock(size, 0))];

    public override IEnumerable<(BlockListState State, Rational Probability)> Start =>
        _new.Select(open => (new BlockListState(_balanced, open, Codes(_new)), new Rational(1, sizes.Count)));

    public override IReadOnlyList<Move<BlockListState>> MovesOf(BlockListState state)
    {
        var moves = new List<Move<BlockListState>>();
        for (var arm = 0; arm < Ratio.Count; arm++)
        {
            var left = Left(state.Counts, state.Open, arm);
            if (left > 0)
            {
                var probability = new Rational(left, sizes[state.Open.Size] - state.Open.Used);
                var (counts, possible) = After(state.Seen, arm);
                var opened = Next(state.Open);
                moves.AddRange(opened.Select(open =>
                    new Move<BlockListState>(arm, probability / opened.Length, new BlockListState(counts, open, possible))));
            }
        }

        return moves;
    }

    public override ReadOnlySpan<int> CountsOf(BlockListState state) => state.Counts.Counts;

    public override bool IsCertain(BlockListState state, IReadOnlyList<Move<BlockListState>> moves) => PossibleArms(state.Seen).Take(2).Count() == 1;

    public override BigInteger SequenceCount(int patients) => SequenceCounting.Count(
        (_balanced, Codes(_new)), patients, seen => PossibleArms(seen).Select(arm => After(seen, arm)));

    private IEnumerable<int> PossibleArms((CountKey Counts, CountKey Possible) seen) =>
        Enumerable.Range(0, Ratio.Count).Where(arm => Opens(seen.Possible).Any(open => Left(seen.Counts, open, arm) > 0));

    private (CountKey Counts, CountKey Possible) After((CountKey Counts, CountKey Possible) seen, int arm)
    {
        var possible = Opens(seen.Possible).Where(open => Left(seen.Counts, open, arm) > 0).SelectMany(Next);
        return (CountsAfter(seen.Counts, arm), Codes(possible));
    }

    private OpenBlock[] Next(OpenBlock open) => open.Used + 1 == sizes[open.Size] ? _new : [open with { Used = open.Used + 1 }];

    // The places used in a block are the counts above balance and some whole balanced sets, the same number for every arm's ratio.
    private int Left(CountKey counts, OpenBlock open, int arm)
    {
        var aboveBalance = 0;
        foreach (var count in counts.Counts)
        {
            aboveBalance += count;
        }

        var sets = (open.Used - aboveBalance) / Ratio.Sum;
        return (((sizes[open.Size] / Ratio.Sum) - sets) * Ratio[arm]) - counts.Counts[arm];
    }

    private CountKey CountsAfter(CountKey counts, int arm)
    {
        int[] next = [.. counts.Counts];
        next[arm]++;
        var sets = Enumerable.Range(0, next.Length).Min(other => next[other] / Ratio[other]);
        for (var other = 0; other < next.Length; other++)
        {
            next[other] -= sets * Ratio[other];
        }

        return MergesArms ? CountKey.Sorted(next) : CountKey.Of(next);
    }

    private static IEnumerable<OpenBlock> Opens(CountKey possible) => possible.Counts.ToArray().Select(OpenBlock.FromCode);

    private static CountKey Codes(IEnumerable<OpenBlock> blocks) => CountKey.Of([.. blocks.Select(block => block.Code).Distinct().Order()]);
}
