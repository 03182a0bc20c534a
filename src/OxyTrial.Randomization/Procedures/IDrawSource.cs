using OxyTrial.Randomization.Bits;

namespace OxyTrial.Randomization;

/// <summary>
/// Where the random bits of one scope come from. Each slot and each block has bits of its own, so that what one draw consumes
/// never shifts another.
/// </summary>
public interface IDrawSource
{
    /// <summary>The bits of a slot, numbered from 1.</summary>
    IRandomBits Slot(long sequence);

    /// <summary>The bits of a block, numbered from 1.</summary>
    IRandomBits Block(long number);
}
