using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization;

/// <summary>
/// A list of permuted blocks, drawn block by block: from the bits of block b first the size (none if there is one size), then the
/// shuffle of the arms laid out in arm order.
/// </summary>
internal sealed class BlockSequence(AllocationRatio ratio, IReadOnlyList<int> sizes, IDrawSource draws) : IArmSequence
{
    private int[] _block = [];
    private int _used;
    private long _blocks;

    public int Peek(Profile profile)
    {
        if (_used == _block.Length)
        {
            _block = NextBlock();
            _used = 0;
        }

        return _block[_used];
    }

    public int Next(Profile profile)
    {
        var arm = Peek(profile);
        _used++;
        return arm;
    }

    private int[] NextBlock()
    {
        var bits = draws.Block(++_blocks);
        var size = sizes[UniformInteger.Below(bits, sizes.Count)];
        var repeats = size / ratio.Sum;
        int[] block = [.. ratio.Arms.SelectMany((arm, index) => Enumerable.Repeat(index, arm.Ratio * repeats))];
        FisherYates.Shuffle<int>(bits, block);
        return block;
    }
}
